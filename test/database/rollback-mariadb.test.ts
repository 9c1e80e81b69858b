import { expect } from 'chai'
import mysql from 'mysql2/promise'
import { DataSource, type QueryRunner } from 'typeorm'
import { type Database, database } from '../../src/database/index.js'
import { commits } from '../../src/database/mysql/commits.js'
import { suite } from '../../src/index.js'
import { type Telling, telling } from '../support/tell.js'
import { Author, unlessWithout } from './engines.js'
import { runsServer } from './mariadb-server.js'

const born = new Date(0)

const PARSE_ERROR = 1064

/** What is sent within a transaction; the server knows whether it ends by that. */
const SENT = [
  'ALTER DATABASE COMMENT = "x"',
  'ALTER TABLE t ADD COLUMN w int',
  'ALTER VIEW v AS SELECT 2',
  'ANALYZE TABLE t',
  'ANALYZE LOCAL TABLE t',
  'ANALYZE SELECT 1',
  'BEGIN',
  'CHECK TABLE t',
  'CHECKSUM TABLE t',
  'CREATE DATABASE IF NOT EXISTS qa_integ_rolled',
  'CREATE DEFINER = CURRENT_USER PROCEDURE p2() SELECT 1',
  'CREATE EVENT e ON SCHEDULE EVERY 1 YEAR DO SELECT 1',
  'CREATE FUNCTION f() RETURNS int RETURN 1',
  'CREATE UNIQUE INDEX i ON t (v)',
  'CREATE OR REPLACE SQL SECURITY INVOKER VIEW v AS SELECT 1',
  'CREATE OR REPLACE DEFINER = `root`@`localhost` TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.v = 1',
  'CREATE ROLE r',
  'CREATE SEQUENCE s',
  'CREATE TABLE IF NOT EXISTS t (id int)',
  '/* one */ -- two\n create /* three */ table u (id int)',
  'CREATE TEMPORARY TABLE tmp (id int)',
  'CREATE OR REPLACE TEMPORARY TABLE tmp (id int)',
  'DROP TEMPORARY TABLE tmp',
  'CREATE USER u1',
  'DO 1',
  'DROP DATABASE qa_integ_rolled',
  'DROP EVENT e',
  'DROP FUNCTION f',
  'DROP INDEX i ON t',
  'DROP PREPARE nothing',
  'DROP PROCEDURE p2',
  'DROP SEQUENCE s',
  'DROP TABLE u',
  'DROP TABLE IF EXISTS nothing',
  'DROP TRIGGER g',
  'DROP USER u1',
  'DROP VIEW v',
  'EXPLAIN SELECT * FROM t',
  'FLUSH TABLES',
  'FLUSH STATUS',
  'GRANT r TO CURRENT_USER',
  'INSERT INTO t (v) VALUES (2)',
  'LOCK TABLES t READ',
  'UNLOCK TABLES',
  'OPTIMIZE TABLE t',
  'RENAME TABLE t TO t3, t3 TO t',
  'REPAIR TABLE t',
  'RESET QUERY CACHE',
  'REVOKE r FROM CURRENT_USER',
  'DROP ROLE r',
  'SAVEPOINT more',
  'SELECT * FROM t FOR UPDATE',
  'SET @a = 1',
  'SET SESSION sql_mode = @@SESSION.sql_mode',
  'SHOW TABLES',
  'START TRANSACTION READ ONLY',
  'TRUNCATE t',
  'TRUNCATE TABLE t',
  'UPDATE t SET v = v + 1',
  'COMMIT',
  'ROLLBACK AND NO CHAIN',
]

describe('a scenario that is rolled back on mariadb', () => {
  unlessWithout('refuses what would commit it', () => {
    it('refuses what the server commits by, and nothing else', async () => {
      const server = await runsServer()
      await server.query('CREATE DATABASE rolled')
      const client = await mysql.createConnection(server.url('rolled').replace('mariadb:', 'mysql:'))
      const told: Record<string, boolean> = {}
      const found: Record<string, boolean> = {}
      try {
        await client.query('CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, v int)')
        for (const sql of SENT) {
          await client.query('START TRANSACTION')
          await client.query('SAVEPOINT around')
          const refused = await client.query(sql).catch((error: { errno: number }) => error)
          found[sql] = await client.query('RELEASE SAVEPOINT around').then(
            () => false,
            () => true,
          )
          await client.query('ROLLBACK')
          // Some are MariaDB's alone.
          if ('errno' in refused && refused.errno === PARSE_ERROR) {
            delete found[sql]
            continue
          }
          const ends = /^(COMMIT|ROLLBACK)/.test(sql)
          told[sql] = ends || commits(sql, true) !== undefined
        }
      } finally {
        await client.end()
        await server.query('DROP DATABASE rolled')
      }
      expect(told).to.deep.equal(found)
    })

    describe('finds the same rows afterwards, whatever was done', () => {
      const db = database({ entities: { authors: Author }, on: 'mariadb', isolation: 'rollback', strict: true })
      const { scenario } = suite({ category: 'database' })
        .given(db)
        .given(db.has(Author, { email: 'seed@x.io' }))

      scenario('counts what the when does alone')
        .given(db.has(Author, { email: 'given@x.io', bio: null }).as('ada'))
        .when('some change', async ({ ada }) => {
          await db.repository(Author).update(ada.id, { bio: 'changed' })
          await db.repository(Author).delete({ email: 'seed@x.io' })
        })
        .expect(db.delta({ authors: { removed: 1, changed: 1 } }))

      scenario('plans a locking read of a row that is not committed')
        .given(db.has(Author, { email: 'given@x.io' }))
        .when('it is read', () =>
          db.dataSource.transaction((manager) =>
            manager.findOne(Author, { where: { email: 'given@x.io' }, lock: { mode: 'pessimistic_write' } }),
          ),
        )
        .expect(db.queries.useIndex(Author, 'email'))

      scenario('begins a transaction with the level that it has anyhow')
        .when('a row is stored', () =>
          db.dataSource.transaction('REPEATABLE READ', (manager) => manager.insert(Author, { email: 'a@x.io', born })),
        )
        .expect(db.delta({ authors: +1 }))

      scenario('fills a temporary table')
        .when('one is made and dropped', async () => {
          await db.dataSource.query('CREATE TEMPORARY TABLE some AS SELECT email FROM authors')
          const rows = await db.dataSource.query('SELECT email FROM some')
          await db.dataSource.query('DROP TEMPORARY TABLE some')
          return rows
        })
        .expect('the row', (rows) => expect(rows).to.deep.equal([{ email: 'seed@x.io' }]))
        .expect(db.unchanged())
    })

    describe('fails with a sentence', () => {
      let stage: Telling
      let own: Database<'authors'>
      before(() => {
        stage = telling()
        own = database({ entities: { authors: Author }, on: 'mariadb', isolation: 'rollback', strict: true })
      })
      after(async () => expect(await stage.end()).to.deep.equal([]))
      const scenario = (act: (db: Database<'authors'>) => unknown, db = own) => {
        stage
          .scenario('x')
          .given(db)
          .given(
            'one that is there',
            async () => void (await db.repository(Author).insert({ id: 7, email: 'seed@x.io', born })),
          )
          .when('y', () => act(db))
          .expect('z', () => {})
        return stage.failure({ timeout: 10_000 })
      }
      const nothingIsLeft = async () => {
        stage
          .scenario('x')
          .given(own)
          .when('y', () => own.repository(Author).count())
          .expect('none', (count) => expect(count).to.equal(0))
        expect(await stage.failure()).to.equal('')
      }
      const onOneRunner =
        (...sent: string[]) =>
        async ({ dataSource }: Database) => {
          const runner = dataSource.createQueryRunner()
          try {
            for (const sql of sent) await runner.query(sql)
          } finally {
            await runner.release()
          }
        }
      /** Past TypeORM. */
      const onItsConnection =
        (sql: string) =>
        async ({ dataSource }: Database) => {
          const runner: QueryRunner = dataSource.createQueryRunner()
          const connection = (await runner.connect()) as { query(sql: string, done: (error: unknown) => void): void }
          await new Promise<void>((done, failed) =>
            connection.query(sql, (error) => (error ? failed(error as Error) : done())),
          )
          await runner.release()
        }

      it('where a table is emptied by TRUNCATE', async () => {
        expect(await scenario((db) => db.repository(Author).clear())).to.match(
          /TRUNCATE TABLE `authors` \(test\/database\/rollback-mariadb\.test\.ts:\d+:\d+\): TRUNCATE commits, where DELETE would not\. It was not sent, for isolation: 'rollback' would lose its transaction by it; use isolation: 'restore'/,
        )
        await nothingIsLeft()
      })
      it('where the schema is changed', async () => {
        expect(await scenario((db) => db.dataSource.query('ALTER TABLE authors ADD COLUMN more int'))).to.match(
          /ALTER TABLE authors ADD COLUMN more int \(test\/.*: a change of the schema commits\. It was not sent/,
        )
        await nothingIsLeft()
      })
      it('where tables are locked', async () =>
        expect(await scenario(onOneRunner('LOCK TABLES authors WRITE'))).to.match(/LOCK TABLES commits/))
      it('where autocommit is set', async () =>
        expect(await scenario(onOneRunner('SET autocommit = 0'))).to.match(/begin it by START TRANSACTION/))
      it('where a transaction begins within one', async () =>
        expect(await scenario(onOneRunner('BEGIN', 'START TRANSACTION'))).to.match(
          /a transaction that begins commits the one that is open/,
        ))
      it('where another one is chained to a COMMIT', async () =>
        expect(await scenario(onOneRunner('BEGIN', 'COMMIT AND CHAIN'))).to.match(/CHAIN and RELEASE need/))
      it('where a text of several statements begins one', async () =>
        expect(await scenario(onOneRunner('BEGIN; SELECT 1; COMMIT'))).to.match(/send them one by one/))
      it('where a prepared statement hides what commits', async () => {
        const failure = await scenario(onOneRunner("PREPARE more FROM 'CREATE TABLE more (id int)'", 'EXECUTE more'))
        expect(failure).to.match(
          /found the scenario's transaction ended: .*What it wrote was put back; use isolation: 'restore'/,
        )
        await nothingIsLeft()
      })
      it('where the connection itself commits', async () => {
        const failure = await scenario(onItsConnection('COMMIT'))
        expect(failure).to.match(/found the scenario's transaction ended/)
        expect(failure).not.to.match(/found rows of/)
        await nothingIsLeft()
      })
      it('where the connection itself rolls back beneath a transaction of the code', async () => {
        const failure = await scenario((db) =>
          db.dataSource.transaction(async (manager) => {
            await manager.insert(Author, { email: 'a@x.io', born })
            await onItsConnection('ROLLBACK')(db)
          }),
        )
        expect(failure).to.match(
          /has lost the scenario's transaction: it was ended on the connection itself, at COMMIT/,
        )
        await nothingIsLeft()
      })
      it('where the server ends a deadlock by rolling back all', async () => {
        const failure = await scenario(async (db) => {
          const { options } = db.dataSource
          const other = await new DataSource(options).initialize()
          const wins = other.createQueryRunner()
          await other.query("INSERT INTO authors (id, email, born) VALUES (1, 'a@x.io', NOW()), (2, 'b@x.io', NOW())")
          await wins.startTransaction('READ COMMITTED')
          await wins.query("UPDATE authors SET bio = 'x' WHERE id = 1")
          await wins.query(
            'INSERT INTO authors (email, born) SELECT seq, NOW() FROM (SELECT 1 seq UNION SELECT 2 UNION SELECT 3 UNION SELECT 4) n',
          )
          await db.dataSource.query("UPDATE authors SET bio = 'y' WHERE id = 2")
          const waits = wins.query("UPDATE authors SET bio = 'x' WHERE id = 2")
          const lost = await db.dataSource.query("UPDATE authors SET bio = 'y' WHERE id = 1").catch((error) => error)
          await waits
          await wins.rollbackTransaction()
          await wins.release()
          await other.destroy()
          expect(lost.errno).to.equal(1213)
          await db.repository(Author).count()
        })
        expect(failure).to.match(
          /has lost the scenario's transaction: the server rolled it back whole to end a deadlock with another connection, at UPDATE authors SET bio = 'y' WHERE id = 1 \(test\/database\/rollback-mariadb.*All that the scenario had written is gone with it/,
        )
        await nothingIsLeft()
      })
      it('where something is left on the connection', async () => {
        expect(await scenario(onOneRunner("SET SESSION sql_mode = ''"))).to.match(
          /went back into the pool with the setting sql_mode/,
        )
        stage
          .scenario('x')
          .given(own)
          .when('y', () => own.dataSource.query('SELECT @@SESSION.sql_mode AS mode'))
          .expect('as new', ([{ mode }]) => expect(mode).to.include('STRICT'))
        expect(await stage.failure()).to.equal('')
      })
      it('where the data source is destroyed', async () => {
        expect(await scenario((db) => db.dataSource.destroy())).to.match(
          /the scenario destroyed the data source that all scenarios of this worker share; it was opened again/,
        )
        await nothingIsLeft()
      })
      it('with a pool of one connection, too', async () => {
        const dataSource = new DataSource({ type: 'mariadb', poolSize: 1, entities: [Author] })
        const one = database({ dataSource, on: 'mariadb', isolation: 'rollback' })
        expect(await scenario(onOneRunner('SET @a = 1'), one as never)).to.match(/with the variable @a/)
      })
    })
  })
})
