import { type MysqlClient, rowsOf } from './client.js'

/** What a connection is called that is gone, and was not there at the beginning. */
const GONE = 0

/** What hands rows back by RETURNING counts none as affected. */
const WROTE = "(ROWS_AFFECTED > 0 OR (ROWS_SENT > 0 AND EVENT_NAME REGEXP '/(insert|replace|delete)'))"

/**
 * From now on: hands back what tells which connections have written rows of the database. The server has to keep the last
 * statements of all connections, as one of this run does; where it does not, nobody is told.
 */
export async function watchWriters(
  client: MysqlClient,
  database: string,
  without: () => readonly number[],
): Promise<() => Promise<readonly number[]>> {
  const threads = await asked(client)
  if (threads === undefined) return async () => []
  const since = threads.get(client.threadId)!.clock
  const known = new Map([...threads].map(([session, { thread }]) => [thread, session]))
  return async () => {
    for (const [session, { thread }] of (await asked(client)) ?? []) known.set(thread, session)
    const wrote = await rowsOf<{ thread: number | string }>(
      client,
      `SELECT DISTINCT THREAD_ID AS thread FROM performance_schema.events_statements_history_long
       WHERE TIMER_END > ${since} AND ${WROTE} AND (CURRENT_SCHEMA = ? OR LOCATE(?, SQL_TEXT) > 0)`,
      [database, database],
    )
    const own = without()
    return wrote.map(({ thread }) => known.get(String(thread)) ?? GONE).filter((session) => !own.includes(session))
  }
}

interface Thread {
  readonly thread: string
  /** When its last statement began. */
  readonly clock: string
}

/** The connections of the server; nothing where it does not tell, or not to this user. */
async function asked(client: MysqlClient): Promise<Map<number, Thread> | undefined> {
  const rows = await rowsOf<{ session: number | string; thread: number | string; clock: number | string | null }>(
    client,
    `SELECT t.PROCESSLIST_ID AS session, t.THREAD_ID AS thread, e.TIMER_START AS clock
     FROM performance_schema.threads t LEFT JOIN performance_schema.events_statements_current e ON e.THREAD_ID = t.THREAD_ID
     WHERE t.PROCESSLIST_ID IS NOT NULL
     AND (SELECT COUNT(*) FROM performance_schema.setup_consumers WHERE ENABLED = 'YES'
       AND NAME IN ('global_instrumentation', 'thread_instrumentation', 'events_statements_current', 'events_statements_history_long')) = 4`,
  ).catch(() => [])
  const threads = new Map(
    rows.map(({ session, thread, clock }) => [Number(session), { thread: String(thread), clock: String(clock ?? 0) }]),
  )
  return threads.has(client.threadId) ? threads : undefined
}
