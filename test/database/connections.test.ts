import { expect } from 'chai'
import { type Telling, telling } from '../support/tell.js'
import { Author, type EngineKey, library } from './engines.js'

const born = new Date(0)
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

for (const on of ['sqlite', 'better-sqlite3'] as const satisfies EngineKey[])
  describe(`several connections on ${on}`, () => {
    let stage: Telling
    beforeEach(() => {
      stage = telling()
    })
    afterEach(async () => expect(await stage.end()).to.deep.equal([]))

    it('keep transactions apart, and what stands beside them', async () => {
      const db = library(on, 4)
      const authors = () => db.repository(Author)
      for (const title of ['one', 'two'])
        stage
          .scenario(title)
          .given(db.has(Author, { email: 'seed@x.io' }))
          .when('one commits, one fails, one waits', async () => {
            const steps: string[] = []
            const failing = db.dataSource.transaction(async (manager) => {
              await manager.insert(Author, { email: 'lost@x.io', born })
              steps.push('written')
              expect(await authors().countBy({ email: 'lost@x.io' })).to.equal(0)
              await pause()
              steps.push('failing')
              throw new Error('no')
            })
            const lone = (async () => {
              while (steps.length === 0) await pause()
              await authors().insert({ email: 'lone@x.io', born })
              steps.push('lone')
            })()
            const outcomes = await Promise.allSettled([failing, lone])
            return { steps, statuses: outcomes.map(({ status }) => status) }
          })
          .expect('each as told', ({ steps, statuses }) => {
            expect(statuses).to.deep.equal(['rejected', 'fulfilled'])
            expect(steps).to.deep.equal(['written', 'failing', 'lone'])
          })
          .expect(db.row(Author, { email: 'lone@x.io' }, { id: 2 }))
          .expect(db.delta({ authors: +1 }))
      expect(await stage.failure()).to.equal('')
    })

    it('meet each other as on a server: who has read and finds the rows out of date is refused', async () => {
      const db = library(on, 4)
      stage
        .scenario('lost update')
        .given(db.has(Author, { email: 'a@x.io' }).as('author'))
        .when('both read, then both write', async ({ author }) => {
          const runners = [db.dataSource.createQueryRunner(), db.dataSource.createQueryRunner()]
          const errors: string[] = []
          for (const runner of runners) {
            await runner.startTransaction()
            await runner.manager.findOneBy(Author, { id: author.id })
          }
          for (const runner of runners)
            try {
              await runner.manager.update(Author, author.id, { bio: 'x' })
              await runner.commitTransaction()
            } catch (error) {
              errors.push((error as Error).message)
              await runner.rollbackTransaction()
            } finally {
              await runner.release()
            }
          return errors
        })
        .expect('the second is refused', (errors) => {
          expect(errors).to.have.length(1)
          expect(errors[0]).to.match(/SQLITE_BUSY|database is locked/)
        })
        .expect(db.violates.serialization())
        .expect(db.delta({ authors: { changed: 1 } }))
      expect(await stage.failure()).to.equal('')
    })

    it('report a runner that is not released, and a transaction that is left open', async () => {
      const db = library(on, 2)
      stage
        .scenario('leaked')
        .given(db)
        .when('y', async () => void (await db.dataSource.createQueryRunner().query('SELECT 1')))
        .expect('z', () => {})
      stage
        .scenario('open')
        .given(db)
        .when('y', async () => {
          const runner = db.dataSource.createQueryRunner()
          await runner.startTransaction()
          await runner.manager.insert(Author, { email: 'b@x.io', born })
        })
        .expect('z', () => {})
      stage
        .scenario('open and released')
        .given(db)
        .when('y', async () => {
          const runner = db.dataSource.createQueryRunner()
          await runner.query('BEGIN')
          await runner.manager.insert(Author, { email: 'b@x.io', born })
          await runner.release()
        })
        .expect('z', () => {})
      stage
        .scenario('open beside one that ends')
        .given(db)
        .when('y', async () => {
          const runner = db.dataSource.createQueryRunner()
          await runner.startTransaction()
          await runner.query('SELECT id FROM authors')
          await db.dataSource.transaction((manager) => manager.query('SELECT email FROM authors'))
        })
        .expect('z', () => {})
      stage
        .scenario('settings')
        .given(db)
        .when('y', () => db.dataSource.query('PRAGMA foreign_keys = OFF'))
        .expect('z', () => {})
      stage
        .scenario('after')
        .given(db)
        .when('y', async () => [
          await db.repository(Author).count(),
          ...(await db.dataSource.query('PRAGMA foreign_keys')),
        ])
        .expect('none', (found) => expect(found).to.deep.equal([0, { foreign_keys: 1 }]))
      const [leaked, open, released, beside, settings, after] = await stage.outcomes({ timeout: 10_000 })
      expect(leaked!.error?.message).to.match(
        /a query runner was not released; it was made at test\/database\/connections/,
      )
      expect(open!.error?.message).to.match(/a transaction was still open.*begun at test\/database\/connections/)
      expect(released!.error?.message).to.match(/a transaction was still open.*begun at test\/database\/connections/)
      expect(beside!.error?.message).to.match(/a transaction was still open.*last statement was SELECT id FROM authors/)
      expect(settings!.error).to.equal(undefined)
      expect(after!.error?.message).to.equal(undefined)
    })

    it('go back over marks, changes of the schema and a data source that was destroyed', async () => {
      const db = library(on, 3)
      const seeded = stage.suite().given(db).given(db.hasMany(Author, 3))
      const works: [string, () => Promise<unknown>][] = [
        ['rows', () => db.repository(Author).createQueryBuilder().delete().execute()],
        ['a column', () => db.dataSource.query('ALTER TABLE authors ADD COLUMN more text')],
        ['no column', () => db.dataSource.query('ALTER TABLE authors DROP COLUMN bio')],
        ['another schema', () => db.dataSource.synchronize(true)],
        ['keys', () => db.dataSource.query('UPDATE authors SET id = id + 10')],
        ['replaced', () => db.dataSource.query(`REPLACE INTO authors (email, born) VALUES ('email1@example.com', 0)`)],
      ]
      const seen: unknown[] = []
      for (const [title, work] of works)
        seeded
          .scenario(title)
          .when('it is done', async () => {
            seen.push(await db.dataSource.query('SELECT *, rowid AS r FROM authors'))
            await work()
          })
          .expect('done', () => {})
      seeded
        .scenario('destroyed')
        .when('y', () => db.dataSource.destroy())
        .expect('z', () => {})
      seeded
        .scenario('after')
        .when('y', async () => void seen.push(await db.dataSource.query('SELECT *, rowid AS r FROM authors')))
        .expect(db.unchanged())
      const outcomes = await stage.outcomes({ timeout: 10_000 })
      const messages = outcomes.map(({ error }) => error?.message)
      expect(messages.splice(works.length, 1)[0]).to.contain('destroyed the data source')
      expect(messages).to.deep.equal(messages.map(() => undefined))
      for (const one of seen) expect(one).to.deep.equal(seen[0])
    })

    it('wait for one that is free', async () => {
      const db = library(on, 2)
      stage
        .scenario('three at once')
        .given(db)
        .when('three transactions run', () =>
          Promise.all(
            [1, 2, 3].map((i) =>
              db.dataSource.transaction((manager) => manager.insert(Author, { email: `${i}@x.io`, born })),
            ),
          ),
        )
        .expect(db.delta({ authors: +3 }))
      expect(await stage.failure()).to.equal('')
    })
  })

describe('several connections', () => {
  it('are refused where there is one', async () => {
    const stage = telling()
    const db = library('sqljs', 2)
    stage
      .scenario('x')
      .given(db)
      .when('y', () => {})
      .expect('z', () => {})
    expect(await stage.failure()).to.contain('a database of sql.js has one connection')
    await stage.end()
  })
})
