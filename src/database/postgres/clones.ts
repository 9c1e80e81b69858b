import type { DataSource } from 'typeorm'
import { now, realSetTimeout } from '../../scenario/real-time.js'
import type { Terms } from '../isolation/isolation.js'
import { connect, ident, type PgClient } from './client.js'
import { poolsOf } from './pool.js'

/** Copies of a database, kept to go back to. */
export interface Clones {
  /** Copies the database as it stands; nobody may be connected to it. */
  keep(copy: string): Promise<void>
  /** Puts the database aside and a copy of the copy in its place, under its name. */
  swap(copy: string): Promise<void>
  /** Drops a copy when nothing else is to be done. */
  forget(copy: string): void
  close(): Promise<void>
}

/** How long connections may take to close, in milliseconds. */
const PATIENCE = 2_000
const PAUSE = 5

/** Copies of the database, made and dropped over a connection to another one on its server. */
function clonesOf(admin: PgClient, database: string): Clones {
  let aside = 0
  let dropping: Promise<unknown> = Promise.resolve()
  const forget = (copy: string): void => {
    dropping = dropping.then(() => admin.query(`DROP DATABASE IF EXISTS ${ident(copy)} WITH (FORCE)`)).catch(() => {})
  }
  const copied = (copy: string, from: string) => admin.query(`CREATE DATABASE ${ident(copy)} TEMPLATE ${ident(from)}`)
  return Object.freeze({
    async keep(copy: string) {
      await dropping
      await quiet(admin, database)
      await copied(copy, database)
    },
    async swap(copy: string) {
      await dropping
      const old = `${database}_old${++aside}`
      await admin.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1', [database])
      await admin.query(`ALTER DATABASE ${ident(database)} RENAME TO ${ident(old)}`)
      await copied(database, copy)
      forget(old)
    },
    forget,
    async close() {
      await dropping
      await admin.end()
    },
  })
}

/** Waits until nobody is connected, for a database in use can't be copied. */
async function quiet(admin: PgClient, database: string): Promise<void> {
  const until = now() + PATIENCE
  for (;;) {
    const { rows } = await admin.query<{ pid: number; name: string }>(
      'SELECT pid, application_name AS name FROM pg_stat_activity WHERE datname = $1',
      [database],
    )
    const [one] = rows
    if (one === undefined) return
    if (now() > until)
      throw new Error(
        `isolation: 'clone' copies the database, and a connection beside the data source is open to it (${one.name || 'without an application_name'}, pid ${one.pid}); ` +
          "close it before the first scenario, or use isolation: 'restore'",
      )
    await new Promise((retry) => realSetTimeout(retry, PAUSE))
  }
}

/** Copies need a database that is ours and another one from which it can be put aside. */
export async function clonesFor(client: PgClient, dataSource: DataSource, { beside }: Terms): Promise<Clones> {
  const { rows } = await client.query<{ database: string }>('SELECT current_database() AS database')
  const { database } = rows[0]!
  if (beside === undefined)
    throw new Error(
      `isolation: 'clone' puts the database aside for a copy of it, and ${database} is not this worker's own; ` +
        "tell it by its URL with `on`, as a user who may create databases, or use on: 'postgres'",
    )
  for (const pool of poolsOf(dataSource)) pool.on('error', () => {})
  return clonesOf(await connect(beside), database)
}

/** What is said of a changed schema where there is no copy. */
export function notPutBack(commands: readonly string[], { kept }: Terms): Error {
  return new Error(
    `the schema of the database was changed (${commands.join(', ')}), which can not be put back row by row on PostgreSQL; ` +
      (kept
        ? "it stays changed. Tell the database by its URL with `on`, so that it is the worker's own, and use isolation: 'clone'"
        : "the next scenario gets a new database, without what the background of this suite has put into it. With isolation: 'clone' it is undone"),
  )
}
