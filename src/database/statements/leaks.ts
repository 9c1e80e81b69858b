import type { Dialect, Locked } from '../dialect.js'
import type { OpenTransaction } from './open-transactions.js'
import { wherein } from './sites.js'
import { describeStatement, placeOfStatement, type Said, type Statement } from './statements.js'
import type { Watched } from './watched.js'

/** What a transaction says that nobody ended. */
export function stillOpen(open: OpenTransaction | undefined, leaked: readonly Watched[]): Error {
  const where = open ? placeOfStatement(open.begun) : wherein(leaked[0]?.site)
  const last = lastOf(open?.by ?? leaked[0])
  return new Error(
    `a transaction was still open when the scenario ended; it was rolled back. ${begunBy(where, open)}` +
      `${last ? `, and its last statement was ${describeStatement(last)}` : ''}. Commit it or roll it back, and await that`,
  )
}

function begunBy(where: string, open: OpenTransaction | undefined): string {
  if (where !== '') return `It was begun at ${where}`
  return open
    ? 'It was begun by a call whose line is not known, as that of a save() which nobody awaits'
    : 'No query runner of this data source was seen to begin it: a pool or a data source of the application itself has, or a routine'
}

/** What a query runner has sent last. */
function lastOf(watched: Watched | undefined): Said | undefined {
  if (watched?.passed === undefined) return watched?.last
  return { sql: watched.passed, site: undefined, maker: undefined }
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

/** What is told of a lock that a routine has taken, by the last statement of the connection that holds it. */
export function lockedByCall(statements: readonly Statement[], { sql }: Locked): Error {
  const last =
    statements.findLast((one) => one.sql === sql) ?? (sql ? { sql, site: undefined, maker: undefined } : undefined)
  return new Error(
    'a connection went back into the pool with an advisory lock that no statement names, so a function has taken it; whoever asks for that lock next would wait. The connection was closed.' +
      `${last ? ` Its last statement was ${describeStatement(last)}.` : ''} Give the lock back before the query runner is released, or take it by pg_advisory_xact_lock, which goes with the transaction`,
  )
}

/** What a query runner says that nobody released: its maker, or TypeORM for a call that nobody awaited. */
export function leakedRunner(watched: Watched): Error {
  const where = wherein(watched.site)
  const last = lastOf(watched)
  const made = where && `; it was made at ${where}`
  const sent = last ? `; its last statement was ${describeStatement(last)}` : ''
  return new Error(
    `a query runner was not released${made}${sent}. Await the call that uses it; ` +
      'one of createQueryRunner() is released in a finally, for on a server it would hold a connection of the pool for ever',
  )
}
