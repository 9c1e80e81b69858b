import type { Contents, Engine, Found } from '../engine.js'
import type { Terms } from '../isolation/isolation.js'
import { rowsNow } from './changes.js'
import { connect, ident, type MysqlClient, type Reach, resultsOf } from './client.js'
import { type Copies, type Copy, copiesBeside } from './copies.js'
import { follow } from './followed.js'
import { momentsOf } from './moments.js'
import { endConnections, transactionsOf } from './open-transactions.js'
import { outerOf, type PooledConnection } from './outer.js'
import { hurry, type TellingPool } from './patience.js'
import { columnsOf, explain } from './plan.js'
import { explainRefusal, refuseBlind, refusePowerless } from './privileges.js'
import { reserve } from './reserve.js'
import { differing, isFull, puttingBack } from './restoring.js'
import { make, readSchema, rebuild, type Schema } from './schema.js'
import { plainPlans, prepare, type Server } from './session.js'
import { keepCounting } from './statistics.js'
import { readTables, type Table } from './tables.js'
import { watchWriters } from './writers.js'
import { ASK_COMMANDS, type Counts, commandsOf, countsOf } from './written.js'

/** A state to go back to. */
interface Mark {
  readonly copies: ReadonlyMap<string, Copy>
  readonly counts: Counts
  readonly schema: Schema
  readonly tables: readonly Table[]
}

/** What an engine uses of the data source. */
interface Source {
  pools(): readonly TellingPool[]
  /** A connection of its pool. */
  take(): Promise<PooledConnection>
}

/**
 * A MySQL or MariaDB database, over a connection of its own. InnoDB counts how often each table was written, by whom ever,
 * cascades included; those that were get back the rows of a copy that was taken beside the database.
 */
export async function mysqlEngine(
  reach: Reach & { readonly database: string },
  source: Source,
  terms: Terms,
): Promise<Engine> {
  const { database } = reach
  const { kept } = terms
  const client = await connect(reach)
  let copies: Copies | undefined
  try {
    if (kept) await reserve(client, database)
    const server = await prepare(client)
    await refuseBlind(client)
    copies = await copiesBeside(client, database)
    return await engineOver(client, reach, source, terms, server, copies)
  } catch (error) {
    await copies?.remove().catch(() => {})
    const told = await explainRefusal(client, database, error)
    await client.end()
    throw told
  }
}

async function engineOver(
  client: MysqlClient,
  reach: Reach & { readonly database: string },
  { pools, take }: Source,
  { kept, isolation }: Terms,
  { mariadb, description }: Server,
  copies: Copies,
): Promise<Engine> {
  const { database } = reach
  const found = await readTables(client, database, mariadb)
  if (kept) await refusePowerless(client, found)
  const recount = await keepCounting(client, database)
  const followed = await follow(client, database, mariadb, found)
  const { known } = followed
  const transactions = await transactionsOf(client, mariadb)
  const outer = outerOf(take)
  const moments = momentsOf(client, reach, followed, outer.isWithin)
  const marks: Mark[] = []

  const standing = async (): Promise<Mark> => {
    const [status] = await resultsOf(client, ASK_COMMANDS)
    if (await followed.look(status!)) await followed.readTables()
    const { schema, tables } = followed
    const before = await followed.counted()
    const stale = tables.filter(({ name }) => known.get(name)?.written !== before.get(name)!.written)
    const taken = await copies.take(stale)
    const counts = stale.length > 0 ? await followed.counted() : before
    for (const [name, copy] of taken) known.set(name, { written: counts.get(name)!.written, copy })
    await followed.settle()
    return { copies: new Map(tables.map(({ name }) => [name, known.get(name)!.copy])), counts, schema, tables }
  }
  /** Takes back what was done to the schema. */
  const restoreSchema = async (mark: Mark): Promise<boolean> => {
    if (JSON.stringify(followed.schema) === JSON.stringify(mark.schema)) return false
    const made = await rebuild(client, followed.schema, mark.schema)
    for (const name of made) known.delete(name)
    followed.schema = mark.schema
    followed.tables = mark.tables
    return true
  }
  /** Hands back the tables in which somebody's rows were put back, where none should be. */
  const restoreRows = async (mark: Mark, before: Counts): Promise<readonly string[]> => {
    const { schema, tables } = followed
    const dirty = tables.filter(({ name }) => {
      const now = known.get(name)
      return now === undefined || now.written !== before.get(name)!.written || now.copy !== mark.copies.get(name)
    })
    const ids = tables.filter(({ name, counts }) => counts && before.get(name)!.next !== mark.counts.get(name)!.next)
    if (dirty.length === 0 && ids.length === 0) return []
    const strayed = isolation === 'rollback' ? await differing(client, dirty, mark.copies) : []
    const triggers = schema.filter(({ kind, of }) => kind === 'TRIGGER' && dirty.some(({ name }) => name === of))
    for (const { name } of triggers) await client.query(`DROP TRIGGER ${ident(name)}`)
    const full = kept
      ? []
      : dirty.filter(({ name }) => mark.copies.get(name) === undefined && isFull(known.get(name), before.get(name)!))
    try {
      if (dirty.length > 0)
        await resultsOf(
          client,
          ...full.map(({ path }) => `TRUNCATE TABLE ${path}`),
          'START TRANSACTION',
          ...dirty
            .filter((table) => !full.includes(table))
            .flatMap((table) => puttingBack(table, mark.copies.get(table.name))),
          'COMMIT',
        )
    } catch (error) {
      await client.query('ROLLBACK')
      throw error
    } finally {
      for (const trigger of triggers) await make(client, trigger)
    }
    const again = ids.map(({ name, path }) => `ALTER TABLE ${path} AUTO_INCREMENT = ${mark.counts.get(name)!.next}`)
    const answers = await resultsOf(client, ...again, followed.ask, ASK_COMMANDS)
    const counts = countsOf(tables, answers.at(-2)!)
    followed.commands = commandsOf(answers.at(-1)!)
    // An ALTER lets MySQL count anew for the tables that have foreign keys in common, too.
    for (const { name } of ids.length > 0 ? tables : dirty)
      known.set(name, { written: counts.get(name)!.written, copy: mark.copies.get(name) })
    return strayed
  }
  const restore = async (quiet = false): Promise<Found> => {
    const mark = marks.at(-1)!
    const [lines, status, ...open] = await resultsOf(
      client,
      followed.ask,
      ASK_COMMANDS,
      ...(quiet ? [] : transactions.asks),
    )
    const threads = transactions.threads(open, [client.threadId, ...moments.threads()])
    const openTransaction = await endConnections(client, database, threads, pools(), transactions)
    await followed.look(status!)
    const schemaChanged = await restoreSchema(mark)
    const strayed = await restoreRows(
      mark,
      openTransaction || schemaChanged ? await followed.counted() : countsOf(followed.tables, lines!),
    )
    const kept = new Set(marks.flatMap((one) => [...one.copies.values()].filter((copy) => copy !== undefined)))
    if ((await copies.keepOnly(kept)) || schemaChanged) await followed.settle()
    return { openTransaction, schemaChanged, strayed }
  }

  marks.push(await standing())
  let letWait = await hurry(client, pools())

  return Object.freeze({
    description,
    tables: () => followed.tables.map(({ name }) => name),
    moment: moments.take,
    changesSince: moments.changesSince,
    forgetMoments: moments.forget,
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
      letWait = await hurry(client, pools())
    },
    async waiting(sessions: readonly number[]) {
      const waits = await transactions.waiting()
      return sessions.filter((session) => waits.includes(session))
    },
    watchWriters: () => watchWriters(client, database, () => [client.threadId, ...moments.threads()]),
    async contents(): Promise<Contents> {
      const { tables } = followed
      const counts = await followed.counted()
      const ids = tables.filter(({ counts: own }) => own).map(({ name }) => [name, counts.get(name)!.next])
      const found = new Map([
        ['the schema', (await readSchema(client, database)).map((part) => JSON.stringify(part))],
        ['the ids', [JSON.stringify(Object.fromEntries(ids))]],
      ])
      for (const table of tables) found.set(table.name, await rowsNow(table, client))
      return found
    },
    async explain(sql: string, parameters: readonly unknown[]) {
      if (!outer.isWithin()) return explain(client, sql, parameters)
      if (!mariadb) await plainPlans(outer.asked)
      return explain(outer.asked, sql, parameters)
    },
    outer,
    // The error names the constraint.
    brokenForeignKeys: async () => [],
    columnsOf: (table: string, constraint: string) => columnsOf(client, table, constraint),
    async beforeAlter() {},
    async close() {
      letWait()
      try {
        await moments.close()
        if (kept) await recount()
        await copies.remove()
      } finally {
        await client.end()
      }
    },
  })
}
