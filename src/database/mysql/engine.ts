import type { Contents, Engine, Found, Moment } from '../engine.js'
import type { Terms } from '../isolation.js'
import { changesOf, rowsNow } from './changes.js'
import { connect, ident, type MysqlClient, type Reach, resultsOf, rowsOf } from './client.js'
import { type Copy, copiesBeside } from './copies.js'
import { observers } from './observers.js'
import { ASK_TRANSACTIONS, endConnections, type Pool, threadsOf, waitingOf } from './open-transactions.js'
import { columnsOf, explain } from './plan.js'
import { reserve } from './reserve.js'
import { puttingBack } from './restoring.js'
import { make, readSchema, rebuild, type Schema } from './schema.js'
import { keepCounting } from './statistics.js'
import { readTables, type Table } from './tables.js'
import { ASK_COMMANDS, askCounts, type Counts, commandsOf, countsOf } from './written.js'

/** A state to go back to. */
interface Mark {
  readonly copies: ReadonlyMap<string, Copy>
  readonly counts: Counts
  readonly schema: Schema
  readonly tables: readonly Table[]
}

/** What a table holds when it has been written this often. */
interface Known {
  readonly written: string
  readonly copy: Copy
}

interface Seen {
  readonly schema: string
  readonly counts: Counts
  readonly commands: ReturnType<typeof commandsOf>
  readonly observer: MysqlClient
}

/**
 * A MySQL or MariaDB database, over a connection of its own. InnoDB counts how often each table was written, by whom ever,
 * cascades included; those that were get back the rows of a copy that was taken beside the database.
 */
export async function mysqlEngine(
  reach: Reach & { readonly database: string },
  pools: () => readonly Pool[],
  { kept }: Terms,
): Promise<Engine> {
  const { database } = reach
  const client = await connect(reach)
  if (kept) await reserve(client, database)
  const watching = observers(reach)
  const mariadb = await prepare(client)
  const version = await versionOf(client)
  const copies = await copiesBeside(client, database)
  let tables: readonly Table[] = await readTables(client, database)
  const recount = await keepCounting(client, database)
  let schema = await readSchema(client, database)
  const known = new Map<string, Known>()
  const marks: Mark[] = []
  const moments = new Map<string, Seen>()
  let commands = commandsOf(await rowsOf(client, ASK_COMMANDS))

  const ask = askCounts(database, mariadb)
  const counted = async (): Promise<Counts> => countsOf(tables, await rowsOf(client, ask))
  /** What was done to the schema and to InnoDB's counts since the engine itself last looked. */
  const look = async (lines: readonly object[]): Promise<boolean> => {
    const now = commandsOf(lines)
    const moved = now.schema !== commands.schema
    // An ALTER, too, lets InnoDB count anew, even one that changes nothing.
    if (moved || now.counting !== commands.counting) known.clear()
    commands = now
    if (!moved) return false
    const there = await readSchema(client, database)
    const changed = JSON.stringify(there) !== JSON.stringify(schema)
    schema = there
    return changed
  }
  const settled = async (): Promise<void> => {
    commands = commandsOf(await rowsOf(client, ASK_COMMANDS))
  }
  const standing = async (): Promise<Mark> => {
    const [status] = await resultsOf(client, ASK_COMMANDS)
    if (await look(status!)) tables = await readTables(client, database)
    const before = await counted()
    const stale = tables.filter(({ name }) => known.get(name)?.written !== before.get(name)!.written)
    const taken = await copies.take(stale)
    const counts = stale.length > 0 ? await counted() : before
    for (const [name, copy] of taken) known.set(name, { written: counts.get(name)!.written, copy })
    await settled()
    return { copies: new Map(tables.map(({ name }) => [name, known.get(name)!.copy])), counts, schema, tables }
  }
  /** Takes back what was done to the schema. */
  const restoreSchema = async (mark: Mark): Promise<boolean> => {
    if (JSON.stringify(schema) === JSON.stringify(mark.schema)) return false
    const made = await rebuild(client, schema, mark.schema)
    for (const name of made) known.delete(name)
    schema = mark.schema
    tables = mark.tables
    return true
  }
  const restoreRows = async (mark: Mark, before: Counts): Promise<void> => {
    const dirty = tables.filter(({ name }) => {
      const now = known.get(name)
      return now === undefined || now.written !== before.get(name)!.written || now.copy !== mark.copies.get(name)
    })
    const ids = tables.filter(({ name, counts }) => counts && before.get(name)!.next !== mark.counts.get(name)!.next)
    if (dirty.length === 0 && ids.length === 0) return
    const triggers = schema.filter(({ kind, of }) => kind === 'TRIGGER' && dirty.some(({ name }) => name === of))
    for (const { name } of triggers) await client.query(`DROP TRIGGER ${ident(name)}`)
    try {
      if (dirty.length > 0)
        await resultsOf(
          client,
          'START TRANSACTION',
          ...dirty.flatMap((table) => puttingBack(table, mark.copies.get(table.name))),
          'COMMIT',
        )
    } catch (error) {
      await client.query('ROLLBACK')
      throw error
    } finally {
      for (const trigger of triggers) await make(client, trigger)
    }
    const again = ids.map(({ name, path }) => `ALTER TABLE ${path} AUTO_INCREMENT = ${mark.counts.get(name)!.next}`)
    const answers = await resultsOf(client, ...again, ask, ASK_COMMANDS)
    const counts = countsOf(tables, answers.at(-2)!)
    commands = commandsOf(answers.at(-1)!)
    for (const { name } of [...dirty, ...ids])
      known.set(name, { written: counts.get(name)!.written, copy: mark.copies.get(name) })
  }
  const restore = async (quiet = false): Promise<Found> => {
    await watching.release()
    moments.clear()
    const mark = marks.at(-1)!
    const [lines, status, transactions] = await resultsOf(
      client,
      ask,
      ASK_COMMANDS,
      ...(quiet ? [] : [ASK_TRANSACTIONS]),
    )
    const threads = threadsOf(transactions ?? [], [client.threadId, ...watching.threads()])
    const openTransaction = await endConnections(client, database, threads, pools())
    await look(status!)
    const schemaChanged = await restoreSchema(mark)
    await restoreRows(mark, openTransaction || schemaChanged ? await counted() : countsOf(tables, lines!))
    if (schemaChanged) await settled()
    await copies.keepOnly(
      new Set(marks.flatMap((one) => [...one.copies.values()].filter((copy) => copy !== undefined))),
    )
    return { openTransaction, schemaChanged }
  }

  marks.push(await standing())

  return Object.freeze({
    description: version,
    tables: () => tables.map(({ name }) => name),
    async moment(): Promise<Moment> {
      if (await look(await rowsOf(client, ASK_COMMANDS))) tables = await readTables(client, database)
      const observer = await watching.open()
      const id = String(moments.size + 1)
      moments.set(id, { schema: JSON.stringify(schema), counts: await counted(), commands, observer })
      return { entry: id, schema: '', others: '' }
    },
    async changesSince({ entry }: Moment) {
      const seen = moments.get(entry)
      if (seen === undefined)
        throw new Error('the moment to compare with is over; rows are compared within one scenario')
      const [status, lines] = await resultsOf(client, ASK_COMMANDS, ask)
      await look(status!)
      if (JSON.stringify(schema) !== seen.schema)
        throw new Error(
          'the schema of the database changed, so the rows before and after can not be compared (and MySQL committed what was open before it did that); check what the change should do with db.row(...)',
        )
      const counts = countsOf(tables, lines!)
      const unsure = commands.counting !== seen.commands.counting || commands.schema !== seen.commands.schema
      const changes = []
      for (const table of tables)
        if (unsure || counts.get(table.name)!.written !== seen.counts.get(table.name)!.written)
          changes.push(await changesOf(table, seen.observer, client).catch(truncated(table)))
      return changes.filter(({ added, removed, changed }) => added.length + removed.length + changed.length > 0)
    },
    async mark() {
      const mark = await standing()
      marks.push(mark)
      return () => void marks.splice(marks.indexOf(mark), 1)
    },
    async adopt() {
      marks[marks.length - 1] = await standing()
    },
    restore,
    async revive() {
      // The database lives on its server, whatever becomes of a data source.
      await restore()
    },
    async waiting(sessions: readonly number[]) {
      const waits = waitingOf(await rowsOf(client, ASK_TRANSACTIONS))
      return sessions.filter((session) => waits.includes(session))
    },
    // InnoDB counts what was written, and not by whom.
    writersSince: async () => [],
    async contents(): Promise<Contents> {
      const counts = await counted()
      const ids = tables.filter(({ counts: own }) => own).map(({ name }) => [name, counts.get(name)!.next])
      const found = new Map([
        ['the schema', (await readSchema(client, database)).map((part) => JSON.stringify(part))],
        ['the ids', [JSON.stringify(Object.fromEntries(ids))]],
      ])
      for (const table of tables) found.set(table.name, await rowsNow(table, client))
      return found
    },
    explain: (sql: string, parameters: readonly unknown[]) => explain(client, sql, parameters),
    // The error names the constraint.
    brokenForeignKeys: async () => [],
    columnsOf: (table: string, constraint: string) => columnsOf(client, table, constraint),
    async beforeAlter() {},
    async close() {
      try {
        await watching.close()
        if (kept) await recount()
        await copies.remove()
      } finally {
        await client.end()
      }
    },
  })
}

/** What was emptied by TRUNCATE is another table to a view of before. */
function truncated({ name }: Table) {
  return (error: NodeJS.ErrnoException & { errno?: number }): never => {
    if (error.errno !== 1412) throw error
    throw new Error(
      `the rows of ${name} before and after can not be compared, for it was emptied by TRUNCATE, which leaves nothing of what was there; empty it by DELETE, or check with db.none(...)`,
    )
  }
}

/** Makes the session one that takes every row as it is told; hands back whether the server is a MariaDB. */
async function prepare(client: MysqlClient): Promise<boolean> {
  const mariadb = /mariadb/i.test(await versionOf(client))
  await resultsOf(
    client,
    "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
    "SET SESSION time_zone = '+00:00'",
    'SET SESSION foreign_key_checks = 0',
    'SET SESSION lock_wait_timeout = 5',
    'SET SESSION innodb_lock_wait_timeout = 5',
    ...(mariadb ? ['SET SESSION check_constraint_checks = 0'] : []),
  )
  // Before version 8.3 there is one format only, and no name for it.
  if (!mariadb) await client.query('SET SESSION explain_json_format_version = 1').catch(ifUnknown)
  return mariadb
}

/** ER_UNKNOWN_SYSTEM_VARIABLE. */
function ifUnknown(error: { readonly errno?: number }): void {
  if (error.errno !== 1193) throw error
}

async function versionOf(client: MysqlClient): Promise<string> {
  const [row] = await rowsOf<{ version: string }>(client, 'SELECT VERSION() AS version')
  const number = /^[\d.]+/.exec(row!.version)?.[0]
  return `${/mariadb/i.test(row!.version) ? 'MariaDB' : 'MySQL'} ${number}`
}
