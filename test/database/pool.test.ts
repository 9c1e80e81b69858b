import { expect } from 'chai'
import { DataSource } from 'typeorm'
import { type Database, database } from '../../src/database/index.js'
import { type Telling, telling } from '../support/tell.js'
import { Author, type EngineKey, library, Novel, unlessWithout, withoutMariadb } from './engines.js'

type Scenario = ReturnType<Telling['scenario']>

const MARIADB = withoutMariadb === undefined ? (['mariadb'] as const) : []
const born = new Date(0)
const stages: Telling[] = []
const staged = (): Telling => {
  const stage = telling()
  stages.push(stage)
  return stage
}
const failureOf = async (db: Database, tell: (scenario: Scenario) => unknown): Promise<string> => {
  const stage = staged()
  tell(stage.scenario('x').given(db))
  return stage.failure({ timeout: 10_000 })
}
/** A pool of three. */
const pooled = (on: 'postgres' | 'mariadb', extra: object): Database =>
  database({
    dataSource: new DataSource({ type: on, entities: [Author, Novel], synchronize: true, poolSize: 3, extra }),
    on,
  })

describe('the connections of a pool', () => {
  afterEach(async () => {
    for (const stage of stages.splice(0)) expect(await stage.end()).to.deep.equal([])
  })

  const known: EngineKey[] = ['sqlite', 'better-sqlite3', 'postgres', ...MARIADB]
  unlessWithout('the connections of a pool', () => {})
  for (const on of known)
    describe(`on ${on}`, () => {
      let db: Database<'authors' | 'novels'>
      beforeEach(() => {
        db = library(on, 5)
      })
      const authors = () => db.repository(Author)

      it('are counted from the first statement to the release, those of the when alone', async () => {
        const failure = await failureOf(db, (scenario) =>
          scenario
            .given('a busy given', () =>
              Promise.all([authors().find(), authors().find(), authors().find()]).then(() => {}),
            )
            .when('one after the other, then two at once', async () => {
              for (let i = 0; i < 3; i++) await authors().find()
              const runners = [1, 2, 3].map(() => db.dataSource.createQueryRunner())
              await Promise.all(runners.slice(0, 2).map((runner) => runner.query('SELECT 1')))
              for (const runner of runners) await runner.release()
            })
            .expect('looked at', async () => {
              expect(await Promise.all([1, 2, 3].map(() => authors().find()))).to.have.length(3)
            })
            .expect(db.pool.atMost(2)),
        )
        expect(failure).to.equal('')
      })

      it('that are too many are told with their lines', async () => {
        const failure = await failureOf(db, (scenario) =>
          scenario
            .when('a transaction looks past itself', () =>
              db.dataSource.transaction(async (manager) => {
                await manager.find(Author)
                await Promise.all([1, 2].map(() => authors().countBy({ email: 'a@x.io' })))
              }),
            )
            .expect(db.pool.atMost(2)),
        )
        expect(failure).to.match(
          /3 connections at the same time, at most 2 were expected; what had them or waited for them:\n\s+SELECT .*\(test\/database\/pool\.test\.ts:\d+:\d+\)\n\s+2 times SELECT .*\(test\/database\/pool\.test\.ts:\d+:\d+\)/,
        )
      })

      it('that are waited for count, too', async () => {
        const failure = await failureOf(db, (scenario) =>
          scenario
            .when('everybody asks', () => Promise.all(Array.from({ length: 40 }, () => authors().find())))
            .expect(db.pool.atMost(39)),
        )
        expect(failure).to.contain('40 connections at the same time, at most 39 were expected')
        expect(failure).to.contain('40 times SELECT')
      })

      it('nobody asked for', async () => {
        const failure = await failureOf(db, (scenario) => scenario.when('y', () => 1).expect(db.pool.atMost(1)))
        expect(failure).to.contain('the when asked this database for no connection')
      })
    })

  it('are one and the same on SQLite, unless it is told how many there may be', async () => {
    const db = library('better-sqlite3')
    const failure = await failureOf(db, (scenario) =>
      scenario.when('y', () => db.repository(Author).find()).expect(db.pool.atMost(1)),
    )
    expect(failure).to.match(
      /db\.pool\.atMost\(\.\.\.\): all query runners share one connection on SQLite.*connections: 10, or put it on a server/,
    )
  })

  it('are a whole number', () => {
    const { pool } = library('better-sqlite3')
    for (const n of [0, -1, 1.5, Number.NaN, '2' as never])
      expect(() => pool.atMost(n)).to.throw(/db\.pool\.atMost\(.*\) needs a whole number, 1 or more/)
  })

  for (const [on, extra, refusal, endless, remedy] of [
    [
      'postgres' as const,
      { connectionTimeoutMillis: 1_000 },
      'timeout exceeded when trying to connect',
      {},
      /the pool has no connectionTimeoutMillis, .* waits for ever; .*extra: \{ connectionTimeoutMillis: 500 \}/,
    ] as const,
    ...MARIADB.map(
      (on) =>
        [
          on,
          { waitForConnections: false },
          'No connections available.',
          { queueLimit: 5 },
          /a pool of mysql2 has no time-out, .* waits for ever; .*extra: \{ waitForConnections: false \}/,
        ] as const,
    ),
  ])
    describe(`when none is free on ${on}`, () => {
      const db = pooled(on, extra)
      const stage = telling()
      const failing = async (tell: (scenario: Scenario) => unknown): Promise<string> => {
        tell(stage.scenario('x').given(db))
        return stage.failure({ timeout: 10_000 })
      }
      after(async () => expect(await stage.end()).to.deep.equal([]))

      it('make who asks wait, and fail; they are there again for what is expected, and for the next scenario', async () => {
        for (const title of ['one', 'two'])
          stage
            .scenario(title)
            .given(db.pool.exhausted())
            .given(db.has(Author, { email: 'a@x.io' }))
            .when('three register', () =>
              Promise.allSettled(
                ['b', 'c', 'd'].map((name) => db.repository(Author).insert({ email: `${name}@x.io`, born })),
              ),
            )
            .expect('all are turned away', (all) =>
              expect(all.map((one) => (one.status === 'rejected' ? String(one.reason) : 'stored'))).to.deep.equal(
                Array(3).fill(`Error: ${refusal}`),
              ),
            )
            .expect(db.row(Author, { email: 'a@x.io' }, { id: 1 }))
            .expect(db.unchanged())
        const all = await stage.outcomes({ timeout: 20_000 })
        expect(all.map(({ error }) => error?.message)).to.deep.equal([undefined, undefined])
      })

      it('leave the one that a given has to it', async () => {
        const failure = await failing((scenario) =>
          scenario
            .given(db.pool.exhausted())
            .given('a runner at work', async () => {
              const runner = db.dataSource.createQueryRunner()
              await runner.query('SELECT 1')
              return { runner }
            })
            .when('another one asks, it goes on', async ({ runner }) => {
              const [other] = await Promise.allSettled([db.repository(Author).find()])
              const rows = (await runner.query("SELECT 'two' AS two")) as unknown
              await runner.release()
              return { other: other.status, rows }
            })
            .expect('only it has one', (result) =>
              expect(result).to.deep.equal({ other: 'rejected', rows: [{ two: 'two' }] }),
            ),
        )
        expect(failure).to.equal('')
      })

      it('are asked for by nobody', async () => {
        const failure = await failing((scenario) =>
          scenario
            .given(db.pool.exhausted())
            .when('y', () => 1)
            .expect('z', (n) => expect(n).to.equal(1)),
        )
        expect(failure).to.contain('db.pool.exhausted() met nobody: the when asked for no connection of the pool')
      })

      it('are told twice', async () => {
        const failure = await failing((scenario) =>
          scenario
            .given(db.pool.exhausted())
            .given(db.pool.exhausted())
            .when('y', () => 1)
            .expect('z', () => {}),
        )
        expect(failure).to.contain('db.pool.exhausted() is told twice in a scenario')
      })

      it('are waited for without end', async () => {
        const without = pooled(on, endless)
        const failure = await failureOf(without, (scenario) =>
          scenario
            .given(without.pool.exhausted())
            .when('y', () => 1)
            .expect('z', () => {}),
        )
        expect(failure).to.match(remedy)
      })
    })

  it('are no pool on SQLite', async () => {
    const db = library('better-sqlite3', 5)
    const failure = await failureOf(db, (scenario) =>
      scenario
        .given(db.pool.exhausted())
        .when('y', () => 1)
        .expect('z', () => {}),
    )
    expect(failure).to.match(
      /db\.pool\.exhausted\(\): SQLite .* has no pool that could be exhausted; .*on: 'postgres' \}\) or 'mariadb'/,
    )
  })
})
