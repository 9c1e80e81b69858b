import type { DataSource } from 'typeorm'
import { idleClients, poolsOf } from './pool.js'

/** What a connection would carry into the next scenario: settings, temporary tables, locks, prepared statements. */
const LEAVES_STATE =
  /^\s*(SET\s+(?!LOCAL|TRANSACTION|CONSTRAINTS)|PREPARE|LISTEN|CREATE\s+((GLOBAL|LOCAL)\s+)?TEMP)|\b(pg_(try_)?advisory_lock|set_config)\b/i

/** Makes the idle connections of the data source's pool as new, if one of these statements has left something on them. */
export async function discardSessions(
  dataSource: DataSource,
  statements: readonly { readonly sql: string }[],
): Promise<void> {
  if (!statements.some(({ sql }) => LEAVES_STATE.test(sql))) return
  for (const pool of poolsOf(dataSource))
    for (const client of await idleClients(pool))
      try {
        await client.query('DISCARD ALL')
        client.release()
      } catch (error) {
        client.release(error as Error)
      }
}
