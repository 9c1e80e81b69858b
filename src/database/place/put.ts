import type { DataSource, DataSourceOptions } from 'typeorm'
import { explained, loadTypeorm } from '../peers.js'
import type { Placed } from './place.js'

/** Puts a data source that is not open yet elsewhere; the object stays the application's. */
export async function put(dataSource: DataSource, placed: Placed): Promise<void> {
  const { DataSource } = await loadTypeorm()
  const {
    url,
    host,
    port,
    username,
    password,
    socketPath,
    schema,
    extra,
    ssl,
    replication,
    poolSize,
    driver,
    ...rest
  } = dataSource.options as unknown as Record<string, unknown>
  const type = MYSQL.has(rest.type) && MYSQL.has(placed.options.type) ? rest.type : placed.options.type
  const limits = rest.type === type ? { poolSize, extra: limitsOf(extra) } : {}
  const options = { ...rest, ...limits, ...placed.options, type } as unknown as DataSourceOptions
  const other = make(() => new DataSource(options))
  // TypeORM 1 has renamed the one; there the other is a getter.
  Object.assign(other.driver, 'dataSource' in other.driver ? { dataSource } : { connection: dataSource })
  Object.assign(dataSource, { options, driver: other.driver })
}

/** TypeORM has two names for one driver; the application's own says which statements it sends. */
const MYSQL: ReadonlySet<unknown> = new Set(['mysql', 'mariadb'])

/** Settings of a pool that are the application's wherever it runs: how many, and how long it waits. */
const LIMITS: ReadonlySet<string> = new Set([
  'max',
  'connectionTimeoutMillis',
  'idleTimeoutMillis',
  'statement_timeout',
  'query_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
  'connectionLimit',
  'waitForConnections',
  'queueLimit',
  'maxIdle',
  'idleTimeout',
])

function limitsOf(extra: unknown): object {
  return Object.fromEntries(Object.entries((extra ?? {}) as object).filter(([name]) => LIMITS.has(name)))
}

/** Builds a data source; what TypeORM says of it is explained. */
export function make(build: () => DataSource): DataSource {
  try {
    return build()
  } catch (error) {
    throw explained(error)
  }
}
