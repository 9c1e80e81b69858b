import type { PgClient } from './client.js'
import type { Table } from './tables.js'

/** What the user of the data source may do, where a superuser may everything. */
export interface Privileges {
  /** Whether it may write rows past triggers and foreign keys. */
  readonly replica: boolean
  /** Whether it is told of every change of the schema. */
  readonly events: boolean
}

/** Asks the server; refuses a user that can't put rows back. */
export async function privilegesOf(client: PgClient): Promise<Privileges> {
  const { rows } = await client.query<{ super: boolean; creates: boolean; name: string; database: string }>(
    `SELECT current_setting('is_superuser') = 'on' AS super, has_database_privilege(current_database(), 'CREATE') AS creates,
       current_user AS name, current_database() AS database`,
  )
  const { super: all, creates, name, database } = rows[0]!
  if (!creates)
    throw new Error(
      `the user ${name} may not create a schema in the database ${database}, and what scenarios write can not be followed; ` +
        `let a superuser run GRANT CREATE ON DATABASE ${database} TO ${name}, or make ${name} its owner`,
    )
  return { replica: all || (await mayWritePast(client)), events: all }
}

/** From version 15 on this can be granted to others than superusers. */
async function mayWritePast(client: PgClient): Promise<boolean> {
  try {
    await client.query('BEGIN; SET LOCAL session_replication_role = replica; ROLLBACK')
    return true
  } catch {
    await client.query('ROLLBACK')
    return false
  }
}

/** Triggers and foreign keys are only put aside by who owns the table. */
export async function refuseForeign(client: PgClient, tables: readonly Table[]): Promise<void> {
  const { rows } = await client.query<{ name: string; owner: string; path: string }>(
    `SELECT current_user AS name, pg_get_userbyid(relowner) AS owner, oid::regclass::text AS path FROM pg_class
     WHERE oid = ANY ($1::oid[]) AND NOT pg_has_role(relowner, 'USAGE') ORDER BY 3`,
    [tables.map(({ oid }) => oid)],
  )
  if (rows.length === 0) return
  const { name, owner } = rows[0]!
  throw new Error(
    `the user ${name} is no superuser and does not own ${rows.map(({ path }) => path).join(', ')}, so what scenarios write there can not be put back; ` +
      `let the tests connect as ${owner}, or let a superuser run GRANT ${owner} TO ${name}`,
  )
}
