import type { DataSource } from 'typeorm'

interface Pool {
  readonly idleCount: number
  connect(): Promise<{ query(sql: string): Promise<unknown>; release(error?: Error): void }>
}

/** What a connection would carry into the next scenario: settings, temporary tables, locks, prepared statements. */
const LEAVES_STATE =
  /^\s*(SET\s+(?!LOCAL|TRANSACTION|CONSTRAINTS)|PREPARE|LISTEN|CREATE\s+((GLOBAL|LOCAL)\s+)?TEMP)|\b(pg_(try_)?advisory_lock|set_config)\b/i

/** Makes the idle connections of the data source's pool as new, if one of these statements has left something on them. */
export async function discardSessions(
  dataSource: DataSource,
  statements: readonly { readonly sql: string }[],
): Promise<void> {
  if (!statements.some(({ sql }) => LEAVES_STATE.test(sql))) return
  const pool = (dataSource.driver as unknown as { master: Pool }).master
  const clients = await Promise.all(Array.from({ length: pool.idleCount }, () => pool.connect()))
  for (const client of clients)
    try {
      await client.query('DISCARD ALL')
      client.release()
    } catch (error) {
      client.release(error as Error)
    }
}
