import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import sqlite3 from 'sqlite3'
import { DataSource, EntitySchema } from 'typeorm'
import { database } from '../../src/database/index.js'
import { suite } from '../../src/index.js'
import { SQLITE } from '../support/sqlite-type.js'
import { telling } from '../support/tell.js'
import { serverHere, unlessWithout } from './engines.js'

interface Account {
  id: number
  balance: number
}
const Account = new EntitySchema<Account>({
  name: 'Account',
  tableName: 'accounts',
  columns: { id: { type: Number, primary: true }, balance: { type: Number } },
})

const postgres = database({ entities: { accounts: Account }, on: 'postgres', name: 'postgres' })

/** Runs two transactions side by side, each a list of statements; the n-th of one ends before the n-th of the other begins, unless it waits. */
async function sideBySide(
  dataSource: DataSource,
  level: 'READ COMMITTED' | 'REPEATABLE READ',
  a: string[],
  b: string[],
) {
  const runners = [dataSource.createQueryRunner(), dataSource.createQueryRunner()]
  try {
    for (const runner of runners) await runner.startTransaction(level)
    const running = a.map((sql, i) => [sql, b[i]!])
    const waiting: Promise<unknown>[] = []
    for (const pair of running)
      for (const [i, sql] of pair.entries()) {
        const sent = runners[i]!.query(sql)
        sent.catch(() => {})
        if (pair === running[0]) await sent
        else waiting.push(sent)
      }
    await Promise.all(waiting)
  } finally {
    for (const runner of runners) {
      await runner.rollbackTransaction()
      await runner.release()
    }
  }
}
const paying = (id: number) => `UPDATE accounts SET balance = balance - 1 WHERE id = ${id}`

describe('statements that fail because of others at work, on PostgreSQL', () => {
  const { scenario } = suite({ category: 'database' })
    .given(postgres)
    .given('two accounts', () =>
      postgres
        .repository(Account)
        .insert([1, 2].map((id) => ({ id, balance: 100 })))
        .then(() => {}),
    )

  scenario('two that lock the same rows in opposite order')
    .when('they meet', () =>
      sideBySide(postgres.dataSource, 'READ COMMITTED', [paying(1), paying(2)], [paying(2), paying(1)]),
    )
    .expectError(postgres.violates.deadlock())
    .expect(postgres.unchanged())

  scenario('one that writes what another has changed since it read')
    .when('it writes', () =>
      postgres.dataSource.transaction('REPEATABLE READ', async (manager) => {
        await manager.findOneBy(Account, { id: 1 })
        await postgres.repository(Account).decrement({ id: 1 }, 'balance', 10)
        await manager.decrement(Account, { id: 1 }, 'balance', 1)
      }),
    )
    .expectError(postgres.violates.serialization())

  for (const [how, settings, suffix] of [
    ['that would not wait', 'SELECT 1', ' FOR UPDATE NOWAIT'],
    ['whose time for locks is up', "SET LOCAL lock_timeout = '1ms'", ' FOR UPDATE'],
    ['whose time is up while it waits', "SET LOCAL statement_timeout = '20ms'", ' FOR UPDATE'],
  ] as const)
    scenario(`one ${how}`)
      .when('another has the row', () =>
        postgres.dataSource.transaction(async (first) => {
          await first.query(paying(1))
          await postgres.dataSource.transaction(async (second) => {
            await second.query(settings)
            await second.query(`SELECT * FROM accounts WHERE id = 1${suffix}`)
          })
        }),
      )
      .expectError(postgres.violates.lockTimeout())

  it('tells a statement that was merely slow from one that waited for a lock', async () => {
    const { scenario, failure, end } = telling()
    scenario('a slow one')
      .given(postgres)
      .when('it is cut off', () =>
        postgres.dataSource.transaction(async (manager) => {
          await manager.query("SET LOCAL statement_timeout = '10ms'")
          await manager.query('SELECT pg_sleep(5)')
        }),
      )
      .expectError(postgres.violates.lockTimeout())
    const text = await failure({ timeout: 20_000 })
    await end()
    expect(text).to.contain(
      'no statement of the when failed by a lock time-out. What failed, failed for another reason:',
    )
    expect(text).to.contain('canceling statement due to statement timeout: SELECT pg_sleep(5)')
  })

  it('says what failed instead', async () => {
    const { scenario, failure, end } = telling()
    scenario('no deadlock')
      .given(postgres)
      .given(postgres.has(Account, { id: 9, balance: 100 }))
      .when('another has the row', () =>
        postgres.dataSource.transaction(async (first) => {
          await first.query(paying(9))
          await postgres.dataSource.query('SELECT * FROM accounts FOR UPDATE NOWAIT')
        }),
      )
      .expectError(postgres.violates.deadlock())
    scenario('nothing at all')
      .given(postgres)
      .when('one looks', () => postgres.repository(Account).find())
      .expect(postgres.violates.serialization())
    expect(await failure({ timeout: 20_000 })).to.match(
      /no statement of the when failed by a deadlock\. What failed, failed by:\n\s+lock time-out: SELECT \* FROM accounts FOR UPDATE NOWAIT \(.*contention\.test\.ts:\d+/,
    )
    await end()
  })
})

unlessWithout('statements that fail because of others at work', () =>
  describe('statements that fail because of others at work, on MariaDB', () => {
    const mariadb = database({ entities: { accounts: Account }, on: 'mariadb', name: 'mariadb' })
    const { scenario } = suite({ category: 'database' })
      .given(mariadb)
      .given('two accounts', () =>
        mariadb
          .repository(Account)
          .insert([1, 2].map((id) => ({ id, balance: 100 })))
          .then(() => {}),
      )

    scenario('two that lock the same rows in opposite order')
      .when('they meet', () =>
        sideBySide(mariadb.dataSource, 'READ COMMITTED', [paying(1), paying(2)], [paying(2), paying(1)]),
      )
      .expectError(mariadb.violates.deadlock())
      .expect(mariadb.unchanged())

    scenario('one that would not wait')
      .when('another has the row', () =>
        mariadb.dataSource.transaction(async (first) => {
          await first.query(paying(1))
          await mariadb.dataSource.query('SELECT * FROM accounts WHERE id = 1 FOR UPDATE NOWAIT')
        }),
      )
      .expectError(mariadb.violates.lockTimeout())
      .expect(mariadb.unchanged())

    scenario('those whose time is up, for the lock of a row and of a table')
      .when('another has the row', () =>
        mariadb.dataSource.transaction(async (first) => {
          await first.query(paying(1))
          return Promise.allSettled(
            ['SELECT * FROM accounts WHERE id = 1 FOR UPDATE', 'ALTER TABLE accounts ADD COLUMN note int'].map((sql) =>
              mariadb.dataSource.query(sql),
            ),
          )
        }),
      )
      .expect('both were told', (both) =>
        expect(both.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']),
      )
      .expect(mariadb.violates.lockTimeout())
      .expect(mariadb.delta({ accounts: { changed: 1 } }))

    // MySQL has no such setting.
    if (serverHere === 'mariadb')
      scenario('one that writes what another has changed since it read, with innodb_snapshot_isolation')
        .when('it writes', async () => {
          const runner = mariadb.dataSource.createQueryRunner()
          try {
            await runner.query('SET innodb_snapshot_isolation = ON')
            await runner.startTransaction('REPEATABLE READ')
            await runner.manager.findOneBy(Account, { id: 1 })
            await mariadb.repository(Account).decrement({ id: 1 }, 'balance', 10)
            await runner.query(paying(1))
          } finally {
            await runner.rollbackTransaction()
            await runner.query('SET innodb_snapshot_isolation = DEFAULT')
            await runner.release()
          }
        })
        .expectError(mariadb.violates.serialization())
  }),
)

describe('statements that fail because of others at work, on SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'contention-'))
  const file = join(folder, 'test.db')
  const sqlite = database({
    name: 'sqlite',
    dataSource: () =>
      new DataSource({
        type: SQLITE,
        database: file,
        enableWAL: true,
        busyTimeout: 1,
        entities: [Account],
        synchronize: true,
      }),
  })
  after(() => rmSync(folder, { recursive: true, force: true }))
  /** Another process, so to speak. */
  const stranger = async () => {
    const connection = await new Promise<sqlite3.Database>((resolve, reject) => {
      const opened = new sqlite3.Database(file, (error) => (error ? reject(error) : resolve(opened)))
    })
    const exec = (sql: string) =>
      new Promise<void>((resolve, reject) => connection.exec(sql, (error) => (error ? reject(error) : resolve())))
    return { exec, close: () => new Promise((done) => connection.close(done)) }
  }
  const { scenario } = suite({ category: 'database' })
    .given(sqlite)
    .given('an account', async () => void (await sqlite.repository(Account).insert({ id: 1, balance: 100 })))

  scenario('one that can not have the lock in time')
    .when('another writes', async (_, { defer }) => {
      const other = await stranger()
      defer(other.close)
      await other.exec('BEGIN IMMEDIATE')
      await sqlite
        .repository(Account)
        .decrement({ id: 1 }, 'balance', 1)
        .finally(() => other.exec('ROLLBACK'))
    })
    .expectError(sqlite.violates.lockTimeout())

  scenario('one that writes what another has changed since it read')
    .when('it writes', async (_, { defer }) => {
      const other = await stranger()
      defer(other.close)
      await sqlite.dataSource.transaction(async (manager) => {
        await manager.findOneBy(Account, { id: 1 })
        await other.exec(paying(1))
        await manager.decrement(Account, { id: 1 }, 'balance', 1)
      })
    })
    .expectError(sqlite.violates.serialization())
})
