import type { DataSource } from 'typeorm'

/** What this package uses of a pool of the pg package, and of the connections in it. */
export interface Pool {
  readonly idleCount: number
  readonly totalCount: number
  readonly options: { readonly max: number; readonly connectionTimeoutMillis?: number }
  connect(): Promise<PooledClient>
  on(event: 'error', take: (error: Error) => void): void
}
/** A connection that a pool has lent out. */
export interface PooledClient {
  /** What the server calls its session. */
  readonly processID: number
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

/** What takes every connection that is free, and those that the pool may still open. */
export function takeAll(dataSource: DataSource): () => Promise<() => void> {
  const pools = poolsOf(dataSource)
  if (pools.some(({ options }) => !options.connectionTimeoutMillis))
    throw new Error(
      'db.pool.exhausted(): the pool has no connectionTimeoutMillis, so whoever asks it for a connection when none is free waits for ever; ' +
        'set one in the options of the DataSource, as in extra: { connectionTimeoutMillis: 500 }',
    )
  return async () => {
    const taken = await Promise.allSettled(
      pools.flatMap((pool) =>
        Array.from({ length: pool.options.max - pool.totalCount + pool.idleCount }, () => pool.connect()),
      ),
    )
    const clients = taken.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    const giveBack = () => {
      for (const client of clients) client.release()
    }
    const failed = taken.find((one) => one.status === 'rejected')
    if (failed === undefined) return giveBack
    giveBack()
    throw new Error(
      `db.pool.exhausted() could not take all connections of the pool: ${(failed.reason as Error).message}; give it a longer connectionTimeoutMillis, or free the server of what others hold`,
    )
  }
}
