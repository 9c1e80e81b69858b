import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Selection } from './selection.js'

/** The folder of pacts and their parts, below the project. */
const FOLDER = '.qa-integ/pacts'

/** Clears the parts of an earlier run, so that an interaction that is gone does not live on; a partial run keeps them. */
export async function freshPacts(cwd: string, { selected }: Selection): Promise<void> {
  if (selected.length > 0 || !existsSync(join(cwd, FOLDER))) return
  const { freshParts } = await import('../contract/parts.js')
  await freshParts(join(cwd, FOLDER))
}

/** Puts the parts that consumers have written together, a file for each pair. */
export async function joinPacts(cwd: string): Promise<void> {
  if (!existsSync(join(cwd, FOLDER))) return
  const { mergePacts } = await import('../contract/merge.js')
  await mergePacts(join(cwd, FOLDER))
}
