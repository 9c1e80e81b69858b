import { type MysqlClient, rowsOf } from './client.js'

/** Told at once, where information_schema would repeat for 100 ms what it has said. */
export const ASK_TRANSACTIONS = 'SHOW ENGINE INNODB STATUS'

/** The connections in whose transactions something was read or written, but not these. */
export function threadsOf(lines: readonly object[], without: readonly number[]): number[] {
  return active(lines)
    .map(({ thread }) => thread)
    .filter((thread) => !without.includes(thread))
}

/** The connections that wait for a lock on rows. */
export function waitingOf(lines: readonly object[]): number[] {
  return active(lines)
    .filter(({ text }) => /^LOCK WAIT/m.test(text))
    .map(({ thread }) => thread)
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
    await client.query(`KILL CONNECTION ${id}`).catch(() => {})
  }
  const gone = async (): Promise<boolean> => {
    const left = threadsOf(await rowsOf(client, ASK_TRANSACTIONS), [])
    return !ids.some((id) => left.includes(id))
  }
  while (!(await gone()));
  return ids.length > 0
}
