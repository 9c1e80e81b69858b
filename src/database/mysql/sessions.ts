import type { DataSource } from 'typeorm'
import type { Statement } from '../statements.js'
import type { TellingPool } from './patience.js'

interface Resting extends TellingPool {
  readonly _freeConnections: { toArray(): { destroy(): void }[] }
}

/** What a connection would carry into the next scenario: settings, variables, temporary tables, locks, another database. */
const LEAVES_STATE =
  /^\s*(SET\s+(?!TRANSACTION|GLOBAL|PERSIST)|PREPARE|CREATE\s+(OR\s+REPLACE\s+)?TEMPORARY|LOCK\s+TABLES?|FLUSH\s+TABLES|USE)\b|\bGET_LOCK\s*\(|:=/i

/** The pools of the data source: one, or one for each replica too. */
export function poolsOf({ driver }: DataSource): TellingPool[] {
  const { pool, poolCluster } = driver as unknown as {
    pool?: TellingPool
    poolCluster?: { readonly _nodes?: Readonly<Record<string, { readonly pool: TellingPool }>> }
  }
  return [...(pool === undefined ? [] : [pool]), ...Object.values(poolCluster?._nodes ?? {}).map((node) => node.pool)]
}

/** Closes the idle connections of the data source's pool, if one of these statements has left something on them; the pool opens others when it needs them. */
export async function discardSessions(dataSource: DataSource, statements: readonly Statement[]): Promise<undefined> {
  if (!statements.some(({ sql }) => LEAVES_STATE.test(sql))) return
  for (const pool of poolsOf(dataSource) as Resting[])
    for (const connection of pool._freeConnections.toArray()) connection.destroy()
}
