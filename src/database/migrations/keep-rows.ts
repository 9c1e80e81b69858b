import { type Expectation, expectation } from '../../scenario/step.js'
import type { Part } from '../../scenario/world.js'
import { assertion } from '../assertion.js'
import { nearestName } from '../nearest-name.js'
import { bare, fillTables, type OwnRows, rowsOf } from './fill-tables.js'
import { checkOneWay } from './round-trip.js'
import { lossesOf, type Snapshot, type StoredRow, type TableSnapshot } from './row-losses.js'
import type { ScratchDatabase } from './scratch-database.js'
import { named, type Steps, stepsOf } from './steps.js'

/**
 * What a migration is meant to do to the rows of a table: `'lost'` where they may go, or a check of what becomes of them.
 *
 * @example
 * ```ts
 * import { expect } from 'chai'
 * import type { RowChange } from 'qa-integ/database'
 *
 * const split: RowChange = (after, before, way) => {
 *   if (way === 'up') expect(after[0]).to.include({ first: 'Ann', last: 'Lee' })
 *   else expect(after).to.deep.equal([{ id: 1, name: 'Ann Lee' }])
 * }
 * ```
 */
export type RowChange =
  | 'lost'
  | ((after: readonly StoredRow[], before: readonly StoredRow[], way: 'up' | 'down') => unknown)

/**
 * With which rows migrations are tried, and what they are meant to do to them.
 *
 * @example
 * ```ts
 * import { expect } from 'chai'
 * import type { KeepRowsOptions } from 'qa-integ/database'
 *
 * const options: KeepRowsOptions = {
 *   rows: { users: [{ name: 'Ann Lee' }] },
 *   changes: { SplitName1700000000003: { users: ([ann]) => expect(ann).to.include({ first: 'Ann', last: 'Lee' }) } },
 *   oneWay: ['DropLegacyOrders1700000000004'],
 * }
 * ```
 */
export interface KeepRowsOptions {
  /** Rows by table, put in as soon as there is the table; what they do not name is filled, and so is a table that is not named. */
  readonly rows?: OwnRows
  /** By migration, then by table: what legitimately changes. */
  readonly changes?: Readonly<Record<string, Readonly<Record<string, RowChange>>>>
  /** Migrations that can't be undone, and are not meant to be. */
  readonly oneWay?: readonly string[]
}

/** The step value behind `db.migrations.keepRows`. */
export function keepRows(
  beside: () => Promise<ScratchDatabase>,
  uses: readonly Part[],
  { rows = {}, changes = {}, ...more }: KeepRowsOptions = {},
): Expectation<unknown, object> {
  const word = 'db.migrations.keepRows({ rows, changes, oneWay })'
  const oneWay = checkOneWay(more, word)
  for (const told of [rows, changes])
    if (typeof told !== 'object' || told === null || Array.isArray(told))
      throw new TypeError(`${word}: rows are told by table, and changes by migration and table`)
  return expectation<unknown, object>(
    'the rows are still there after every migration, up and down',
    async () => {
      const scratch = await beside()
      try {
        await walk(scratch, { rows, changes, oneWay })
      } finally {
        await scratch.close()
      }
    },
    undefined,
    { uses },
  )
}

async function walk(scratch: ScratchDatabase, options: Required<KeepRowsOptions>): Promise<void> {
  const steps = stepsOf(scratch)
  const oneWay = named(steps.all, options.oneWay, 'db.migrations.keepRows({ oneWay })')
  const changes = new Map(
    Object.entries(options.changes).map(([name, byTable]) => [
      [...named(steps.all, [name], 'db.migrations.keepRows({ changes })')][0]!,
      byTable,
    ]),
  )
  const wrong: string[] = []
  const seen = new Set<string>()
  let put = 0
  const snapshot = async (): Promise<Snapshot> => {
    const taken = await snapshotOf(scratch, steps)
    for (const table of taken.keys()) seen.add(table)
    return taken
  }
  const fill = async (): Promise<Snapshot> => {
    await fillTables(scratch, await pathsOf(steps), options.rows)
    const taken = await snapshot()
    put += [...taken.values()].reduce((sum, { rows }) => sum + rows.length, 0)
    return taken
  }
  let before = await fill()
  for (const [i, { name }] of steps.all.entries()) {
    const told = changes.get(name) ?? {}
    const does = (way: string, run: (i: number) => Promise<void>): Promise<void> =>
      run(i).catch((error: Error) => {
        throw new Error(
          `${name} can't go ${way}, so what becomes of rows is not known: ${error.message}; db.migrations.roundTrip() says what is left behind`,
          { cause: error },
        )
      })
    await does('up', steps.up)
    const problems = await judged(before, await snapshot(), told, 'up')
    if (!oneWay.has(name)) {
      const full = await fill()
      await does('down', steps.down)
      const back = await snapshot()
      // What came with the migration goes with it; the rest is there as it was before the down.
      problems.push(...(await judged(among(full, before, back), back, told, 'down')))
      await does('up again', steps.up)
    }
    before = await fill()
    if (problems.length > 0) wrong.push(`  ${name}`, ...problems.map((line) => `    ${line}`))
  }
  for (const table of [...Object.keys(options.rows), ...[...changes.values()].flatMap((told) => Object.keys(told))])
    if (!seen.has(table))
      throw new Error(
        `db.migrations.keepRows(...): no migration makes a table "${table}"${nearestName(table, [...seen])}; they make ${[...seen].join(', ')}`,
      )
  if (put === 0) throw new Error('no migration makes a table, so there are no rows to keep')
  if (wrong.length > 0)
    throw assertion(
      [
        'migrations lose rows or values; move them first, or say that they may change with keepRows({ changes: { <migration>: { <table>: ... } } }):',
        ...wrong,
      ].join('\n'),
    )
}

async function judged(
  before: Snapshot,
  after: Snapshot,
  told: Readonly<Record<string, RowChange>>,
  way: 'up' | 'down',
): Promise<string[]> {
  const problems: string[] = []
  for (const [table, then] of before) {
    const change = Object.hasOwn(told, table) ? told[table]! : undefined
    if (change === 'lost') continue
    if (change === undefined) {
      problems.push(...lossesOf(table, then, after, before).map((line) => `${way}   ${line}`.replace('down  ', 'down')))
      continue
    }
    try {
      await change(after.get(table)?.rows ?? [], then.rows, way)
    } catch (error) {
      problems.push(`${way} ${table}: ${(error as Error).message}`)
    }
  }
  return problems
}

/** Of all that is there now, what was there before the migration, and what is there without it. */
function among(full: Snapshot, before: Snapshot, back: Snapshot): Snapshot {
  const kept = new Map<string, TableSnapshot>()
  for (const [table, { columns, rows }] of full) {
    const then = before.get(table)
    if (then === undefined) continue
    const own = new Set([...then.columns, ...(back.get(table)?.columns ?? [])])
    kept.set(table, { columns: columns.filter((column) => own.has(column)), rows })
  }
  return kept
}

async function pathsOf(steps: Steps): Promise<string[]> {
  return (await steps.catalog()).filter((line) => line.startsWith('table ')).map((line) => line.slice('table '.length))
}

async function snapshotOf({ dataSource }: ScratchDatabase, steps: Steps): Promise<Snapshot> {
  const runner = dataSource.createQueryRunner()
  const taken = new Map<string, TableSnapshot>()
  try {
    for (const table of await runner.getTables(await pathsOf(steps)))
      taken.set(bare(table.name), {
        columns: table.columns.map(({ name }) => name),
        rows: await rowsOf(runner, dataSource, table.name),
      })
    return taken
  } finally {
    await runner.release()
  }
}
