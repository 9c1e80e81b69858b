import { expect } from 'chai'
import pg from 'pg'
import { telling } from '../support/tell.js'
import { Author, library, serverHere, unlessWithout } from './engines.js'

describe('what a scenario leaves on a connection of PostgreSQL', () => {
  const left: Readonly<Record<string, RegExp>> = {
    "SET timezone = 'Asia/Tokyo'": /the setting TimeZone/,
    'CREATE TEMP TABLE notes (a int)': /the temporary table notes/,
    'PREPARE one AS SELECT 1': /the prepared statement one/,
    'LISTEN orders': /a LISTEN on orders/,
    'SELECT pg_advisory_lock(42)': /an advisory lock/,
  }

  it('is told with the statement and its line, and the next scenario finds nothing of it', async () => {
    const stage = telling()
    const db = library('postgres')
    for (const sql of Object.keys(left))
      stage
        .scenario(sql)
        .given(db)
        .when('it runs', () => db.dataSource.query(sql))
        .expect('z', () => {})
    stage
      .scenario('after')
      .given(db)
      .when('what is left is listed', () =>
        db.dataSource.query(`SELECT name FROM pg_settings WHERE source = 'session'
          UNION ALL SELECT name FROM pg_prepared_statements WHERE from_sql UNION ALL SELECT pg_listening_channels()`),
      )
      .expect('nothing', (rows) => expect(rows).to.deep.equal([]))
    const outcomes = await stage.outcomes({ timeout: 10_000 })
    for (const [i, what] of Object.values(left).entries()) {
      const text = outcomes[i]!.error?.message
      expect(text).to.match(what)
      expect(text).to.match(
        /a connection went back into the pool with .* it was made as new\. That was left by .*\(test\/database\/sessions\.test\.ts:\d+:\d+\)/,
      )
    }
    expect(outcomes.at(-1)!.error?.message).to.equal(undefined)
    await stage.end()
  })

  it('is told with its scenario where a function has taken the lock, and not where another connection works with it', async () => {
    const stage = telling()
    const db = library('postgres')
    // As a function of the schema does, it tells nobody by its text.
    const taking = (key: number) => `DO $$ BEGIN EXECUTE 'SELECT pg_advi' || 'sory_lock(${key})'; END $$`
    let leader: pg.Client | undefined
    const told = (title: string, work: () => Promise<unknown>) =>
      stage
        .scenario(title)
        .given(db)
        .when('it works', work)
        .expect('z', () => {})
    told('a leader of its own', async () => {
      const {
        host,
        port,
        username: user,
        database,
      } = db.dataSource.options as unknown as pg.ClientConfig & { username: string }
      leader = new pg.Client({ host: host!, port: port!, user, database: database! } as pg.ClientConfig)
      await leader.connect()
      await leader.query('SELECT pg_advisory_lock(1)')
    })
    told('leaves a lock', () => db.dataSource.query(taking(2)))
    told('takes the same one', () => db.dataSource.query("SET timezone = 'Asia/Tokyo'; SELECT pg_try_advisory_lock(2)"))
    stage
      .suite()
      .given(db)
      .given('a lock', async () => void (await db.dataSource.query(taking(3))))
      .scenario('that of a background is none of its own')
      .when('it works', () => db.repository(Author).count())
      .expect('z', () => {})
    const outcomes = await stage.outcomes({ timeout: 10_000 })
    await leader!.end()
    const texts = outcomes.map(({ error }) => error?.message)
    expect(texts[0]).to.equal(undefined)
    expect(texts[1]).to.match(
      /a connection went back into the pool with an advisory lock that no statement names, so a function has taken it; .* Its last statement was DO \$\$ BEGIN EXECUTE .*\. Give the lock back/,
    )
    expect(texts[2]).to.match(/with the setting TimeZone, an advisory lock, which/)
    expect(texts[3]).to.equal(undefined)
    await stage.end()
  })

  it('is nothing where it was taken back, or ended with its transaction', async () => {
    const stage = telling()
    const db = library('postgres')
    stage
      .scenario('taken back')
      .given(db)
      .when('y', async () => {
        await db.dataSource.query(
          "SET timezone = 'Asia/Tokyo'; RESET timezone; SELECT pg_advisory_lock(1), pg_advisory_unlock(1)",
        )
        await db.dataSource.transaction((manager) =>
          manager.query("SET LOCAL timezone = 'Asia/Tokyo'; SELECT pg_advisory_xact_lock(1)"),
        )
      })
      .expect('z', () => {})
    const [outcome] = await stage.outcomes({ timeout: 10_000 })
    expect(outcome!.error?.message).to.equal(undefined)
    expect(JSON.stringify(outcome)).to.match(/"kind":"database","engine":"PostgreSQL [^"]+","isolation":"restore"/)
    await stage.end()
  })
})

/** What each server calls the level of a transaction. */
const LEVEL = serverHere === 'mysql' ? 'transaction_isolation' : 'tx_isolation'

unlessWithout('what a scenario leaves on a connection', () =>
  describe('what a scenario leaves on a connection of MariaDB', () => {
    const left: Readonly<Record<string, RegExp>> = {
      "SET SESSION sql_mode = 'ANSI', @@session.time_zone = '+09:00'":
        /the setting sql_mode, the setting time_zone|time_zone, the setting sql_mode/,
      'SET foreign_key_checks = 0': /the setting foreign_key_checks/,
      'SET @@autocommit := 0': /the setting autocommit/,
      'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED': /the setting tx_isolation|transaction_isolation/,
      "SET NAMES 'latin1'": /the setting character_set_client/,
      'SET @shop = 1': /the variable @shop/,
      'SELECT @counted := 1': /the variable @counted/,
      "PREPARE one FROM 'SELECT 1'": /the prepared statement one/,
      'CREATE TEMPORARY TABLE notes (a int)': /the temporary table notes/,
      'LOCK TABLES authors WRITE': /tables locked by LOCK TABLES/,
      "SELECT GET_LOCK('orders', 0)": /a lock of GET_LOCK/,
      'USE information_schema': /the database information_schema in use/,
    }

    it('is told with the statement and its line, and the next scenario finds nothing of it', async () => {
      const stage = telling()
      const db = library('mariadb')
      for (const sql of Object.keys(left))
        stage
          .scenario(sql)
          .given(db)
          .when('it runs', () => db.dataSource.query(sql))
          .expect('z', () => {})
      stage
        .scenario('after')
        .given(db)
        .when('what is left is looked for', () =>
          db.dataSource.query(
            `SELECT CONCAT_WS(' ', @@sql_mode LIKE '%ANSI%', @@time_zone = @@GLOBAL.time_zone, @@foreign_key_checks = 1, @@autocommit = 1, @shop IS NULL, @@${LEVEL}) AS fresh`,
          ),
        )
        .expect('nothing', (rows) => expect(rows).to.deep.equal([{ fresh: '0 1 1 1 1 REPEATABLE-READ' }]))
        .expect('rows are written', () => db.repository(Author).insert({ email: 'a@x.io', born: new Date(0) }))
      const outcomes = await stage.outcomes({ timeout: 10_000 })
      for (const [i, what] of Object.values(left).entries()) {
        const text = outcomes[i]!.error?.message
        expect(text).to.match(what)
        expect(text).to.match(
          /a connection went back into the pool with .* it was made as new\. That was left by .*\(test\/database\/sessions\.test\.ts:\d+:\d+\)\. Take it back .* SET STATEMENT … FOR on MariaDB/,
        )
      }
      expect(outcomes.at(-1)!.error?.message).to.equal(undefined)
      await stage.end()
    })

    it('is nothing where it was taken back, ends by itself, or is what every connection of the application has', async () => {
      const stage = telling()
      const db = library('mariadb')
      stage
        .scenario('taken back')
        .given(db)
        .given('a pool that sets a time zone', () => {
          const { pool } = db.dataSource.driver as unknown as {
            pool: { on(event: string, take: (one: { query(sql: string): void }) => void): void }
          }
          pool.on('connection', (one) => one.query("SET time_zone = '+01:00'"))
        })
        .when('y', async () => {
          const runner = db.dataSource.createQueryRunner()
          await runner.query("SET time_zone = '+09:00'")
          await runner.query("SET time_zone = '+01:00'")
          await runner.query('LOCK TABLES authors WRITE')
          await runner.query('UNLOCK TABLES')
          await runner.query("SELECT GET_LOCK('a', 0), RELEASE_LOCK('a')")
          if (serverHere === 'mariadb') await runner.query('SET STATEMENT max_statement_time = 1 FOR SELECT 1')
          await runner.release()
          await db.dataSource.transaction('READ COMMITTED', (manager) => manager.query('SELECT 1'))
        })
        .expect('z', () => {})
      const [outcome] = await stage.outcomes({ timeout: 10_000 })
      expect(outcome!.error?.message).to.equal(undefined)
      await stage.end()
    })

    it('is no row: what is written when the scenario is over is undone, and told', async () => {
      const stage = telling()
      const db = library('mariadb')
      let go = () => {}
      const later = new Promise<void>((resolve) => {
        go = resolve
      })
      let work: Promise<unknown> = Promise.resolve()
      stage
        .scenario('one')
        .given(db)
        .when('somebody forgets to await', () => {
          const repository = db.repository(Author)
          work = later.then(() => repository.insert({ email: 'late@x.io', born: new Date(0) }))
        })
        .expect('that is all', () => {})
      expect(await stage.failure({ timeout: 20_000 })).to.equal('')
      go()
      await work
      stage
        .scenario('the next')
        .given(db)
        .when('it counts', () => db.repository(Author).count())
        .expect(db.none(Author, {}))
      expect(await stage.failure({ timeout: 20_000 })).to.equal('')
      expect(stage.late.map(({ what }) => what).join()).to.match(
        /INSERT INTO `authors`.* wrote when no scenario ran; it was undone/,
      )
      await stage.end()
    })
  }),
)
