import type { DataSource } from 'typeorm'
import { onFresh, onSession, type Raw, suspectsOf } from './left-behind.js'
import type { TellingPool } from './patience.js'

interface Resting extends TellingPool {
  readonly _freeConnections: { toArray(): Raw[] }
  getConnection(take: (error: Error | null, connection: Raw & { release(): void }) => void): void
}

/** What a connection would carry into the next scenario: settings, variables, temporary tables, locks, another database. */
const LEAVES_STATE =
  /^\s*(SET\s+(?!TRANSACTION|GLOBAL|PERSIST|STATEMENT|@@(GLOBAL|PERSIST))|PREPARE|CREATE\s+(OR\s+REPLACE\s+)?TEMPORARY|LOCK\s+TABLES?|FLUSH\s+TABLES|USE)\b|\bGET_LOCK\s*\(|:=/i

/** Whether the statement may leave something on its connection. */
export const leavesState = (sql: string): boolean => LEAVES_STATE.test(sql) || /^\s*SET\s+@/i.test(sql)

/** The pools of the data source: one, or one for each replica too. */
export function poolsOf({ driver }: DataSource): TellingPool[] {
  const { pool, poolCluster } = driver as unknown as {
    pool?: TellingPool
    poolCluster?: { readonly _nodes?: Readonly<Record<string, { readonly pool: TellingPool }>> }
  }
  return [...(pool === undefined ? [] : [pool]), ...Object.values(poolCluster?._nodes ?? {}).map((node) => node.pool)]
}

/**
 * Closes the idle connections of the data source's pool, if one of these statements may have left something on them; hands
 * back what it was. The pool opens others when it needs them: what those are like is what the closed ones should have been.
 */
export async function discardSessions(
  dataSource: DataSource,
  statements: readonly { readonly sql: string }[],
): Promise<readonly string[]> {
  const suspicious = statements.filter(({ sql }) => leavesState(sql))
  if (suspicious.length === 0) return []
  const suspects = suspectsOf(suspicious.map(({ sql }) => sql))
  const left = new Set<string>()
  for (const pool of poolsOf(dataSource) as Resting[]) {
    const idle = pool._freeConnections.toArray()
    const found = []
    for (const connection of idle) found.push(await onSession(connection, suspects).catch(() => undefined))
    for (const connection of idle) connection.destroy()
    if (found.every((one) => one === undefined)) continue
    const fresh = await opened(pool)
    const usual = await onFresh(fresh, suspects)
    fresh.release()
    for (const one of found) for (const what of one?.differs(usual) ?? []) left.add(what)
  }
  return [...left]
}

function opened(pool: Resting): Promise<Raw & { release(): void }> {
  return new Promise((resolve, reject) =>
    pool.getConnection((error, connection) => (error ? reject(error) : resolve(connection))),
  )
}
