import type { Engine, Found, Moment } from '../engine.js'
import type { PgClient } from './client.js'
import { changesSince, follow, install, SCHEMA } from './journal.js'
import { columnsOf, explain } from './plan.js'
import { readTables } from './tables.js'

interface Mark {
  readonly id: number
  readonly entry: string
}

/** After so many resets, what was deleted is cleared away, or scans grow longer and longer. */
const VACUUM_EVERY = 250

/** A PostgreSQL database, over a connection of its own that must be a superuser's. */
export async function postgresEngine(client: PgClient): Promise<Engine> {
  const { rows } = await client.query<{ version: string; super: string }>(
    `SELECT current_setting('server_version') AS version, current_setting('is_superuser') AS super`,
  )
  if (rows[0]!.super !== 'on')
    throw new Error(
      'the user of the data source is no superuser of this PostgreSQL, and can not put rows back; give the tests one',
    )
  await install(client)
  const tables = await readTables(client)
  await follow(client, tables)
  const marks: Mark[] = []
  let ids = 0
  let resets = 0

  const last = async (): Promise<string> => {
    const found = await client.query<{ last: string }>(`SELECT last_value::text AS last FROM ${SCHEMA}.journal_seq_seq`)
    return found.rows[0]!.last
  }
  const changed = async (): Promise<string[]> => {
    const found = await client.query<{ tag: string }>(`SELECT DISTINCT tag FROM ${SCHEMA}.ddl`)
    return found.rows.map(({ tag }) => tag)
  }
  const standing = async (): Promise<Mark> => {
    const id = ++ids
    await client.query(`SELECT ${SCHEMA}.keep_sequences($1)`, [id])
    return { id, entry: await last() }
  }
  /** Ends the connections that hold a transaction open; hands back whether there were any. */
  const endTransactions = async (): Promise<boolean> => {
    const found = await client.query<{ ended: boolean }>(
      `SELECT pg_terminate_backend(pid, 5000) AS ended FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'`,
    )
    return found.rows.length > 0
  }
  const vacuum = async (): Promise<void> => {
    for (const path of [`${SCHEMA}.journal`, ...tables.map((table) => table.path)]) await client.query(`VACUUM ${path}`)
  }

  marks.push(await standing())

  return Object.freeze({
    description: `PostgreSQL ${rows[0]!.version}`,
    tables: () => tables.map(({ name }) => name),
    async moment() {
      return { entry: await last(), schema: (await changed()).join(), others: '' }
    },
    async changesSince(moment: Moment) {
      if ((await changed()).join() !== moment.schema)
        throw new Error(
          'the schema of the database changed, so the rows before and after can not be compared; check what the change should do with db.row(...)',
        )
      return changesSince(client, tables, moment.entry)
    },
    async mark() {
      const mark = await standing()
      marks.push(mark)
      return () => void marks.splice(marks.indexOf(mark), 1)
    },
    async adopt() {
      marks[marks.length - 1] = await standing()
    },
    async restore(): Promise<Found> {
      const openTransaction = await endTransactions()
      const commands = await changed()
      if (commands.length > 0)
        throw new Error(
          `the schema of the database was changed (${commands.join(', ')}), which can not be put back row by row on PostgreSQL; ` +
            'the next scenario gets a new database, without what the background of this suite has put into it',
        )
      const mark = marks.at(-1)!
      await client.query(`SELECT ${SCHEMA}.restore($1, $2)`, [mark.entry, mark.id])
      if (++resets % VACUUM_EVERY === 0) await vacuum()
      return { openTransaction, schemaChanged: false }
    },
    async revive() {
      // The database lives on its server, whatever becomes of a data source.
      await client.query(`SELECT ${SCHEMA}.restore($1, $2)`, [marks.at(-1)!.entry, marks.at(-1)!.id])
    },
    explain: (sql: string, parameters: readonly unknown[]) => explain(client, sql, parameters),
    // PostgreSQL names the constraint in the error.
    brokenForeignKeys: async () => [],
    columnsOf: (table: string, constraint: string) => columnsOf(client, table, constraint),
    async beforeAlter() {},
    async close(kept: boolean) {
      try {
        if (kept) {
          await client.query('DROP EVENT TRIGGER qa_integ_ddl; DROP EVENT TRIGGER qa_integ_drop')
          await client.query(`DROP SCHEMA ${SCHEMA} CASCADE`)
        }
      } finally {
        await client.end()
      }
    },
  })
}
