import type { QueryRunner } from 'typeorm'
import type { Engine, Found } from '../engine.js'
import { busy, patiently } from './busy.js'
import { contents } from './contents.js'
import { endTransaction } from './end-transaction.js'
import { follow, type State } from './followed.js'
import { brokenForeignKeys } from './foreign-keys.js'
import { columnsOfIndex } from './index-columns.js'
import type { Where } from './journal.js'
import { momentsOf } from './moments.js'
import { outerOf } from './outer.js'
import { explain } from './plan.js'
import type { Copies, Raw } from './raw.js'
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
  const followed = await follow(raw, where, sequences.table)
  const moments = momentsOf(raw, where, followed)
  /** How the connection stood when the database was last known to be as its baseline. */
  let clean: State
  let ids = 0

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
    await followed.look()
    const id = ++ids
    await unhurried(() => sequences.keep(id, followed.schema.hasSequences))
    await copies.keep(id)
    await followed.settle()
    const { foreignKeys } = await followed.state()
    return {
      id,
      entry: await followed.log.last(),
      byCopy: false,
      version: followed.schema.version,
      foreignKeys,
    }
  }
  const fromCopy = async (mark: Mark): Promise<void> => {
    await unhurried(() => copies.bringBack(mark.id))
    const before = mark.version
    await followed.takeUp()
    for (const one of marks) if (one.version === before) one.version = followed.schema.version
    await followed.log.forget(mark.entry)
    if (!mark.byCopy) return
    await sequences.keep(mark.id, followed.schema.hasSequences)
    mark.byCopy = false
  }
  const rowByRow = async (mark: Mark, last: number, touched: readonly string[]): Promise<void> => {
    const undo = last > mark.entry ? followed.log.undoing(mark.entry, last, touched) : ''
    const work = [undo, sequences.putBack(mark.id, followed.schema.hasSequences)].filter(Boolean).join(';\n')
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

  marks.push(await standing())
  clean = await followed.state()

  return Object.freeze({
    description,
    tables: () => followed.schema.tables.map(({ name }) => name),
    moment: moments.take,
    changesSince: moments.changesSince,
    async mark() {
      const mark = await standing()
      marks.push(mark)
      clean = await followed.state()
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
      clean = await followed.state()
    },
    async restore(): Promise<Found> {
      const mark = marks.at(-1)!
      const openTransaction = await endTransaction(raw)
      const left = await followed.standing(mark.version, mark.entry)
      const schemaChanged = left.version !== mark.version
      const unseen =
        followed.schema.opaque ||
        mark.byCopy ||
        left.touched.some((table) => followed.schema.blind.includes(table)) ||
        (where === 'temp' && left.others !== clean.others)
      const written = left.written !== clean.written || left.others !== clean.others
      const copied = schemaChanged || followed.paused || (written && unseen)
      if (copied) await fromCopy(mark)
      else if (written) await rowByRow(mark, left.last, left.touched)
      // To tell SQLite what it knows already makes it forget every statement that was prepared.
      const told = !written && !copied && left.foreignKeys === mark.foreignKeys
      const last = [...left.strays, ...(told ? [] : [`PRAGMA foreign_keys = ${mark.foreignKeys}`])]
      if (last.length > 0) await raw.exec(last.join('; '))
      if (written || copied || left.strays.length > 0) clean = await followed.state()
      return { openTransaction, schemaChanged }
    },
    async revive() {
      await followed.begin()
      const mark = marks.at(-1)!
      // What is in the database itself comes back with it.
      if (where === 'temp') for (const one of marks) Object.assign(one, { entry: 0, byCopy: true })
      await fromCopy(mark)
      await raw.exec(`PRAGMA foreign_keys = ${mark.foreignKeys}`)
      clean = await followed.state()
    },
    waiting: async () => [],
    watchWriters: async () => async () => [],
    ...(where === 'temp' ? { outer: outerOf(raw) } : {}),
    contents: () => contents(raw, followed.schema),
    explain: (sql: string, parameters: readonly unknown[]) => explain(raw, sql, parameters),
    brokenForeignKeys: async (sql: string, parameters: readonly unknown[], runner: QueryRunner) =>
      brokenForeignKeys(await of(runner), sql, parameters),
    // Of any other constraint, SQLite names the columns in the error.
    columnsOf: (table: string, index: string) => columnsOfIndex(raw, table, index),
    beforeAlter: async (runner: QueryRunner) => followed.pause(where === 'main' ? await of(runner) : raw),
    async close(kept: boolean) {
      close()
      if (!kept) return
      await followed.log.remove()
      await raw.exec(`DROP TABLE ${sequences.table}`)
    },
  })
}
