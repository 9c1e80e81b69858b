import type { DataSource } from 'typeorm'
import type { Engine, Found, Moment } from '../engine.js'
import type { Terms } from '../isolation/isolation.js'
import { holderOf, installBeside, lastOf, lateWriters, locksNow, lookAround } from './beside.js'
import { clientOptions, connect, SCHEMA } from './client.js'
import { type Clones, clonesFor, notPutBack } from './clones.js'
import { contents } from './contents.js'
import { copyIn } from './copy-in.js'
import { changesSince, follow, install, writtenSince } from './journal.js'
import { outerOf } from './outer.js'
import { columnsOf, explain } from './plan.js'
import { closeIdle } from './pool.js'
import { privilegesOf, refuseForeign } from './privileges.js'
import { reserve } from './reserve.js'
import { differing, readCatalog } from './schema-digest.js'
import { readTables, type Table, typesOf } from './tables.js'
import { notRefreshedBack, ofSchema, readViews, refreshBack, refreshed, type Views } from './views.js'

interface Mark {
  readonly id: number
  readonly entry: string
  readonly schema: Schema
  /** What materialized views hold, where the server tells when they are refreshed. */
  readonly views: Views | undefined
  /** The database that is a copy of this state. */
  readonly copy: string
}

/** What the schema was when it was last followed. */
interface Schema {
  readonly tables: readonly Table[]
  /** Where nobody tells of its changes: what they show in. */
  readonly catalog: ReadonlyMap<string, string> | undefined
}

/** After so many resets, what was deleted is cleared away, or scans grow longer and longer. */
const VACUUM_EVERY = 250

/** A PostgreSQL database, over a connection of its own. */
export async function postgresEngine(dataSource: DataSource, terms: Terms): Promise<Engine> {
  const options = clientOptions(dataSource)
  let client = await connect(options)
  let clones: Clones | undefined
  try {
    await reserve(client)
    if (terms.isolation === 'clone') clones = await clonesFor(client, dataSource, terms)
    return await engineOver()
  } catch (error) {
    await client.end()
    await clones?.close()
    throw error
  }

  async function engineOver(): Promise<Engine> {
    const { rows } = await client.query<{ version: string; database: string }>(
      `SELECT current_setting('server_version') AS version, current_database() AS database`,
    )
    const { version, database } = rows[0]!
    const may = await privilegesOf(client)
    await install(client, may)
    await installBeside(client)
    /** Once for all: to change it for every reset makes the server forget each time how it runs what puts rows back. */
    const past = may.replica && terms.isolation !== 'rollback'
    const pastTriggers = async (): Promise<void> => {
      if (past) await client.query('SET session_replication_role = replica')
    }
    await pastTriggers()
    const marks: Mark[] = []
    let schema = await followed()
    let ids = 0
    let resets = 0
    /** Locks that were held when a baseline was set are no scenario's. */
    let held: readonly string[] = []

    async function followed(): Promise<Schema> {
      const tables = await readTables(client)
      if (!may.replica) await refuseForeign(client, tables)
      await follow(client, tables)
      return { tables, catalog: may.events ? undefined : await readCatalog(client) }
    }
    const last = async (): Promise<string> => {
      const found = await client.query<{ last: string }>(
        `SELECT last_value::text AS last FROM ${SCHEMA}.journal_seq_seq`,
      )
      return found.rows[0]!.last
    }
    const changed = async (tags?: readonly string[]): Promise<readonly string[]> => {
      if (schema.catalog) return differing(schema.catalog, await readCatalog(client))
      if (tags) return ofSchema(tags)
      const found = await client.query<{ tag: string }>(`SELECT DISTINCT tag FROM ${SCHEMA}.ddl`)
      return ofSchema(found.rows.map(({ tag }) => tag))
    }
    const standing = async (): Promise<Mark> => {
      if ((await changed()).length > 0) schema = await followed()
      const id = ++ids
      await client.query(`SELECT ${SCHEMA}.keep_sequences($1)`, [id])
      const entry = await last()
      await client.query(`INSERT INTO ${SCHEMA}.marks VALUES ($1, $2)`, [id, entry])
      held = await locksNow(client)
      const views = may.events ? await readViews(client) : undefined
      const mark = { id, entry, schema, views, copy: `${database}_c${id}` }
      await away((all) => all.keep(mark.copy))
      return mark
    }
    /** Nobody may be connected to a database that is copied or put aside. */
    const away = async (work: (all: Clones) => Promise<void>): Promise<void> => {
      if (clones === undefined) return
      await closeIdle(dataSource)
      await client.end()
      try {
        await work(clones)
      } finally {
        client = await connect(options)
        await reserve(client)
        await pastTriggers()
      }
    }
    const vacuum = async (): Promise<void> => {
      for (const path of [`${SCHEMA}.journal`, ...schema.tables.map((table) => table.path)])
        await client.query(`VACUUM ${path}`)
    }
    const rowByRow = async ({ entry, id }: Mark): Promise<void> => {
      await client.query(`SELECT ${SCHEMA}.restore($1, $2)`, [entry, id])
      if (++resets % VACUUM_EVERY === 0) await vacuum()
    }

    const pour = (into: string, lines: Iterable<string>) => copyIn(client, `COPY ${into} FROM STDIN`, lines)

    const outer = outerOf(() => client)
    marks.push(await standing())

    return Object.freeze({
      description: `PostgreSQL ${version}`,
      tables: () => schema.tables.map(({ name }) => name),
      tableNamed: (name: string) => schema.tables.find(({ aliases }) => aliases.includes(name))?.name,
      async moment() {
        return { entry: await last(), schema: (await changed()).join(), others: '' }
      },
      async changesSince(moment: Moment) {
        if ((await changed()).join() !== moment.schema)
          throw new Error(
            'the schema of the database changed, so the rows before and after can not be compared; check what the change should do with db.row(...)',
          )
        return changesSince(client, schema.tables, moment.entry)
      },
      async mark() {
        const mark = await standing()
        marks.push(mark)
        return () => {
          marks.splice(marks.indexOf(mark), 1)
          clones?.forget(mark.copy)
        }
      },
      async adopt() {
        const mark = await standing()
        clones?.forget(marks.at(-1)!.copy)
        marks[marks.length - 1] = mark
      },
      async restore(quiet = false, until?: number): Promise<Found> {
        const mark = marks.at(-1)!
        const found = quiet ? undefined : await lookAround(client, mark.entry, until)
        const late = found?.late.length ? await lateWriters(client, found.late, schema.tables, until!) : []
        const committed = terms.isolation === 'rollback' ? await writtenSince(client, schema.tables, mark.entry) : []
        const commands =
          mark.schema !== schema ? ['by the background that stood before'] : found ? await changed(found.tags) : []
        if (commands.length === 0) await rowByRow(mark)
        const stale =
          commands.length === 0 && mark.views && found && refreshed(found.tags)
            ? await refreshBack(client, mark.views)
            : []
        if (commands.length > 0 || stale.length > 0) {
          if (clones === undefined)
            throw commands.length > 0 ? notPutBack(commands, terms) : notRefreshedBack(stale, terms)
          await away((all) => all.swap(mark.copy))
          schema = mark.schema
        }
        const openTransaction = found !== undefined && found.ended > 0
        const strayed = committed.filter((name) => !late.some(({ tables }) => tables.includes(name)))
        const locking = (found?.locks ?? []).filter((lock) => !held.includes(lock)).map(holderOf)
        return { openTransaction, schemaChanged: commands.length > 0, strayed, late, locking, clock: found?.clock }
      },
      lastStatement: async (session: number) => (await lastOf(client, [session])).get(session)?.sql,
      async revive() {
        // The database lives on its server, whatever becomes of a data source.
        await rowByRow(marks.at(-1)!)
      },
      async waiting(sessions: readonly number[]) {
        const found = await client.query<{ pid: number }>(
          'SELECT pid FROM unnest($1::int[]) pid WHERE cardinality(pg_blocking_pids(pid)) > 0',
          [sessions],
        )
        return found.rows.map(({ pid }) => pid)
      },
      async watchWriters() {
        const entry = await last()
        return async () => {
          const found = await client.query<{ pid: number }>(
            `SELECT DISTINCT pid FROM ${SCHEMA}.journal WHERE seq > $1 AND pid <> pg_backend_pid()`,
            [entry],
          )
          return found.rows.map(({ pid }) => pid)
        }
      },
      outer,
      contents: () => contents(client, schema.tables),
      explain: (sql: string, parameters: readonly unknown[]) => explain(client, sql, parameters, outer.isWithin()),
      // PostgreSQL names the constraint in the error.
      brokenForeignKeys: async () => [],
      columnsOf: (table: string, constraint: string) => columnsOf(client, table, constraint),
      typesOf: (table: string) => typesOf(client, table),
      ...(past && { pour }),
      async beforeAlter() {},
      async close(kept: boolean) {
        try {
          if (kept) {
            if (may.events) await client.query('DROP EVENT TRIGGER qa_integ_ddl; DROP EVENT TRIGGER qa_integ_drop')
            await client.query(`DROP SCHEMA ${SCHEMA} CASCADE`)
          }
        } finally {
          await client.end()
          for (const { copy } of marks) clones?.forget(copy)
          await clones?.close()
        }
      },
    })
  }
}
