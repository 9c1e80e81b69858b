import type { QueryRunner } from 'typeorm'
import type { Engine, Found, Moment, TableChanges } from '../engine.js'
import { busy, patiently } from './busy.js'
import { contents } from './contents.js'
import { endTransaction } from './end-transaction.js'
import { brokenForeignKeys } from './foreign-keys.js'
import { type Journal, journal, type Where } from './journal.js'
import { outerOf } from './outer.js'
import { explain } from './plan.js'
import { type Copies, identifier, type Raw } from './raw.js'
import { readSchema, type Schema } from './schema.js'
import { keepSequences } from './sequences.js'

/** A state to go back to. */
interface Mark {
  readonly id: number
  /** The last journal entry before it. */
  entry: number
  /** The journal does not reach back to it. */
  byCopy: boolean
  version: number
  readonly foreignKeys: number
}

interface State {
  readonly version: number
  /** Rises when another connection writes. */
  readonly others: number
  /** Rows written on this connection since it was opened. */
  readonly written: number
}

/** What a scenario has left. */
interface Standing extends State {
  readonly last: number
  /** The tables that were written, as a JSON array. */
  readonly touched: string
  /** The temporary tables, as a JSON array. */
  readonly temporaries: string
}

const STATE = `SELECT (SELECT schema_version FROM pragma_schema_version) AS version,
  (SELECT data_version FROM pragma_data_version) AS others, total_changes() AS written`

const TEMPORARIES = `(SELECT json_group_array(upper(type) || ' ' || name) FROM temp.sqlite_master
  WHERE type IN ('table', 'view') AND name NOT LIKE 'qa_integ%' AND name NOT LIKE 'sqlite_%')`

/** What a SQLite database is read and put back by. */
export interface Access {
  readonly description: string
  readonly raw: Raw
  /** The connection of a query runner. */
  of(runner: QueryRunner): Promise<Raw>
  readonly copies: Copies
  /** Where the journal is: with temporary triggers, the data source's one connection alone is seen. */
  readonly where: Where
  close(): void
}

/** A SQLite database: rows are undone from a journal, everything else from a copy. */
export async function sqliteEngine({ description, raw, of, copies, where, close }: Access): Promise<Engine> {
  const sequences = keepSequences(raw, where)
  const marks: Mark[] = []
  let schema: Schema
  let log: Journal
  let temporaries: ReadonlySet<string> = new Set()
  let paused = false
  /** How the connection stood when the database was last known to be as its baseline. */
  let clean: State
  let ids = 0

  const state = async (): Promise<State> => {
    const [row] = await raw.all<State>(STATE)
    return row!
  }
  const found = async (mark: Mark): Promise<Standing> => {
    const [row] = await raw.all<Standing>(
      `${STATE}, ${log.lastEntry} AS last, ${log.touchedSince(mark.entry)} AS touched, ${TEMPORARIES} AS temporaries`,
    )
    return row!
  }
  const follow = async (): Promise<void> => {
    schema = await readSchema(raw)
    log = await journal(raw, schema, where)
    // Triggers in the database itself are part of its schema.
    schema = { ...schema, version: (await state()).version }
    paused = false
  }
  const listTemporaries = async (): Promise<string[]> => {
    const [row] = await raw.all<{ temporaries: string }>(`SELECT ${TEMPORARIES} AS temporaries`)
    return JSON.parse(row!.temporaries) as string[]
  }
  /** Waits for another connection in turns: within a driver the whole process might stand still, with whom it waits for. */
  const unhurried = async (work: () => Promise<void>): Promise<void> => {
    if (where === 'temp') return work()
    const [row] = await raw.all<{ timeout: number }>('PRAGMA busy_timeout')
    await raw.exec('PRAGMA busy_timeout = 0')
    try {
      await patiently(work)
    } finally {
      await raw.exec(`PRAGMA busy_timeout = ${row!.timeout}`)
    }
  }
  const standing = async (): Promise<Mark> => {
    if (paused || (await state()).version !== schema.version) await follow()
    const id = ++ids
    await unhurried(() => sequences.keep(id, schema.hasSequences))
    await copies.keep(id)
    schema = { ...schema, version: (await state()).version }
    const [keys] = await raw.all<{ foreign_keys: number }>('PRAGMA foreign_keys')
    return {
      id,
      entry: await log.last(),
      byCopy: false,
      version: schema.version,
      foreignKeys: keys!.foreign_keys,
    }
  }
  const begin = async (): Promise<void> => {
    // What a process that was killed has left in a file.
    if (where === 'main')
      await raw.exec(`DROP TABLE IF EXISTS ${sequences.table}; DROP TABLE IF EXISTS main.qa_integ_journal`)
    await follow()
    temporaries = new Set(await listTemporaries())
  }
  const fromCopy = async (mark: Mark): Promise<void> => {
    await unhurried(() => copies.bringBack(mark.id))
    const before = mark.version
    await follow()
    for (const one of marks) if (one.version === before) one.version = schema.version
    await log.forget(mark.entry)
    if (!mark.byCopy) return
    await sequences.keep(mark.id, schema.hasSequences)
    mark.byCopy = false
  }
  const rowByRow = async (mark: Mark, last: number, touched: readonly string[]): Promise<void> => {
    const undo = last > mark.entry ? log.undoing(mark.entry, last, touched) : ''
    const work = [undo, sequences.putBack(mark.id, schema.hasSequences)].filter(Boolean).join(';\n')
    try {
      await unhurried(() =>
        raw.exec(
          `PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; BEGIN IMMEDIATE;\n${work};\nCOMMIT; PRAGMA ignore_check_constraints = OFF`,
        ),
      )
    } catch (error) {
      if (busy((error as Error).cause)) throw error
      await endTransaction(raw)
      await raw.exec('PRAGMA ignore_check_constraints = OFF')
      await fromCopy(mark)
    }
  }

  await begin()
  marks.push(await standing())
  clean = await state()

  return Object.freeze({
    description,
    tables: () => schema.tables.map(({ name }) => name),
    async moment() {
      const { version, others } = await state()
      const counts = await countRows(raw, schema.blind)
      return { entry: String(await log.last()), schema: String(version), others: `${others} ${counts}` }
    },
    async changesSince(moment: Moment) {
      const { version, others } = await state()
      const [then, countsThen] = moment.others.split(' ')
      if (paused || String(version) !== moment.schema)
        throw new Error(
          'the schema of the database changed, so the rows before and after can not be compared; check what the change should do with db.row(...)',
        )
      if (where === 'temp' && String(others) !== then)
        throw new Error(
          'another connection than the data source wrote to the database, and what it wrote can not be told; let the application use one data source',
        )
      const changes = await log.changesSince(Number(moment.entry))
      if ((await countRows(raw, schema.blind)) !== counted(countsThen!, schema.blind, changes))
        throw new Error(
          `rows were replaced by INSERT OR REPLACE or UPDATE OR REPLACE in a table with a unique index on an expression (${schema.blind.join(', ')}), where SQLite does not tell which; use ON CONFLICT DO UPDATE`,
        )
      return changes
    },
    async mark() {
      const mark = await standing()
      marks.push(mark)
      clean = await state()
      return () => {
        marks.splice(marks.indexOf(mark), 1)
        copies.forget(mark.id)
        clean = { ...clean, written: -1 }
      }
    },
    async adopt() {
      const before = marks.at(-1)!
      marks[marks.length - 1] = await standing()
      copies.forget(before.id)
      clean = await state()
    },
    async restore(): Promise<Found> {
      const mark = marks.at(-1)!
      const openTransaction = await endTransaction(raw)
      // With the schema, the journal in the database may be gone.
      const gone = where === 'main' && (await state()).version !== mark.version
      const now = gone
        ? { ...(await state()), last: 0, touched: '[]', temporaries: JSON.stringify(await listTemporaries()) }
        : await found(mark)
      const schemaChanged = now.version !== mark.version
      const touched = JSON.parse(now.touched) as string[]
      const unseen =
        schema.opaque ||
        mark.byCopy ||
        touched.some((table) => schema.blind.includes(table)) ||
        (where === 'temp' && now.others !== clean.others)
      const written = now.written !== clean.written || now.others !== clean.others
      const copied = schemaChanged || paused || (written && unseen)
      if (copied) await fromCopy(mark)
      else if (written) await rowByRow(mark, now.last, touched)
      const stray = (JSON.parse(now.temporaries) as string[]).filter((name) => !temporaries.has(name))
      const drop = stray.map(dropping)
      await raw.exec([...drop, `PRAGMA foreign_keys = ${mark.foreignKeys}`].join('; '))
      if (written || copied || stray.length > 0) clean = await state()
      return { openTransaction, schemaChanged }
    },
    async revive() {
      await begin()
      const mark = marks.at(-1)!
      // What is in the database itself comes back with it.
      if (where === 'temp') for (const one of marks) Object.assign(one, { entry: 0, byCopy: true })
      await fromCopy(mark)
      await raw.exec(`PRAGMA foreign_keys = ${mark.foreignKeys}`)
      clean = await state()
    },
    waiting: async () => [],
    watchWriters: async () => async () => [],
    ...(where === 'temp' ? { outer: outerOf(raw) } : {}),
    contents: () => contents(raw, schema),
    explain: (sql: string, parameters: readonly unknown[]) => explain(raw, sql, parameters),
    brokenForeignKeys: async (sql: string, parameters: readonly unknown[], runner: QueryRunner) =>
      brokenForeignKeys(await of(runner), sql, parameters),
    // SQLite names the columns in the error.
    columnsOf: async () => [],
    async beforeAlter(runner: QueryRunner) {
      // In the database itself they come back when the change is rolled back; a change that stays is seen by its version.
      if (where === 'main') return log.pause(await of(runner)).catch(() => {})
      if (paused) return
      paused = true
      await log.pause(raw)
    },
    async close(kept: boolean) {
      close()
      if (!kept) return
      await log.remove()
      await raw.exec(`DROP TABLE ${sequences.table}`)
    },
  })
}

/** `TABLE name` or `VIEW name`, as it is dropped. */
function dropping(temporary: string): string {
  const [kind, name] = [temporary.slice(0, temporary.indexOf(' ')), temporary.slice(temporary.indexOf(' ') + 1)]
  return `DROP ${kind} IF EXISTS temp.${identifier(name)}`
}

/** How many rows each table has, in the order of the tables. */
async function countRows(raw: Raw, tables: readonly string[]): Promise<string> {
  if (tables.length === 0) return ''
  const counts = tables.map((name) => `(SELECT count(*) FROM main.${identifier(name)})`)
  const [row] = await raw.all<{ counts: string }>(`SELECT ${counts.join(` || ',' || `)} AS counts`)
  return String(row!.counts)
}

/** The counts of then, with what the changes say. */
function counted(then: string, tables: readonly string[], changes: readonly TableChanges[]): string {
  if (tables.length === 0) return ''
  const moved = new Map(changes.map(({ table, added, removed }) => [table, added.length - removed.length]))
  return then
    .split(',')
    .map((count, i) => Number(count) + (moved.get(tables[i]!) ?? 0))
    .join(',')
}
