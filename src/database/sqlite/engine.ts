import { join } from 'node:path'
import type { Engine, Found, Moment, TableChanges } from '../engine.js'
import { scratch } from '../scratch.js'
import { brokenForeignKeys } from './foreign-keys.js'
import { type Journal, journal } from './journal.js'
import { explain } from './plan.js'
import { identifier, type Raw } from './raw.js'
import { readSchema, type Schema } from './schema.js'
import { keepSequences } from './sequences.js'

/** A state to go back to. */
interface Mark {
  readonly id: number
  /** The last journal entry before it. */
  entry: number
  /** The journal does not reach back to it. */
  byCopy: boolean
  /** A copy of the whole database, for what can't be undone row by row. */
  readonly file: string
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

/** A SQLite database on one connection: rows are undone from a journal, everything else from a copy. */
export async function sqliteEngine(raw: Raw, place: string): Promise<Engine> {
  const [about] = await raw.all<{ version: string }>('SELECT sqlite_version() AS version')
  const description = `SQLite ${about!.version} ${place}`
  const files = scratch()
  const sequences = keepSequences(raw)
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
    log = await journal(raw, schema)
    paused = false
  }
  const listTemporaries = async (): Promise<string[]> => {
    const [row] = await raw.all<{ temporaries: string }>(`SELECT ${TEMPORARIES} AS temporaries`)
    return JSON.parse(row!.temporaries) as string[]
  }
  const standing = async (): Promise<Mark> => {
    if (paused || (await state()).version !== schema.version) await follow()
    const id = ++ids
    const file = join(files.path, `${id}.db`)
    await raw.copyTo(file)
    await sequences.keep(id, schema.hasSequences)
    const [keys] = await raw.all<{ foreign_keys: number }>('PRAGMA foreign_keys')
    return {
      id,
      entry: await log.last(),
      byCopy: false,
      file,
      version: schema.version,
      foreignKeys: keys!.foreign_keys,
    }
  }
  const begin = async (): Promise<void> => {
    await follow()
    temporaries = new Set(await listTemporaries())
  }
  /** Whether a transaction was open; it is not any more. */
  const endTransaction = async (): Promise<boolean> => {
    try {
      await raw.exec('BEGIN; ROLLBACK')
      return false
    } catch (error) {
      if (!/within a transaction/.test((error as Error).message)) throw error
      await raw.exec('ROLLBACK')
      return true
    }
  }
  const fromCopy = async (mark: Mark): Promise<void> => {
    await raw.copyFrom(mark.file)
    const before = mark.version
    await follow()
    for (const one of marks) if (one.version === before) one.version = schema.version
    await raw.exec(`DELETE FROM temp.qa_integ_journal WHERE seq > ${mark.entry}`)
    if (!mark.byCopy) return
    await sequences.keep(mark.id, schema.hasSequences)
    mark.byCopy = false
  }
  const rowByRow = async (mark: Mark, { last, touched }: Standing): Promise<void> => {
    const undo = last > mark.entry ? log.undoing(mark.entry, last, JSON.parse(touched) as string[]) : ''
    const work = [undo, sequences.putBack(mark.id, schema.hasSequences)].filter(Boolean).join(';\n')
    try {
      await raw.exec(
        `PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; BEGIN IMMEDIATE;\n${work};\nCOMMIT; PRAGMA ignore_check_constraints = OFF`,
      )
    } catch {
      await endTransaction()
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
      const counts = schema.opaque ? await countRows(raw, schema) : ''
      return { entry: String(await log.last()), schema: String(version), others: `${others} ${counts}` }
    },
    async changesSince(moment: Moment) {
      const { version, others } = await state()
      const [then, countsThen] = moment.others.split(' ')
      if (paused || String(version) !== moment.schema)
        throw new Error(
          'the schema of the database changed, so the rows before and after can not be compared; check what the change should do with db.row(...)',
        )
      if (String(others) !== then)
        throw new Error(
          'another connection than the data source wrote to the database, and what it wrote can not be told; let the application use one data source',
        )
      const changes = await log.changesSince(Number(moment.entry))
      if (schema.opaque && (await countRows(raw, schema)) !== counted(countsThen!, schema, changes))
        throw new Error(
          'rows were replaced by INSERT OR REPLACE or UPDATE OR REPLACE in a database with triggers of its own, where SQLite does not tell which; use ON CONFLICT DO UPDATE',
        )
      return changes
    },
    async mark() {
      const mark = await standing()
      marks.push(mark)
      clean = await state()
      return () => {
        marks.splice(marks.indexOf(mark), 1)
        clean = { ...clean, written: -1 }
      }
    },
    async adopt() {
      marks[marks.length - 1] = await standing()
      clean = await state()
    },
    async restore(): Promise<Found> {
      const mark = marks.at(-1)!
      const openTransaction = await endTransaction()
      const now = await found(mark)
      const schemaChanged = now.version !== mark.version
      const unseen = schema.opaque || mark.byCopy || now.others !== clean.others
      const written = now.written !== clean.written || now.others !== clean.others
      const copied = schemaChanged || paused || (written && unseen)
      if (copied) await fromCopy(mark)
      else if (written) await rowByRow(mark, now)
      const stray = (JSON.parse(now.temporaries) as string[]).filter((name) => !temporaries.has(name))
      const drop = stray.map(dropping)
      await raw.exec([...drop, `PRAGMA foreign_keys = ${mark.foreignKeys}`].join('; '))
      if (written || copied || stray.length > 0) clean = await state()
      return { openTransaction, schemaChanged }
    },
    async revive() {
      await begin()
      for (const mark of marks) Object.assign(mark, { entry: 0, byCopy: true })
      await fromCopy(marks.at(-1)!)
      clean = await state()
    },
    waiting: async () => [],
    writersSince: async () => [],
    explain: (sql: string, parameters: readonly unknown[]) => explain(raw, sql, parameters),
    brokenForeignKeys: (sql: string, parameters: readonly unknown[]) => brokenForeignKeys(raw, sql, parameters),
    // SQLite names the columns in the error.
    columnsOf: async () => [],
    async beforeAlter() {
      if (paused) return
      paused = true
      await log.pause()
    },
    async close(kept: boolean) {
      files.remove()
      if (!kept) return
      await log.pause()
      await raw.exec('DROP TABLE temp.qa_integ_journal; DROP TABLE temp.qa_integ_sequence')
    },
  })
}

/** `TABLE name` or `VIEW name`, as it is dropped. */
function dropping(temporary: string): string {
  const [kind, name] = [temporary.slice(0, temporary.indexOf(' ')), temporary.slice(temporary.indexOf(' ') + 1)]
  return `DROP ${kind} IF EXISTS temp.${identifier(name)}`
}

/** How many rows each table has, in the order of the tables. */
async function countRows(raw: Raw, { tables }: Schema): Promise<string> {
  const counts = tables.map(({ name }) => `(SELECT count(*) FROM main.${identifier(name)})`)
  const [row] = await raw.all<{ counts: string }>(`SELECT ${counts.join(` || ',' || `)} AS counts`)
  return String(row!.counts)
}

/** The counts of then, with what the changes say. */
function counted(then: string, { tables }: Schema, changes: readonly TableChanges[]): string {
  const moved = new Map(changes.map(({ table, added, removed }) => [table, added.length - removed.length]))
  return then
    .split(',')
    .map((count, i) => Number(count) + (moved.get(tables[i]!.name) ?? 0))
    .join(',')
}
