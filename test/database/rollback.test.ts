import { join } from 'node:path'
import { expect } from 'chai'
import { DataSource, EntitySchema } from 'typeorm'
import { type Database, database } from '../../src/database/index.js'
import { scratch } from '../../src/database/place/scratch.js'
import { handle, suite } from '../../src/index.js'
import { type Telling, telling } from '../support/tell.js'
import { Author, Novel, withoutMariadb } from './engines.js'

const born = new Date(0)
type On = 'sqlite' | 'better-sqlite3' | 'postgres' | 'mariadb'
const library = (on: On): Database<'authors' | 'novels'> =>
  database({ entities: { authors: Author, novels: Novel }, on, isolation: 'rollback', strict: true })

const ON: readonly On[] = [
  'sqlite',
  'better-sqlite3',
  'postgres',
  ...(withoutMariadb === undefined ? (['mariadb'] as const) : []),
]

for (const on of ON)
  describe(`a scenario that is rolled back on ${on}`, () => {
    const db = library(on)
    const { scenario } = suite({ category: 'database' })
      .given(db)
      .given(db.has(Author, { email: 'seed@x.io' }))
    const authors = () => db.repository(Author)
    const emails = async () => (await authors().find({ order: { id: 'ASC' } })).map(({ email }) => email)

    for (const turn of ['first', 'second'])
      scenario(`the ${turn} finds what its background has left, and the same ids`)
        .when('a row is stored', () => authors().save({ email: 'a@x.io', born }))
        .expect('its id', ({ id }) => expect(id).to.equal(2))
        .expect(db.delta({ authors: +1 }))
        .expect(db.row(Author, { email: 'a@x.io' }, { id: 2 }))

    scenario('a transaction of the code is a savepoint that stays or goes')
      .when('one is kept, one is not', async () => {
        await db.dataSource.transaction((manager) => manager.insert(Author, { email: 'kept@x.io', born }))
        await db.dataSource
          .transaction(async (manager) => {
            await manager.insert(Author, { email: 'gone@x.io', born })
            throw new Error('no')
          })
          .catch(() => {})
        return emails()
      })
      .expect('the one', (found) => expect(found).to.deep.equal(['seed@x.io', 'kept@x.io']))
      .expect(db.delta({ authors: +1 }))

    scenario('a transaction that rolls back moves no row')
      .when('it fails', () =>
        db.dataSource.transaction(async (manager) => {
          await manager.insert(Author, { email: 'gone@x.io', born })
          throw new Error('no')
        }),
      )
      .expectError('so', ({ message }) => expect(message).to.equal('no'))
      .expect(db.rolledBack())

    scenario('a COMMIT that fails leaves nothing')
      .given(db.failing('COMMIT'))
      .when('it is sent', () =>
        db.dataSource.transaction((manager) => manager.insert(Author, { email: 'gone@x.io', born })),
      )
      .expectError(db.rolledBack())

    scenario('a statement that fails ends nothing')
      .when('it does, and one follows', async () => {
        await authors()
          .insert({ email: 'seed@x.io', born })
          .catch(() => {})
        await authors().insert({ email: 'next@x.io', born })
        return emails()
      })
      .expect('the other', (found) => expect(found).to.deep.equal(['seed@x.io', 'next@x.io']))
      .expect(db.violates.unique(Author, 'email'))

    scenario('a COMMIT by hand is one of the savepoint')
      .when('it is sent', async () => {
        const runner = db.dataSource.createQueryRunner()
        try {
          await runner.query('BEGIN')
          await runner.query(`INSERT INTO authors (email, born) VALUES ('b@x.io', '2000-01-01')`)
          await runner.query('COMMIT')
        } finally {
          await runner.release()
        }
      })
      .expect(db.delta({ authors: +1 }))

    scenario('plans are told of what is not committed')
      .given(db.hasMany(Novel, 20))
      .when('one is sought', () => authors().findOneBy({ email: 'seed@x.io' }))
      .expect(db.queries.useIndex(Author, 'email'))
      .expect(db.queries.atMost(1))

    describe('fails with a sentence', () => {
      let stage: Telling
      before(() => {
        stage = telling()
      })
      after(async () => expect(await stage.end()).to.deep.equal([]))
      const failing = async (own: Database<'authors' | 'novels'>, act: () => unknown, text: RegExp) => {
        stage
          .scenario('x')
          .given(own)
          .when('y', act)
          .expect('z', () => {})
        expect(await stage.failure({ timeout: 10_000 })).to.match(text)
      }

      it('where a transaction is left open', () => {
        const own = library(on)
        return failing(
          own,
          async () => {
            const runner = own.dataSource.createQueryRunner()
            await runner.startTransaction()
            await runner.manager.insert(Author, { email: 'b@x.io', born })
          },
          /a transaction was still open.*begun at test\/database\/rollback\.test\.ts:\d+:\d+/,
        )
      })
      it('where a COMMIT would end the scenario', () => {
        const own = library(on)
        return failing(
          own,
          async () => {
            await own.repository(Author).insert({ email: 'b@x.io', born })
            await own.dataSource.query('COMMIT')
          },
          /COMMIT: no transaction is open that the code has begun, and under isolation: 'rollback'/,
        )
      })
      it('where rows are put back in between', async () => {
        const own = library(on)
        stage
          .scenario('x')
          .given(own)
          .when(own.grown(Author, [1, 2], () => own.repository(Author).count()))
          .expect(own.queries.sameShape())
        expect(await stage.failure({ timeout: 10_000 })).to.match(/isolation: 'rollback' can't; use isolation/)
      })
      const server = on === 'postgres' || on === 'mariadb'
      if (server) {
        it('where a transaction waits for another one', () => {
          const own = library(on)
          return failing(
            own,
            () =>
              own.dataSource.transaction(async (manager) => {
                await manager.insert(Author, { email: 'a@x.io', born })
                await own.repository(Author).insert({ email: 'b@x.io', born })
              }),
            /has one connection for all, and a transaction is open on it that was begun at test\/database\/rollback\.test\.ts:\d+:\d+;.*in vain: INSERT INTO ["`]authors["`]/,
          )
        })
        it('where a level is asked for', () => {
          const own = library(on)
          return failing(
            own,
            () => own.dataSource.transaction('SERIALIZABLE', (manager) => manager.find(Author)),
            /SET TRANSACTION ISOLATION LEVEL SERIALIZABLE: isolation: 'rollback' makes a savepoint/,
          )
        })
        it('where a transaction is to write nothing', () => {
          const own = library(on)
          return failing(
            own,
            () => own.dataSource.query('START TRANSACTION READ ONLY'),
            /START TRANSACTION READ ONLY: isolation: 'rollback' makes a savepoint/,
          )
        })
        it('where somebody else commits', () => {
          const own = library(on)
          return failing(
            own,
            async () => {
              const other = await new DataSource(own.dataSource.options).initialize()
              await other.query(`INSERT INTO authors (email, born) VALUES ('b@x.io', '2000-01-01')`)
              await other.destroy()
            },
            /found rows of authors committed, past the scenario's transaction: by a second data source/,
          )
        })
        it('not where an application begins two transactions as it starts', async () => {
          const own = library(on)
          const app = handle({
            name: 'app',
            async start({ uses }) {
              await uses(own)
              const stored = (email: string, work: () => void) =>
                own.dataSource.transaction(async (manager) => {
                  await manager.insert(Author, { email, born })
                  work()
                })
              const gone = () => {
                throw new Error('no')
              }
              await Promise.allSettled([stored('kept@x.io', () => {}), stored('gone@x.io', gone)])
            },
          })
          stage
            .scenario('x')
            .given(app)
            .given(own)
            .when('y', () => own.repository(Author).find())
            .expect('one', (found) => expect(found.map(({ email }) => email)).to.deep.equal(['kept@x.io']))
          expect(await stage.failure({ timeout: 10_000 })).to.equal('')
        })
        it('not where two transactions run at once: one comes after the other', async () => {
          const own = library(on)
          stage
            .scenario('x')
            .given(own)
            .when('both', () =>
              Promise.all(
                ['a', 'b'].map((email) =>
                  own.dataSource.transaction(async (manager) => {
                    await manager.insert(Author, { email, born })
                    await manager.find(Author)
                  }),
                ),
              ),
            )
            .expect(own.delta({ authors: +2 }))
          expect(await stage.failure({ timeout: 10_000 })).to.equal('')
        })
      }
      if (on === 'postgres')
        it('where something is checked at COMMIT only', () => {
          const Late = new EntitySchema<{ id: number; on: number }>({
            name: 'Late',
            tableName: 'late',
            columns: { id: { type: Number, primary: true }, on: { type: Number } },
            uniques: [{ columns: ['on'], deferrable: 'INITIALLY DEFERRED', name: 'late_on' }],
          })
          const own = database({ entities: { late: Late }, on, isolation: 'rollback' })
          return failing(
            own as never,
            () => 1,
            /never commits, and the constraint late_on of late is checked at COMMIT only/,
          )
        })
      if (!server)
        it('where code ends the transaction past TypeORM', () => {
          const own = library(on)
          return failing(
            own,
            async () => {
              await own.repository(Author).insert({ email: 'b@x.io', born })
              const { databaseConnection } = own.dataSource.driver as unknown as {
                databaseConnection: { exec(sql: string, done?: () => void): void }
              }
              if (on === 'sqlite') await new Promise<void>((done) => databaseConnection.exec('COMMIT', done))
              else databaseConnection.exec('COMMIT')
            },
            /isolation: 'rollback' found the scenario's transaction ended/,
          )
        })
    })
  })

describe('isolation: rollback', () => {
  it('is refused on a SQLite file, where other connections may write', async () => {
    const folder = scratch()
    const stage = telling()
    const dataSource = new DataSource({ type: 'better-sqlite3', database: join(folder.path, 'test.db'), entities: [] })
    stage
      .scenario('x')
      .given(database({ dataSource, isolation: 'rollback' }))
      .when('y', () => 1)
      .expect('z', () => {})
    expect(await stage.failure({ timeout: 10_000 })).to.match(
      /keeps a scenario in one transaction, which is not to be had on SQLite [\d.]+ in the file .*; leave it away/,
    )
    await stage.end()
    folder.remove()
  })
  it('is refused with what needs several connections', () => {
    expect(() => database({ entities: { authors: Author }, isolation: 'rollback', connections: 2 })).to.throw(
      /isolation: 'rollback', connections: 2 }\): a transaction has one connection/,
    )
    const db = library('sqlite')
    expect(() => db.race([async () => {}, async () => {}])).to.throw(/isolation: 'rollback' has one for all/)
    expect(() => db.pool.atMost(1)).to.throw(/isolation: 'rollback' has one for all, past the pool/)
    expect(() => db.pool.exhausted()).to.throw(/isolation: 'rollback' has one for all, past the pool/)
    expect(() => database({ entities: { authors: Author }, isolation: 'rolback' as never })).to.throw(
      /"rolback" }\): it is 'restore', 'rollback', 'clone'/,
    )
  })
})
