import { type MysqlClient, rowsOf } from './client.js'

/** Told at once, where information_schema would repeat for 100 ms what it has said. */
export const ASK_TRANSACTIONS = 'SHOW ENGINE INNODB STATUS'

/** The connections in whose transactions something was read or written, but not these. */
export function threadsOf(lines: readonly object[], without: readonly number[]): number[] {
  return active(lines)
    .map(({ thread }) => thread)
    .filter((thread) => !without.includes(thread))
}

/** Asks for what InnoDB does not know: who waits for a lock on a table, or for one that has a name. */
export const ASK_PROCESSES = `SELECT ID AS id FROM information_schema.PROCESSLIST WHERE STATE LIKE 'Waiting for %lock%' OR STATE = 'User lock'`

/** The connections that wait for a lock. */
export function waitingOf([transactions, processes]: readonly object[][]): number[] {
  return [
    ...active(transactions!)
      .filter(({ text }) => /^LOCK WAIT/m.test(text))
      .map(({ thread }) => thread),
    ...(processes as { id: number | string }[]).map(({ id }) => Number(id)),
  ]
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
    const left = threadsOf(await rowsOf(client, ASK_TRANSACTIONS), [])
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
