import { expect } from 'chai'
import type { Database } from '../../src/database/index.js'
import { type Telling, telling } from '../support/tell.js'
import { Author, type EngineKey, library, Novel } from './engines.js'

type Scenario = ReturnType<Telling['scenario']>

for (const on of ['better-sqlite3', 'postgres'] as const satisfies EngineKey[])
  describe(`an action with a few rows and with many, on ${on}`, () => {
    let db: Database<'authors' | 'novels'>
    let stage: Telling
    before(() => {
      stage = telling()
      db = library(on)
    })
    after(async () => expect(await stage.end()).to.deep.equal([]))
    const authors = () => db.repository(Author)
    const novels = () => db.repository(Novel)
    const failureOf = async (tell: (scenario: Scenario) => unknown): Promise<string> => {
      tell(stage.scenario('x').given(db))
      return stage.failure({ timeout: 20_000 })
    }

    it('begins each time with so many fresh rows beside those of the givens', async () => {
      const failure = await failureOf((scenario) =>
        scenario
          .given(db.has(Author, { email: 'ann@x.io' }).as('ann'))
          .given('a list', () => ({ calls: { made: 0 } }))
          .when(
            db.grown(Author, [3, 30, 60], async ({ ann, calls }: { ann: Author; calls: { made: number } }) => {
              calls.made++
              await authors().update(ann.id, { bio: `${ann.bio ?? ''}x` })
              const { id } = await authors().save({ email: 'new@x.io', born: new Date(0) })
              return [calls.made, await authors().count(), id]
            }),
          )
          .expect('each alike', ({ sizes, results }) => {
            expect(sizes).to.deep.equal([3, 30, 60])
            expect(results).to.deep.equal([
              [1, 5, 5],
              [1, 32, 32],
              [1, 62, 62],
            ])
          })
          .expect(db.row(Author, { email: 'ann@x.io' }, { bio: 'x' })),
      )
      expect(failure).to.equal('')
    })

    it('is of the same shape where rows are sought by an index, joined, or all handed out', async () => {
      const failure = await failureOf((scenario) =>
        scenario
          .given(db.has(Author).as('author'))
          .when(
            db.grown(Novel, [50, 500], async ({ author }: { author: Author }) => {
              await novels().findBy({ authorId: author.id })
              await novels().find()
              return authors().findOneBy({ email: author.email })
            }),
          )
          .expect(db.queries.sameShape())
          .expect(db.queries.atMost(3)),
      )
      expect(failure).to.equal('')
    })

    it('asks for each row on its own', async () => {
      const failure = await failureOf((scenario) =>
        scenario
          .when(
            db.grown(Novel, [5, 50], async () => {
              for (const { authorId } of await novels().find()) await authors().findOneBy({ id: authorId })
            }),
          )
          .expect(db.queries.sameShape()),
      )
      expect(failure).to.match(
        /6 statements with 5 rows, 51 with 50 rows; ask for all rows at once.*:\n\s+5 times with 5, 50 times with 50: SELECT .*\(test\/database\/grown\.test\.ts:\d+:\d+\)/,
      )
    })

    it('seeks without an index', async () => {
      const failure = await failureOf((scenario) =>
        scenario
          .when(db.grown(Author, [20, 200], () => authors().findBy({ bio: 'nobody' })))
          .expect(db.queries.sameShape()),
      )
      expect(failure).to.match(
        /statements take longer with every row; give their condition an index:\n\s+all of authors is read to hand out 0 of 200 rows: SELECT .*\(test\/database\/grown\.test\.ts:\d+:\d+\)\n\s+(SCAN|Seq Scan)/,
      )
    })

    it('asks otherwise where there are many', async () => {
      const failure = await failureOf((scenario) =>
        scenario
          .when(
            db.grown(Author, [20, 200], async () => {
              const [{ n }] = (await db.dataSource.query('SELECT max(id) AS n FROM authors')) as [{ n: number }]
              const by = Number(n) > 100 ? 'id + 0' : 'id'
              await db.dataSource.query(`SELECT email FROM authors WHERE ${by} = 1`)
            }),
          )
          .expect(db.queries.sameShape()),
      )
      expect(failure).to.match(/once with 20, never with 200: SELECT email FROM authors WHERE id = 1/)
    })

    // What a scenario does to the schema is undone on SQLite; PostgreSQL needs a clone for that.
    if (on === 'better-sqlite3')
      it('finds its rows in another way where there are many', async () => {
        const failure = await failureOf((scenario) =>
          scenario
            .given(db.has(Author).as('author'))
            .when(
              db.grown(Novel, [20, 200], async ({ author }: { author: Author }) => {
                const { databaseConnection } = db.dataSource.driver as unknown as {
                  databaseConnection: { exec(sql: string): void }
                }
                if ((await novels().count()) > 100) databaseConnection.exec('DROP INDEX novels_author')
                return novels().findBy({ authorId: author.id })
              }),
            )
            .expect(db.queries.sameShape()),
        )
        expect(failure).to.match(
          /another plan: SELECT .*\n\s+with 20 rows:\n\s+SEARCH .*novels_author.*\n\s+with 200 rows:\n\s+SCAN/,
        )
      })

    it('sends nothing', async () => {
      const failure = await failureOf((scenario) =>
        scenario.when(db.grown(Author, [1, 2], () => 1)).expect(db.queries.sameShape()),
      )
      expect(failure).to.contain('the action sent no statement to this database with 1 row')
    })

    it('was no such action', async () => {
      const failure = await failureOf((scenario) =>
        scenario.when('y', () => ({ sizes: [1], results: [] })).expect(db.queries.sameShape()),
      )
      expect(failure).to.contain('db.queries.sameShape() judges what db.grown(Entity, [100, 1_000], action) has run')
    })

    it('fails', async () => {
      const failure = await failureOf((scenario) =>
        scenario
          .when(
            db.grown(Author, [1, 20], async () => {
              if ((await authors().count()) > 10) throw new Error('too many')
            }),
          )
          .expect(db.queries.sameShape()),
      )
      expect(failure).to.contain('too many')
    })

    it('is told without sense', () => {
      const told =
        (sizes: unknown, action: unknown = () => 1) =>
        () =>
          db.grown(Author, sizes as never, action as never)
      for (const sizes of [[], [100], [100, 100], [10, 1], [0, 10], [1.5, 3], undefined])
        expect(told(sizes)).to.throw(/db\.grown\(Author, \.\.\.\) needs two or more numbers of rows, each larger/)
      expect(told([1, 2], 5)).to.throw(/needs the action as its third argument/)
    })
  })
