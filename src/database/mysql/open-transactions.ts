import { type MysqlClient, resultsOf, rowsOf } from './client.js'

/** Told at once, where information_schema would repeat for 100 ms what it has said. */
export const ASK_TRANSACTIONS = 'SHOW ENGINE INNODB STATUS'

/** MySQL leaves out there who has only read, and who waits to read. */
const ASK_READERS = `SELECT t.PROCESSLIST_ID AS id FROM performance_schema.events_transactions_current e
  JOIN performance_schema.threads t ON t.THREAD_ID = e.THREAD_ID WHERE e.STATE = 'ACTIVE' AND t.PROCESSLIST_ID IS NOT NULL`
const ASK_LOCKS = `SELECT DISTINCT t.PROCESSLIST_ID AS id FROM performance_schema.data_lock_waits w
  JOIN performance_schema.threads t ON t.THREAD_ID = w.REQUESTING_THREAD_ID`

/** Asks for what InnoDB does not know: who waits for a lock on a table, or for one that has a name. */
const ASK_PROCESSES = `SELECT ID AS id FROM information_schema.PROCESSLIST WHERE STATE LIKE 'Waiting for %lock%' OR STATE = 'User lock'`

/** What is known of the transactions that are open on a server. */
export interface Transactions {
  /** The statements whose answers tell them. */
  readonly asks: readonly string[]
  /** The connections in whose transactions something was read or written, but not these. */
  threads(answers: readonly object[][], without: readonly number[]): number[]
  /** The connections that wait for a lock. */
  waiting(): Promise<number[]>
}

/** How the server is asked; a MySQL that tells its users nothing of others' transactions is asked for those that write. */
export async function transactionsOf(client: MysqlClient, mariadb: boolean): Promise<Transactions> {
  const telling = async (sql: string): Promise<string[]> =>
    mariadb
      ? []
      : await client.query(sql).then(
          () => [sql],
          () => [],
        )
  const asks = [ASK_TRANSACTIONS, ...(await telling(ASK_READERS))]
  const waits = [ASK_TRANSACTIONS, ASK_PROCESSES, ...(await telling(ASK_LOCKS))]
  const idsIn = (answers: readonly object[][]): number[] =>
    answers.flat().map((row) => Number((row as { id: number | string }).id))
  return Object.freeze({
    asks,
    threads([transactions = [], ...others]: readonly object[][], without: readonly number[]) {
      const all = [...active(transactions).map(({ thread }) => thread), ...idsIn(others)]
      return [...new Set(all)].filter((thread) => !without.includes(thread))
    },
    async waiting() {
      const [transactions, ...others] = await resultsOf(client, ...waits)
      const locked = active(transactions!).filter(({ text }) => /^LOCK WAIT/m.test(text))
      return [...locked.map(({ thread }) => thread), ...idsIn(others)]
    },
  })
}

function active(lines: readonly object[]): { thread: number; text: string }[] {
  const [{ Status: all = '' } = {}] = lines as { Status?: string }[]
  return all
    .split('---TRANSACTION ')
    .slice(1)
    .filter((text) => /^\S+, ACTIVE/.test(text))
    .flatMap((text) => {
      const [, thread] = /(?:MySQL|MariaDB) thread id (\d+)/.exec(text) ?? []
      return thread === undefined ? [] : [{ thread: Number(thread), text }]
    })
}

interface Pooled {
  readonly threadId: number
  destroy(): void
}

/** Connections of the application's pool. */
export interface Pool {
  readonly _allConnections: { toArray(): Pooled[] }
}

/** Ends those of the connections that work on the database, with what they have begun; hands back whether there were any. */
export async function endConnections(
  client: MysqlClient,
  database: string,
  threads: readonly number[],
  pools: readonly Pool[],
  transactions: Transactions,
): Promise<boolean> {
  if (threads.length === 0) return false
  const running = await rowsOf<{ id: number | string }>(
    client,
    `SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = ? AND ID IN (${threads.join(', ')})`,
    [database],
  )
  const ids = running.map(({ id }) => Number(id))
  for (const id of ids) {
    // The pool forgets it at once, and not when the server has closed it.
    for (const pool of pools)
      pool._allConnections
        .toArray()
        .find(({ threadId }) => threadId === id)
        ?.destroy()
    await client.query(`KILL CONNECTION ${id}`).catch((error: NodeJS.ErrnoException) => {
      if (error.errno === KILL_DENIED) throw foreign(id)
    })
  }
  const gone = async (): Promise<boolean> => {
    const left = transactions.threads(await resultsOf(client, ...transactions.asks), [])
    return !ids.some((id) => left.includes(id))
  }
  while (!(await gone()));
  return ids.length > 0
}

/** ER_KILL_DENIED_ERROR. */
const KILL_DENIED = 1095

function foreign(id: number): Error {
  return new Error(
    `another user's connection (${id}) holds a transaction open on the database, which the user of the data source may not end; ` +
      'commit it or roll it back before the scenario ends, or let an administrator grant that user CONNECTION ADMIN (on MySQL CONNECTION_ADMIN)',
  )
}
