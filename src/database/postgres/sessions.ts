import type { DataSource } from 'typeorm'
import type { Locked } from '../dialect.js'
import type { Engine } from '../engine.js'
import { idleClients, poolsOf } from './pool.js'

/** What a connection would carry into the next scenario: settings, temporary tables, locks, prepared statements. */
const LEAVES_STATE =
  /^\s*(SET\s+(?!LOCAL|TRANSACTION|CONSTRAINTS)|PREPARE|LISTEN|CREATE\s+((GLOBAL|LOCAL)\s+)?TEMP)|\b(pg_(try_)?advisory_lock|set_config)\b|\bINTO\s+TEMP/i

const LEFT = `
  SELECT 'the setting ' || name AS what FROM pg_settings WHERE source = 'session'
  UNION ALL SELECT 'the temporary table ' || relname FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind IN ('r', 'v')
  UNION ALL SELECT 'the prepared statement ' || name FROM pg_prepared_statements WHERE from_sql
  UNION ALL SELECT 'a LISTEN on ' || channel FROM pg_listening_channels() channel
  UNION ALL SELECT 'an advisory lock' FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()`

/**
 * Makes the idle connections of the data source's pool as new, if one of these statements may have left something on them;
 * hands back what it was.
 */
export async function discardSessions(
  dataSource: DataSource,
  statements: readonly { readonly sql: string }[],
): Promise<readonly string[]> {
  if (!statements.some(({ sql }) => leavesState(sql))) return []
  const left = new Set<string>()
  for (const pool of poolsOf(dataSource))
    for (const client of await idleClients(pool))
      try {
        const { rows } = await client.query<{ what: string }>(LEFT)
        for (const { what } of rows) left.add(what)
        await client.query('DISCARD ALL')
        client.release()
      } catch (error) {
        // What is on it goes with it.
        client.release(error as Error)
      }
  return [...left]
}

/**
 * Makes those idle connections of the pool as new that hold locks without one of its statements saying so: a function has
 * taken them. Hands back what one of them ran last.
 */
export async function unlockSessions(
  dataSource: DataSource,
  sessions: readonly number[],
  engine: Engine,
): Promise<Locked | undefined> {
  let locked: Locked | undefined
  for (const pool of poolsOf(dataSource))
    for (const client of await idleClients(pool)) {
      if (!sessions.includes(client.processID)) {
        client.release()
        continue
      }
      locked ??= { sql: await engine.lastStatement?.(client.processID) }
      // Its locks go with it.
      client.release(true)
    }
  return locked
}

/** Whether the statement may leave something on its connection. */
export const leavesState = (sql: string): boolean => LEAVES_STATE.test(sql)
