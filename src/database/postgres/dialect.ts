import type { Dialect } from '../dialect.js'
import { catalog } from './catalog.js'
import { checks } from './checks.js'
import { postgresEngine } from './engine.js'
import { indexes } from './indexes.js'
import { insertMany } from './insert-many.js'
import { takeAll } from './pool.js'
import { discardSessions, leavesState, unlockSessions } from './sessions.js'
import { violation } from './violation.js'

/** PostgreSQL by the package pg. */
export const postgresDialect: Dialect = Object.freeze<Dialect>({
  oneConnection: false,
  placeholder: (i: number) => `$${i}`,
  enforcesLengths: true,
  hasExclusions: true,
  checks,
  failureEndsTransaction: true,
  catalog,
  indexes,
  session: (connection) => (connection as { processID?: number }).processID,
  engine: postgresEngine,
  violation,
  // PostgreSQL names the constraint.
  hidesForeignKey: () => false,
  insertMany,
  discardSessions,
  unlockSessions,
  leavesState,
  takeAll,
})
