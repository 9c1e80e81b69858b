import { expect } from 'chai'
import fc from 'fast-check'
import type { DataSource } from 'typeorm'
import type { Row } from '../../src/database/engine.js'
import { type Live, live } from '../../src/database/live.js'
import { provisionEntities } from '../../src/database/place/provision.js'
import { SQLITE } from '../support/sqlite-type.js'
import { Account, Post, Tag, User } from './entities.js'
import { ALL, CLOSED, extra, ROWS, SCHEMA, works } from './sqlite-works.js'

/** Everything that a database holds, exactly: its schema, every row with its row id, and what it counts ids from. */
export async function digest(dataSource: DataSource): Promise<string[]> {
  const master = await dataSource.query(
    `SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'qa_integ%' ORDER BY type, name`,
  )
  const lines = master.map((row: object) => JSON.stringify(row))
  const tables = master.filter(({ type }: { type: string }) => type === 'table')
  for (const { name } of tables as { name: string }[]) {
    const columns = await dataSource.query(`SELECT name FROM pragma_table_xinfo('${name}')`)
    const cells = columns.map((column: { name: string }) => `quote("${column.name}")`).join(` || '|' || `)
    const [list] = await dataSource.query(`SELECT wr FROM pragma_table_list('${name}')`)
    const rowId = list.wr ? `''` : name === 'sqlite_sequence' ? `''` : 'rowid'
    const rows = await dataSource.query(`SELECT ${rowId} AS r, ${cells} AS c FROM "${name}" ORDER BY 1, 2`)
    lines.push(...rows.map((row: object) => `${name} ${JSON.stringify(row)}`))
  }
  const temporary = await dataSource.query(
    `SELECT name FROM temp.sqlite_master WHERE type <> 'trigger' AND name NOT LIKE 'qa_integ%' AND name NOT LIKE 'sqlite_%'`,
  )
  lines.push(JSON.stringify(temporary), JSON.stringify(await dataSource.query('PRAGMA foreign_keys')))
  return lines
}

/** A package, and how many connections. */
export type Mode = readonly ['sqlite' | 'better-sqlite3' | 'sqljs', number]

export const MODES: readonly Mode[] = [
  ...(SQLITE === 'sqlite'
    ? ([
        ['sqlite', 1],
        ['sqlite', 3],
      ] as const)
    : []),
  ['better-sqlite3', 1],
  ['better-sqlite3', 3],
  ['sqljs', 1],
]

/** One with tables and rows of every kind. */
export async function make(
  [on, connections]: Mode,
  more?: (dataSource: DataSource) => Promise<unknown>,
): Promise<Live> {
  const entities = { users: User, posts: Post, tags: Tag, accounts: Account }
  const made = await provisionEntities(entities, on, false, connections)
  await extra(made.dataSource)
  await more?.(made.dataSource)
  return live(made, new Map(), { connections })
}

/** The rows of each table as literals, by what tells them apart. */
async function rowsOf({ dataSource, engine }: Live): Promise<Map<string, Map<string, string>>> {
  const all = new Map<string, Map<string, string>>()
  for (const name of engine.tables()) {
    const columns: { name: string; pk: number; hidden: number }[] = await dataSource.query(
      `SELECT name, pk, hidden FROM pragma_table_xinfo('${name}')`,
    )
    const text = (some: typeof columns) => some.map((column) => `quote("${column.name}")`).join(` || ', ' || `)
    const cells = text(columns.filter(({ hidden }) => hidden === 0))
    // Without a key, a row is what its cells are, and of equal ones there are so many.
    const key =
      text(columns.filter(({ pk }) => pk > 0)) ||
      `${cells} || ' #' || row_number() OVER (PARTITION BY ${columns.map(({ name }) => `"${name}"`).join(', ')})`
    const rows: { k: string; c: string }[] = await dataSource.query(`SELECT ${key} AS k, ${cells} AS c FROM "${name}"`)
    all.set(name, new Map(rows.map(({ k, c }) => [k, c])))
  }
  return all
}

/** What moved, by comparing all rows. */
function moved(before: Map<string, Map<string, string>>, after: Map<string, Map<string, string>>): object {
  const lines = [...before].map(([table, rows]) => {
    const now = after.get(table)!
    const keys = {
      added: [...now.keys()]
        .filter((key) => !rows.has(key))
        .map(uncounted)
        .sort(),
      removed: [...rows.keys()]
        .filter((key) => !now.has(key))
        .map(uncounted)
        .sort(),
      changed: [...rows.keys()].filter((key) => now.has(key) && now.get(key) !== rows.get(key)).sort(),
    }
    return [table, keys] as const
  })
  return Object.fromEntries(
    lines.filter(([, { added, removed, changed }]) => added.length + removed.length + changed.length > 0),
  )
}

const named =
  (primaryKey: readonly string[]) =>
  ({ key, cells }: Row): string =>
    primaryKey.length > 0 ? key : Object.values(cells).join(', ')

const uncounted = (key: string): string => key.replace(/ #\d+$/, '')

/** Runs the works, whatever each comes to, and puts the database back. */
export async function disturb(own: Live, works: readonly (readonly [string, number])[]): Promise<void> {
  for (const [name, n] of works) await ALL[name]!(own.dataSource, n).catch(() => {})
  await own.reset().catch((error: Error) => expect(error.message).to.match(/still open|not released/))
}

/** Declares what holds of any sequence of works, tried `runs` times on sqlite3 and a quarter as often elsewhere. */
export function anySequence(mode: Mode, runs: number): void {
  const numRuns = mode.join() === 'sqlite,1' ? runs : Math.ceil(runs / 4)
  const check = (
    title: string,
    arbitrary: ReturnType<typeof works>,
    more?: (dataSource: DataSource) => Promise<unknown>,
  ) =>
    it(title, async () => {
      const own = await make(mode, more)
      const before = await digest(own.dataSource)
      await fc.assert(
        fc.asyncProperty(arbitrary, async (some) => {
          await disturb(own, some)
          expect(await digest(own.dataSource)).to.deep.equal(before)
        }),
        { numRuns, endOnFailure: true },
      )
      await own.stop()
    })

  // A transaction that stays open makes the others wait, where there are others.
  const rows = mode[1] === 1 ? ROWS : CLOSED
  check('undoes any sequence of rows written', works(rows, 12))
  check('undoes any sequence of rows and schema changed', works({ ...rows, ...SCHEMA }, 8))
  it('tells exactly what moved', async () => {
    const own = await make(mode)
    await fc.assert(
      fc.asyncProperty(works(CLOSED, 12), async (some) => {
        const before = await rowsOf(own)
        const moment = await own.engine.moment()
        for (const [name, n] of some) await CLOSED[name]!(own.dataSource, n).catch(() => {})
        const told = (await own.engine.changesSince(moment)).map(({ table, primaryKey, added, removed, changed }) => [
          table,
          {
            added: added.map(named(primaryKey)).sort(),
            removed: removed.map(named(primaryKey)).sort(),
            changed: changed.map(({ after }) => after.key).sort(),
          },
        ])
        const kept = told.filter(([, keys]) => Object.values(keys as object).some((list: unknown[]) => list.length > 0))
        expect(Object.fromEntries(kept)).to.deep.equal(moved(before, await rowsOf(own)))
        await own.reset()
      }),
      { numRuns, endOnFailure: true },
    )
    await own.stop()
  })

  check('undoes what triggers of the application do', works(rows, 8), (ds) =>
    ds.query(
      `CREATE TRIGGER audit AFTER UPDATE ON accounts BEGIN INSERT INTO odd (i, t) VALUES (NEW.balance, OLD.iban); END`,
    ),
  )

  it('goes back to the innermost mark, and to the earlier one when that is undone', async () => {
    const own = await make(mode)
    const bare = await digest(own.dataSource)
    // What is set on a connection of many is gone with it.
    const skipped = mode[1] === 1 ? /open/i : /open|noForeignKeys/i
    await fc.assert(
      fc.asyncProperty(works({ ...rows, index: SCHEMA.index! }, 5), works(rows, 5), async (background, scenario) => {
        for (const [name, n] of background.filter(([word]) => !skipped.test(word)))
          await ALL[name]!(own.dataSource, n).catch(() => {})
        const undo = await own.mark()
        const marked = await digest(own.dataSource)
        await disturb(own, scenario)
        expect(await digest(own.dataSource)).to.deep.equal(marked)
        await disturb(own, scenario.slice(1))
        expect(await digest(own.dataSource)).to.deep.equal(marked)
        await undo()
        await own.reset()
        expect(await digest(own.dataSource)).to.deep.equal(bare)
      }),
      { numRuns, endOnFailure: true },
    )
    await own.stop()
  })
}
