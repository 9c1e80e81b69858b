import type { AnomalyName } from './anomalies.js'

/** What an engine lets happen at a level. All anomalies that are not listed are prevented. */
export interface LevelRow {
  readonly level: 'READ UNCOMMITTED' | 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE'
  readonly occurs: readonly AnomalyName[]
  /** All interleavings of two transactions are run; of three there are too many, so this one is, which is the published one. */
  readonly schedules: Readonly<Record<'OTV' | 'G2-two-edges', string>>
}

/** One engine's rows of https://github.com/ept/hermitage. */
export interface EngineRows {
  /** The version that the published tests were run with. */
  readonly published: string
  /** The versions that these rows were run with here, by the start of what the server says of itself. */
  readonly verified: readonly string[]
  readonly levels: readonly LevelRow[]
}

/** What a snapshot for each statement, and locks on written rows only, can't prevent. */
const AFTER_STATEMENTS: readonly AnomalyName[] = [
  'PMP',
  'PMP-write',
  'P4',
  'G-single',
  'G-single-predicate',
  'G-single-write',
  'G2-item',
  'G2',
  'G2-two-edges',
]

export const POSTGRES: EngineRows = {
  published: 'PostgreSQL 9.3.5',
  verified: ['18.'],
  levels: [
    { level: 'READ COMMITTED', occurs: AFTER_STATEMENTS, schedules: { OTV: 'AABACBCBCC', 'G2-two-edges': 'ABBCCAA' } },
    {
      level: 'REPEATABLE READ',
      occurs: ['G2-item', 'G2', 'G2-two-edges'],
      // The second writer fails when the first commits.
      schedules: { OTV: 'AABACBCCC', 'G2-two-edges': 'ABBCCAA' },
    },
    { level: 'SERIALIZABLE', occurs: [], schedules: { OTV: 'AABACBCCC', 'G2-two-edges': 'ABBCCAA' } },
  ],
}

/** Not in the published table. A single writer, and a snapshot from the first read to the end: whoever has read what another has changed may not write any more. */
export const SQLITE: EngineRows = {
  published: "SQLite's documentation",
  verified: ['3.'],
  levels: [{ level: 'SERIALIZABLE', occurs: [], schedules: { OTV: 'AABACBCBCC', 'G2-two-edges': 'ABBCCAA' } }],
}
