/**
 * How scenarios are kept apart: `restore` commits for real and puts back, row by row, what was written; `clone` also keeps
 * a copy of the whole database, from which a scenario that changes the schema is undone. `rollback` keeps a scenario in one
 * transaction, of which nothing is committed.
 *
 * @example
 * ```ts
 * import type { Isolation } from 'qa-integ/database'
 *
 * const isolation: Isolation = 'clone'
 * ```
 */
export type Isolation = 'restore' | 'rollback' | 'clone'

/** What an engine is told of the database that it takes care of. */
export interface Terms {
  readonly isolation: Isolation
  /** The database outlives the tests. */
  readonly kept: boolean
  /** How the server is reached past the database, where that can be put aside for a copy. */
  readonly beside?: Readonly<Record<string, unknown>>
}
