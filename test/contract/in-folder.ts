import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const VARIABLE = 'QA_INTEG_PACTS'

/** Runs work with a folder of pacts of its own, which is gone afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'qa-integ-pacts-'))
  const before = process.env[VARIABLE]
  process.env[VARIABLE] = folder
  try {
    return await work(folder)
  } finally {
    if (before === undefined) delete process.env[VARIABLE]
    else process.env[VARIABLE] = before
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What lies in a folder, in folders below it as well. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}

/** The pact of a folder, as data. */
export function pactIn(folder: string, name: string): Pact {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Pact
}

/** What tests read of a pact. */
export interface Pact {
  readonly consumer: { readonly name: string }
  readonly provider: { readonly name: string }
  // biome-ignore lint/suspicious/noExplicitAny: an interaction is a tree, of which each test reads another branch.
  readonly interactions: readonly any[]
}
