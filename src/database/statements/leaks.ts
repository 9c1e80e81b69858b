import type { Dialect } from '../dialect.js'
import { wherein } from './sites.js'
import { describeStatement, placeOfStatement, type Statement, type StatementLog, verbOf } from './statements.js'
import type { Watched } from './watched.js'

/** What a transaction says that nobody ended. */
export function stillOpen(log: StatementLog, leaked: readonly Watched[]): Error {
  const begun = log.all.findLast(({ sql, error }) => !error && ['BEGIN', 'START', 'SAVEPOINT'].includes(verbOf(sql)))
  const last = log.last()
  const where = begun ? placeOfStatement(begun) : leaked[0] ? wherein(leaked[0].site) : ''
  return new Error(
    `a transaction was still open when the scenario ended; it was rolled back. It was begun${where ? ` at ${where}` : ' at a place that is not known'}` +
      `${last ? `, and its last statement was ${describeStatement(last)}` : ''}. Commit it or roll it back, and await that`,
  )
}

/** What was left on a connection of the pool, and by which statement. */
export function leftOnSessions(
  statements: readonly Statement[],
  what: readonly string[],
  leavesState: Dialect['leavesState'],
): Error {
  const by = statements.findLast(({ sql, error }) => !error && leavesState?.(sql))
  return new Error(
    `a connection went back into the pool with ${what.join(', ')}, which whoever gets it next would find; it was made as new.` +
      `${by ? ` That was left by ${describeStatement(by)}.` : ''} Take it back before the query runner is released, or use what goes by itself: SET LOCAL in a transaction of PostgreSQL, SET STATEMENT … FOR on MariaDB`,
  )
}

/** What a query runner says that nobody released. */
export function leakedRunner({ site }: Watched): Error {
  const where = wherein(site)
  return new Error(
    `a query runner was not released${where && `; it was made at ${where}`}. On a server it would hold a connection of the pool for ever; release it in a finally`,
  )
}
