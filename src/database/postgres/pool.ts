import type { DataSource } from 'typeorm'

/** What this package uses of a pool of the pg package, and of the connections in it. */
export interface Pool {
  readonly idleCount: number
  connect(): Promise<PooledClient>
  on(event: 'error', take: (error: Error) => void): void
}
export interface PooledClient {
  query<R extends object>(sql: string): Promise<{ rows: R[] }>
  release(error?: Error | boolean): void
}

/** The pools of the data source: one, or one for each replica too. */
export function poolsOf(dataSource: DataSource): Pool[] {
  const { master, slaves = [] } = dataSource.driver as unknown as { master?: Pool; slaves?: readonly Pool[] }
  return [...(master === undefined ? [] : [master]), ...slaves]
}

/** The connections of a pool that nobody uses. */
export function idleClients(pool: Pool): Promise<PooledClient[]> {
  return Promise.all(Array.from({ length: pool.idleCount }, () => pool.connect()))
}

/** Closes the connections that nobody uses; the pool opens others when it needs them. */
export async function closeIdle(dataSource: DataSource): Promise<void> {
  for (const pool of poolsOf(dataSource)) for (const client of await idleClients(pool)) client.release(true)
}
