import type { DataSource } from 'typeorm'
import type { Dialect } from '../dialect.js'
import type { Terms } from '../isolation/isolation.js'
import { catalog } from './catalog.js'
import { checks } from './checks.js'
import { reachOf } from './client.js'
import { mysqlEngine } from './engine.js'
import { indexes } from './indexes.js'
import { insertMany } from './insert-many.js'
import { takeAll, taken } from './pool.js'
import { discardSessions, leavesState, poolsOf } from './sessions.js'
import { violation } from './violation.js'

/** MySQL and MariaDB by the package mysql2. */
export const mysqlDialect: Dialect = Object.freeze<Dialect>({
  oneConnection: false,
  placeholder: () => '?',
  enforcesLengths: true,
  hasExclusions: false,
  checks,
  failureEndsTransaction: false,
  catalog,
  indexes,
  session: (connection: unknown) => (connection as { readonly threadId?: number } | undefined)?.threadId,
  engine: (dataSource: DataSource, terms: Terms) =>
    mysqlEngine(reachOf(dataSource), { pools: () => poolsOf(dataSource), take: () => taken(dataSource) }, terms),
  violation,
  // The error names the constraint.
  hidesForeignKey: () => false,
  insertMany,
  discardSessions,
  leavesState,
  takeAll,
})
