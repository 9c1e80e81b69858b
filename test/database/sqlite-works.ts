import fc from 'fast-check'
import type { DataSource } from 'typeorm'
import { Account, Post, User } from './entities.js'

/** Something that a scenario might do to a SQLite database; the number makes it differ from another of its kind. */
export type Work = (dataSource: DataSource, n: number) => Promise<unknown>

export const ROWS: Record<string, Work> = {
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
export const CLOSED = Object.fromEntries(Object.entries(ROWS).filter(([name]) => !/open/i.test(name)))

export const SCHEMA: Record<string, Work> = {
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

export const ALL: Readonly<Record<string, Work>> = { ...ROWS, ...SCHEMA }

/** Tables besides the entities', and rows that are there before. */
export const extra = async (dataSource: DataSource): Promise<void> => {
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

/** Any sequence of them. */
export const works = (from: Record<string, Work>, most: number) =>
  fc.array(fc.tuple(fc.constantFrom(...Object.keys(from)), fc.integer({ min: 1, max: 9 })), { maxLength: most })
