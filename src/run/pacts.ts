import { existsSync } from 'node:fs'
import { pactFolder } from '../contract/pact-folder.js'
import type { Selection } from './selection.js'

/** Clears the parts of an earlier run, so that an interaction that is gone does not live on; a partial run keeps them. */
export async function freshPacts({ selected }: Selection): Promise<void> {
  if (selected.length > 0 || !existsSync(pactFolder())) return
  const { freshParts } = await import('../contract/parts.js')
  await freshParts(pactFolder())
}

/** Puts the parts that consumers have written together, a file for each pair. */
export async function joinPacts(): Promise<void> {
  if (!existsSync(pactFolder())) return
  const { mergePacts } = await import('../contract/merge.js')
  await mergePacts(pactFolder())
}
