import { expect } from 'chai'
import fc from 'fast-check'
import type { DataSource } from 'typeorm'
import { type Live, live } from '../../src/database/live.js'
import { provisionEntities } from '../../src/database/provision.js'
import { SQLITE } from '../support/sqlite-type.js'
import { Account, Post, Tag, User } from './entities.js'

/** Everything that a database holds, exactly: its schema, every row with its row id, and what it counts ids from. */
async function digest(dataSource: DataSource): Promise<string[]> {
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

type Work = (dataSource: DataSource, n: number) => Promise<unknown>

const ROWS: Record<string, Work> = {
  save: (ds, n) => ds.getRepository(User).save({ email: `s${n}@x.io`, name: 'S' }),
  insertMany: (ds, n) => ds.getRepository(Account).insert([1, 2, 3].map((i) => ({ iban: `i${n}-${i}`, balance: i }))),
  update: (ds) => ds.getRepository(User).update({ role: 'user' }, { name: 'U' }),
  builder: (ds, n) =>
    ds
      .createQueryBuilder()
      .update(Account)
      .set({ balance: () => `"balance" + ${n}` })
      .where('1 = 1')
      .execute(),
  remove: (ds) =>
    ds.query('DELETE FROM users WHERE id = (SELECT min(id) FROM users WHERE id NOT IN (SELECT ownerId FROM tags))'),
  clearPosts: (ds) => ds.getRepository(Post).createQueryBuilder().delete().execute(),
  reuseRowId: async (ds, n) => {
    await ds.query(`DELETE FROM accounts WHERE rowid = (SELECT max(rowid) FROM accounts)`)
    await ds.query(`INSERT INTO accounts VALUES ('r${n}', 5)`)
  },
  renameKeys: (ds) => ds.query(`UPDATE accounts SET iban = iban || '!' WHERE length(iban) < 8`),
  moveRowIds: (ds) => ds.query(`UPDATE accounts SET rowid = rowid + 1000`),
  replace: (ds, n) => ds.query(`INSERT OR REPLACE INTO users (id, email, name) VALUES (1, 'one@x.io', 'R${n}')`),
  replaceOther: (ds) => ds.query(`INSERT OR REPLACE INTO users (email, name) VALUES ('seed@x.io', 'R')`),
  upsert: (ds, n) => ds.getRepository(Account).upsert({ iban: 'seed', balance: n }, ['iban']),
  withoutRowId: (ds, n) =>
    ds.query(`INSERT OR REPLACE INTO pairs VALUES ('a', ${n % 3}, 'new'), ('b', ${n % 2}, 'new')`),
  withoutRowIdMoved: (ds) => ds.query(`UPDATE pairs SET b = b + 10, v = 'moved' WHERE a = 'a'`),
  wide: (ds) =>
    ds.query(
      `INSERT INTO odd (i, r, t, x) VALUES (9007199254740993, 0.1, '1', x'00ff'), (-1, 1e308, NULL, zeroblob(3))`,
    ),
  wideChanged: (ds) => ds.query(`UPDATE odd SET i = i + 1, t = i`),
  sequence: (ds, n) => ds.query(`UPDATE sqlite_sequence SET seq = seq + ${n}`),
  noSequence: (ds) => ds.query('DELETE FROM sqlite_sequence'),
  commits: (ds, n) =>
    ds.transaction(async (manager) => {
      const user = await manager.save(User, { email: `t${n}@x.io`, name: 'T' })
      await manager.insert(Post, { userId: user.id, title: 'T' })
    }),
  rollsBack: (ds, n) =>
    ds.transaction(async (manager) => {
      await manager.insert(Account, { iban: `x${n}`, balance: 1 })
      await manager.insert(Account, { iban: `x${n}`, balance: 1 })
    }),
  nested: (ds, n) =>
    ds.transaction(async (manager) => {
      await manager.insert(Account, { iban: `n${n}`, balance: 1 })
      await manager.transaction((inner) => inner.insert(Account, { iban: `n${n}`, balance: 1 })).catch(() => {})
    }),
  leftOpen: async (ds, n) => {
    const runner = ds.createQueryRunner()
    await runner.startTransaction()
    await runner.manager.insert(Account, { iban: `o${n}`, balance: 1 })
  },
  rawOpen: async (ds, n) => {
    await ds.query('BEGIN')
    await ds.query(`INSERT INTO accounts VALUES ('b${n}', 1)`)
  },
  noForeignKeys: async (ds) => {
    await ds.query('PRAGMA foreign_keys = OFF')
    await ds.query(`INSERT INTO posts (userId, title) VALUES (999, 'orphan')`)
  },
  noChecks: async (ds) => {
    await ds.query('PRAGMA ignore_check_constraints = ON')
    await ds.query(`UPDATE accounts SET balance = -5`)
    await ds.query('PRAGMA ignore_check_constraints = OFF')
  },
}

/** Those that leave nothing open. */
const CLOSED = Object.fromEntries(Object.entries(ROWS).filter(([name]) => !/open/i.test(name)))

const SCHEMA: Record<string, Work> = {
  createTable: (ds, n) => ds.query(`CREATE TABLE t${n} (a)`).then(() => ds.query(`INSERT INTO t${n} VALUES (1)`)),
  dropTable: (ds) => ds.query('DROP TABLE IF EXISTS posts'),
  addColumn: (ds, n) => ds.query(`ALTER TABLE users ADD COLUMN c${n} text DEFAULT 'd'`),
  dropColumn: (ds) => ds.query(`ALTER TABLE odd DROP COLUMN x`),
  renameTable: (ds) => ds.query('ALTER TABLE accounts RENAME TO konten'),
  index: (ds, n) => ds.query(`CREATE INDEX i${n} ON users (name)`),
  trigger: (ds, n) =>
    ds.query(`CREATE TRIGGER g${n} AFTER INSERT ON accounts BEGIN UPDATE users SET name = 'trigger'; END`),
  vacuum: (ds) => ds.query('VACUUM'),
  temporary: (ds, n) => ds.query(`CREATE TEMP TABLE tmp${n} AS SELECT * FROM users`),
  temporaryView: (ds, n) => ds.query(`CREATE TEMP VIEW view${n} AS SELECT * FROM users`),
  synchronize: (ds) => ds.synchronize(true),
}

const extra = async (dataSource: DataSource): Promise<void> => {
  await dataSource.query('CREATE TABLE pairs (a text, b integer, v text, PRIMARY KEY (a, b)) WITHOUT ROWID')
  await dataSource.query('CREATE TABLE odd (i integer, r real, t text, x blob, g AS (i + 1), s AS (r * 2) STORED)')
  await dataSource.query(`INSERT INTO pairs VALUES ('a', 1, 'seed'), ('b', 1, 'seed')`)
  await dataSource.query(`INSERT INTO odd (i, r, t, x) VALUES (9007199254740995, 2.5, 'seed', x'01')`)
  await dataSource.getRepository(User).insert([
    { email: 'seed@x.io', name: 'Seed' },
    { email: 'two@x.io', name: 'Two' },
  ])
  await dataSource.getRepository(Post).insert({ userId: 2, title: 'seed' })
  await dataSource.getRepository(Account).insert([
    { iban: 'seed', balance: 1 },
    { iban: 'other', balance: 2 },
  ])
}

/** A package, and how many connections. */
type Mode = readonly ['sqlite' | 'better-sqlite3' | 'sqljs', number]

const MODES: readonly Mode[] = [
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

async function make([on, connections]: Mode, more?: (dataSource: DataSource) => Promise<unknown>): Promise<Live> {
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
    const key = text(columns.filter(({ pk }) => pk > 0)) || 'quote(rowid)'
    const cells = text(columns.filter(({ hidden }) => hidden === 0))
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
      added: [...now.keys()].filter((key) => !rows.has(key)).sort(),
      removed: [...rows.keys()].filter((key) => !now.has(key)).sort(),
      changed: [...rows.keys()].filter((key) => now.has(key) && now.get(key) !== rows.get(key)).sort(),
    }
    return [table, keys] as const
  })
  return Object.fromEntries(
    lines.filter(([, { added, removed, changed }]) => added.length + removed.length + changed.length > 0),
  )
}

/** Runs the works, whatever each comes to, and puts the database back. */
async function disturb(own: Live, works: readonly (readonly [string, number])[]): Promise<void> {
  const all = { ...ROWS, ...SCHEMA }
  for (const [name, n] of works) await all[name]!(own.dataSource, n).catch(() => {})
  await own.reset().catch((error: Error) => expect(error.message).to.match(/still open|not released/))
}

const works = (from: Record<string, Work>, most: number) =>
  fc.array(fc.tuple(fc.constantFrom(...Object.keys(from)), fc.integer({ min: 1, max: 9 })), { maxLength: most })

for (const mode of MODES)
  describe(`restoring a SQLite database, ${mode.join(' with connections: ')}`, () => {
    const check = (
      title: string,
      arbitrary: ReturnType<typeof works>,
      runs: number,
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
          {
            numRuns: mode.join() === 'sqlite,1' ? runs : Math.ceil(runs / 6),
            interruptAfterTimeLimit: 5_000,
            endOnFailure: true,
          },
        )
        await own.stop()
      })

    // A transaction that stays open makes the others wait, where there are others.
    const rows = mode[1] === 1 ? ROWS : CLOSED
    check('undoes any sequence of rows written', works(rows, 12), 60)
    check('undoes any sequence of rows and schema changed', works({ ...rows, ...SCHEMA }, 8), 30)
    it('tells exactly what moved', async () => {
      const own = await make(mode)
      await fc.assert(
        fc.asyncProperty(works(CLOSED, 12), async (some) => {
          const before = await rowsOf(own)
          const moment = await own.engine.moment()
          for (const [name, n] of some) await CLOSED[name]!(own.dataSource, n).catch(() => {})
          const told = (await own.engine.changesSince(moment)).map(({ table, added, removed, changed }) => [
            table,
            {
              added: added.map(({ key }) => key).sort(),
              removed: removed.map(({ key }) => key).sort(),
              changed: changed.map(({ after }) => after.key).sort(),
            },
          ])
          const kept = told.filter(([, keys]) =>
            Object.values(keys as object).some((list: unknown[]) => list.length > 0),
          )
          expect(Object.fromEntries(kept)).to.deep.equal(moved(before, await rowsOf(own)))
          await own.reset()
        }),
        { numRuns: 12, interruptAfterTimeLimit: 5_000, endOnFailure: true },
      )
      await own.stop()
    })

    check('undoes what triggers of the application do', works(rows, 8), 20, (ds) =>
      ds.query(
        `CREATE TRIGGER audit AFTER UPDATE ON accounts BEGIN INSERT INTO odd (i, t) VALUES (NEW.balance, OLD.iban); END`,
      ),
    )

    for (const name of Object.keys({ ...ROWS, ...SCHEMA }))
      it(`undoes ${name}`, async () => {
        const own = await make(mode)
        const before = await digest(own.dataSource)
        const { error } = await { ...ROWS, ...SCHEMA }[name]!(own.dataSource, 7).then(
          () => ({ error: undefined }),
          (thrown: Error) => ({ error: thrown }),
        )
        if (name !== 'rollsBack') expect(error?.message).to.equal(undefined)
        const during = await digest(own.dataSource)
        // What is not committed is only seen on the connection that wrote it.
        const seen = mode[1] === 1 || name !== 'leftOpen'
        if (name !== 'rollsBack' && name !== 'vacuum' && seen) expect(during).to.not.deep.equal(before)
        await own.reset().catch(() => {})
        expect(await digest(own.dataSource)).to.deep.equal(before)
        await own.stop()
      })

    it('goes back to the innermost mark, and to the earlier one when that is undone', async () => {
      const own = await make(mode)
      const bare = await digest(own.dataSource)
      // What is set on a connection of many is gone with it.
      const skipped = mode[1] === 1 ? /open/i : /open|noForeignKeys/i
      await fc.assert(
        fc.asyncProperty(works({ ...rows, index: SCHEMA.index! }, 5), works(rows, 5), async (background, scenario) => {
          const all = { ...ROWS, ...SCHEMA }
          for (const [name, n] of background.filter(([word]) => !skipped.test(word)))
            await all[name]!(own.dataSource, n).catch(() => {})
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
        { numRuns: mode.join() === 'sqlite,1' ? 20 : 4, interruptAfterTimeLimit: 5_000, endOnFailure: true },
      )
      await own.stop()
    })

    it('brings the baseline back when the data source was destroyed', async () => {
      const own = await make(mode)
      const undo = await own.mark()
      const before = await digest(own.dataSource)
      await ROWS.save!(own.dataSource, 1)
      await own.dataSource.destroy()
      const error = await own.reset().then(
        () => undefined,
        (thrown: Error) => thrown,
      )
      expect(error?.message).to.contain('destroyed the data source')
      expect(await digest(own.dataSource)).to.deep.equal(before)
      await disturb(own, [
        ['save', 2],
        ['sequence', 3],
      ])
      expect(await digest(own.dataSource)).to.deep.equal(before)
      await undo()
      await own.reset()
      expect(await digest(own.dataSource)).to.deep.equal(before)
      await own.stop()
    })
  })
