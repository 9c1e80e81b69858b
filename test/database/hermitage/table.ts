import type { AnomalyName } from './anomalies.js'

/** What an engine lets happen at a level. All anomalies that are not listed are prevented. */
export interface LevelRow {
  readonly level: 'READ UNCOMMITTED' | 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE'
  readonly occurs: readonly AnomalyName[]
  /**
   * Where none is told, all interleavings are run. Of three transactions there are too many, so the published one is; and
   * what occurs may be shown by one, which saves time.
   */
  readonly schedules: Readonly<Record<'OTV' | 'G2-two-edges', string> & Partial<Record<AnomalyName, string>>>
}

/** One engine's rows of https://github.com/ept/hermitage. */
export interface EngineRows {
  /** The version that the published tests were run with. */
  readonly published: string
  /** The versions that these rows were run with here, by the start of what the server says of itself. */
  readonly verified: readonly string[]
  readonly levels: readonly LevelRow[]
  /** What is looked at, where the rest is as in other rows. */
  readonly only?: readonly AnomalyName[]
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

/** As published, A first reads or writes, then B does all that it can, then A goes on. */
const WRITES_SHOWN = {
  'PMP-write': 'ABBABB',
  P4: 'ABBBAA',
  'G-single-write': 'ABBBAA',
  'G2-item': 'ABBBAA',
  G2: 'ABBBAA',
  OTV: 'AABACBCBCC',
  'G2-two-edges': 'ABBCCAA',
} as const
const SHOWN = { ...WRITES_SHOWN, PMP: 'ABBAA', 'G-single': 'ABBBAA', 'G-single-predicate': 'ABBAA' } as const

/** InnoDB's snapshot is for reads only: an UPDATE or DELETE works on the rows as they are now, whoever has changed them since. */
export const INNODB: EngineRows = {
  published: 'MySQL 5.6.21',
  // Of MariaDB and of MySQL.
  verified: ['10.11.', '9.7.'],
  levels: [
    {
      level: 'READ UNCOMMITTED',
      occurs: ['G1a', 'G1b', 'G1c', 'OTV', ...AFTER_STATEMENTS],
      schedules: { ...SHOWN, G1a: 'ABBA', G1b: 'ABBAA', G1c: 'ABBBAA', 'PMP-write': 'BAABBB' },
    },
    { level: 'READ COMMITTED', occurs: AFTER_STATEMENTS, schedules: SHOWN },
    {
      level: 'REPEATABLE READ',
      occurs: ['PMP-write', 'P4', 'G-single-write', 'G2-item', 'G2', 'G2-two-edges'],
      schedules: WRITES_SHOWN,
    },
    // Every read locks: who would write what another has read waits, and two of them are a deadlock.
    { level: 'SERIALIZABLE', occurs: [], schedules: { OTV: 'AABACBBCCC', 'G2-two-edges': 'ABCABCA' } },
  ],
}

/**
 * Where MariaDB differs from the published MySQL: with innodb_snapshot_isolation, which is on by default from version 11.6.2
 * on and can be set from 10.11.8 on, a statement that would change what another transaction has changed since the snapshot was
 * taken fails (error 1020), so that REPEATABLE READ is snapshot isolation, as PostgreSQL's is. The other levels take no
 * snapshot that outlives a statement, or lock what they read: there it changes nothing.
 */
export const MARIADB_SNAPSHOTS: EngineRows = {
  published: 'snapshot isolation',
  verified: ['10.11.'],
  // Those in which somebody writes what he has read, or what another one writes.
  only: ['G0', 'OTV', 'PMP-write', 'P4', 'G-single-write', 'G2-item', 'G2', 'G2-two-edges'],
  levels: [
    {
      level: 'REPEATABLE READ',
      occurs: ['G2-item', 'G2', 'G2-two-edges'],
      schedules: { OTV: 'AABACBCBCC', 'G2-item': 'ABBBAA', G2: 'ABBBAA', 'G2-two-edges': 'ABBCCAA' },
    },
  ],
}
