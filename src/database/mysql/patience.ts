import { type MysqlClient, rowsOf } from './client.js'
import type { Pool } from './open-transactions.js'

/** How long a statement of a scenario waits for a lock, in seconds; servers let it wait for a minute, and for a table's a year or a day. */
export const PATIENCE = 1

interface Opened {
  query(sql: string, done: (error: unknown) => void): void
}

/** A pool that tells of the connections that it opens. */
export interface TellingPool extends Pool {
  on(event: 'connection', take: (connection: Opened) => void): void
  off(event: 'connection', take: (connection: Opened) => void): void
}

const HURRIES = `SET SESSION innodb_lock_wait_timeout = ${PATIENCE}, SESSION lock_wait_timeout = ${PATIENCE}`
const WAITS = 'SET SESSION innodb_lock_wait_timeout = DEFAULT, SESSION lock_wait_timeout = DEFAULT'

/** Lets the connections of the pools wait no longer than that for a lock; hands back what lets them wait as they did. */
export async function hurry(client: MysqlClient, pools: readonly TellingPool[]): Promise<() => void> {
  const [told] = await rowsOf<{ rows: number | string; tables: number | string }>(
    client,
    'SELECT @@GLOBAL.innodb_lock_wait_timeout AS `rows`, @@GLOBAL.lock_wait_timeout AS `tables`',
  )
  if (Number(told!.rows) <= PATIENCE && Number(told!.tables) <= PATIENCE) return () => {}
  const opened = (connection: Opened): void => connection.query(HURRIES, () => {})
  const each = (work: (connection: Opened) => void): void => {
    for (const { _allConnections } of pools) for (const one of _allConnections.toArray()) work(one as unknown as Opened)
  }
  for (const pool of pools) pool.on('connection', opened)
  each(opened)
  return () => {
    for (const pool of pools) pool.off('connection', opened)
    each((connection) => connection.query(WAITS, () => {}))
  }
}
