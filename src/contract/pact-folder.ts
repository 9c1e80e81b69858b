import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { Parties } from './parties.js'

/** Names the environment variable that puts pacts elsewhere. */
export const PACTS = 'QA_INTEG_PACTS'

/** Where pacts live: `.qa-integ/pacts` below the working directory, or where `QA_INTEG_PACTS` says. */
export function pactFolder(): string {
  return resolve(process.env[PACTS] || '.qa-integ/pacts')
}

/**
 * The name of a pair's file, less its ending: `<consumer>-<provider>`, as Pact's own writer has it, where those names are
 * safe to be a file's. What could lead elsewhere, or is no file's name on some system, is replaced and told apart by a
 * hash.
 */
export function fileStem(parties: Parties): string {
  const { consumer, provider } = parties
  const plain = `${consumer}-${provider}`
  const safe = plain.replace(/[^\p{L}\p{N} ._@+()-]/gu, '_').replace(/^[. ]+|[. ]+$/g, '_')
  return safe === plain && Buffer.byteLength(plain) <= 120 ? plain : `${safe.slice(0, 60)}-${hashOf(parties)}`
}

/** Tells pairs apart whose names make one file's name. */
export function hashOf({ consumer, provider }: Parties): string {
  return shortHash(JSON.stringify([consumer, provider]))
}

/** The first 12 hexadecimal digits of the SHA-256 of a text. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
