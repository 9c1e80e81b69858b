import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'lossless-json'
import { canonicalJson } from './canonical-json.js'
import type { Identity } from './identity.js'
import { fileStem, pactFolder, shortHash } from './pact-folder.js'
import type { Parties } from './parties.js'

/** A pact file as data; its numbers keep their digits. */
export interface PactDocument {
  readonly consumer: { readonly name: string }
  readonly provider: { readonly name: string }
  readonly interactions: readonly PactInteraction[]
  readonly metadata: Readonly<Record<string, unknown>>
}

/** An interaction as a pact file holds it. */
export interface PactInteraction {
  readonly type: string
  readonly description: string
  readonly providerStates?: Identity['states']
}

/** What one scenario has agreed on: a pact of its own, and where it comes from. */
export interface Part {
  readonly scenario: string
  /** Where each interaction was told, by description: `test/users.integ.ts:9:4`. */
  readonly places: Readonly<Record<string, string>>
  readonly pact: PactDocument
}

/** A part that is to be written. */
export interface NewPart {
  readonly parties: Parties
  readonly scenario: string
  readonly interactions: readonly NewInteraction[]
}

/** One interaction of such a part. */
export interface NewInteraction {
  readonly identity: Identity
  /** Where it was told. */
  readonly place: string
  /** Has Pact's own writer write it, and nothing else, under the names of `WRITTEN`. */
  write(folder: string): void
}

/** The names that Pact's writer is given in place of the real ones, which it would take for paths. */
export const WRITTEN: Parties = Object.freeze({ consumer: 'consumer', provider: 'provider' })

const PARTS = 'parts'

/**
 * Keeps what a scenario has agreed on: its file appears whole or not at all, and replaces the one that the same scenario
 * wrote in an earlier run. Pact's writer works in folders of its own, so that workers cannot disturb each other, and sees
 * one interaction at a time, as of those with one description it keeps the last alone.
 */
export function writePart({ parties, scenario, interactions }: NewPart): void {
  const parts = join(pactFolder(), PARTS)
  mkdirSync(parts, { recursive: true })
  const folder = mkdtempSync(join(parts, '.writing-'))
  try {
    const written = interactions.map(({ write }, i) => {
      const own = join(folder, String(i))
      write(own)
      return parse(readFileSync(join(own, `${fileStem(WRITTEN)}.json`), 'utf8')) as PactDocument
    })
    const part: Part = {
      scenario,
      places: Object.fromEntries(interactions.map(({ identity, place }) => [identity.description, place])),
      pact: {
        ...written.at(-1)!,
        consumer: { name: parties.consumer },
        provider: { name: parties.provider },
        interactions: written.flatMap((pact) => pact.interactions),
      },
    }
    const identities = interactions.map(({ identity }) => canonicalJson(identity)).sort()
    const files = interactions.map(({ place }) => place.split(':')[0])
    const name = `${fileStem(parties)}-${shortHash(JSON.stringify([parties, scenario, identities, files]))}.json`
    const draft = join(folder, name)
    writeFileSync(draft, canonicalJson(part))
    renameSync(draft, join(parts, name))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** All parts of a folder of pacts, in the order of their names. */
export function readParts(folder: string): readonly Part[] {
  const files = namesIn(join(folder, PARTS)).filter((name) => name.endsWith('.json') && !name.startsWith('.'))
  return files.sort().map((name) => readPart(join(folder, PARTS, name)))
}

function readPart(file: string): Part {
  try {
    return parse(readFileSync(file, 'utf8')) as Part
  } catch (error) {
    throw new Error(`${file} can't be read, though it was written by qa-integ; remove it and run its scenarios again`, {
      cause: error,
    })
  }
}

/** What is in a folder, nothing where there is none. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/**
 * Forgets what scenarios of earlier runs have agreed on, so that an interaction which nobody tells any more is gone from
 * the next pact. `npx qa-integ run` does it before a whole run; the pacts themselves stay until they are merged anew.
 *
 * @example
 * ```ts
 * import { freshParts } from 'qa-integ/contract'
 *
 * await freshParts('build/pacts')
 * ```
 */
export async function freshParts(folder: string = pactFolder()): Promise<void> {
  await rm(join(folder, PARTS), { recursive: true, force: true })
}
