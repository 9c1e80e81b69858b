import { type Asked, type MysqlClient, resultsOf, rowsOf } from './client.js'

/** What a server says that it is. */
export interface Server {
  readonly mariadb: boolean
  /** `MariaDB 10.11.6`. */
  readonly description: string
}

/** Asks what the server is. */
export async function serverOf(client: MysqlClient): Promise<Server> {
  const [row] = await rowsOf<{ version: string }>(client, 'SELECT VERSION() AS version')
  const mariadb = /mariadb/i.test(row!.version)
  return { mariadb, description: `${mariadb ? 'MariaDB' : 'MySQL'} ${/^[\d.]+/.exec(row!.version)?.[0]}` }
}

/** Makes the session one that takes every row as it is told; hands back what the server is. */
export async function prepare(client: MysqlClient): Promise<Server> {
  const server = await serverOf(client)
  const { mariadb } = server
  await resultsOf(
    client,
    "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
    "SET SESSION time_zone = '+00:00'",
    'SET SESSION foreign_key_checks = 0',
    'SET SESSION lock_wait_timeout = 5',
    'SET SESSION innodb_lock_wait_timeout = 5',
    // MySQL would say for a day what it knew of a table's next id when it was first asked.
    mariadb ? 'SET SESSION check_constraint_checks = 0' : 'SET SESSION information_schema_stats_expiry = 0',
  )
  if (!mariadb) await plainPlans(client)
  return server
}

/** Lets MySQL tell its plans in the format that is read here; before version 8.3 there is no other, and no name for it. */
export async function plainPlans(client: Asked): Promise<void> {
  await client.query('SET SESSION explain_json_format_version = 1').catch(ifUnknown)
}

/** ER_UNKNOWN_SYSTEM_VARIABLE. */
function ifUnknown(error: { readonly errno?: number }): void {
  if (error.errno !== 1193) throw error
}
