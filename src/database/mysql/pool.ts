import type { DataSource } from 'typeorm'
import type { PooledConnection } from './outer.js'
import { poolsOf } from './sessions.js'

/** What this package uses of a pool of mysql2 that it takes connections from. */
interface Limited {
  readonly config: { readonly connectionLimit: number; readonly waitForConnections: boolean }
  readonly _allConnections: { readonly length: number }
  readonly _freeConnections: { readonly length: number }
  getConnection(take: (error: Error | null, connection: { release(): void }) => void): void
}

/** A connection as query runners get it, for as long as it is not released. */
export function taken({ driver }: DataSource): Promise<PooledConnection> {
  return (driver as unknown as { obtainMasterConnection(): Promise<PooledConnection> }).obtainMasterConnection()
}

/** What takes every connection that is free, and those that the pool may still open. */
export function takeAll(dataSource: DataSource): () => Promise<() => void> {
  const pools = poolsOf(dataSource) as unknown as Limited[]
  if (pools.some(({ config }) => config.waitForConnections))
    throw new Error(
      'db.pool.exhausted(): a pool of mysql2 has no time-out, so whoever asks it for a connection when none is free waits for ever; ' +
        'let it refuse instead, in the options of the DataSource, as in extra: { waitForConnections: false }',
    )
  return async () => {
    const taken = await Promise.allSettled(
      pools.flatMap((pool) => {
        const free = pool.config.connectionLimit - pool._allConnections.length + pool._freeConnections.length
        return Array.from({ length: free }, () => got(pool))
      }),
    )
    const giveBack = () => {
      for (const one of taken) if (one.status === 'fulfilled') one.value.release()
    }
    const failed = taken.find((one) => one.status === 'rejected')
    if (failed === undefined) return giveBack
    giveBack()
    throw new Error(
      `db.pool.exhausted() could not take all connections of the pool: ${(failed.reason as Error).message}; free the server of what others hold`,
    )
  }
}

function got(pool: Limited): Promise<{ release(): void }> {
  return new Promise((resolve, reject) =>
    pool.getConnection((error, connection) => (error ? reject(error) : resolve(connection))),
  )
}
