import { expect } from 'chai'
import { suite } from '../../src/index.js'
import { type Telling, telling } from '../support/tell.js'
import { Author, type EngineKey, engines, type Library, library, Novel } from './engines.js'

const born = new Date(0)

for (const [name, db] of Object.entries(engines) as [EngineKey, Library][])
  describe(`the statements of a when on ${name}`, () => {
    const { scenario } = suite({ category: 'database' }).given(db)
    const authors = () => db.repository(Author)
    const novels = () => db.repository(Novel)

    scenario('a value is taken once')
      .given(db.has(Author, { email: 'a@x.io' }))
      .when('it is taken again', () => authors().insert({ email: 'a@x.io', born }))
      .expectError(db.violates.unique(Author, 'email'))
      .expect(db.unchanged())

    scenario('a violation is seen whatever the caller makes of it')
      .given(db.has(Author, { email: 'a@x.io' }))
      .when('it is taken again', () =>
        authors()
          .insert({ email: 'a@x.io', born })
          .then(
            () => 201,
            () => 409,
          ),
      )
      .expect('a conflict', (status) => expect(status).to.equal(409))
      .expect(db.violates.unique(Author, 'email'))

    scenario('a primary key is taken once')
      .given(db.has(Author, { id: 7 }))
      .when('it is taken again', () =>
        db.dataSource.query(`INSERT INTO authors (id, email, born) VALUES (7, 'b', '2000-01-01')`),
      )
      .expectError(db.violates.unique(Author, 'id'))

    scenario('a child needs its parent')
      .when('one is stored without', () => novels().insert({ title: 'T', authorId: 999 }))
      .expectError(db.violates.foreignKey(Novel, 'authorId'))
      .expect(db.unchanged())

    scenario('a child needs its parent within a transaction, too')
      .given(db.has(Author).as('author'))
      .when('one is stored without, after one with', ({ author }) =>
        db.dataSource.transaction(async (manager) => {
          await manager.insert(Novel, { title: 'T', authorId: author.id })
          await manager.insert(Novel, { title: 'U', authorId: 999 })
        }),
      )
      .expectError(db.violates.foreignKey(Novel, 'authorId'))
      .expect(db.rolledBack())

    scenario('a value is needed')
      .when('it is left away', () => authors().insert({ email: null as never, born }))
      .expectError(db.violates.notNull(Author, 'email'))

    // TypeORM's SQLite drivers have no streams.
    if (name === 'mariadb' || name === 'postgres') {
      const streamed = async () => {
        const rows: unknown[] = []
        for await (const row of await authors().createQueryBuilder('a').where({ email: 'a@x.io' }).stream())
          rows.push(row)
        return rows
      }
      scenario('rows that are read one by one are a query, too')
        .given(db.has(Author, { email: 'a@x.io' }))
        .when('they are read', streamed)
        .expect('one', (rows) => expect(rows).to.have.length(1))
        .expect(db.queries.atMost(1))
        .expect(db.queries.useIndex(Author, 'email'))

      scenario('a query whose rows are read one by one fails, too')
        .given(db.failing({ statement: 1 }))
        .when('they are read', streamed)
        .expectError('by the fault', (error) => expect(error.message).to.contain('db.failing({ statement: 1 })'))
    }

    // TypeORM makes no checks on MariaDB.
    const checked = name === 'mariadb' ? [`ALTER TABLE novels ADD CONSTRAINT novels_pages CHECK (pages > 0)`] : []
    scenario('a check holds')
      .given(db.has(Novel).as('novel'))
      .given('the check', async () => {
        for (const sql of checked) await db.dataSource.query(sql)
      })
      .when('it is broken', ({ novel }) => novels().update(novel.id, { pages: 0 }))
      .expectError(db.violates.check(Novel, 'novels_pages'))
      .expect(db.violates.check(Novel))

    scenario('queries are counted, those of givens are not')
      .given(db.has(Author, { email: 'a@x.io' }))
      .when('one looks', () => authors().findOneBy({ email: 'a@x.io' }))
      .expect(db.queries.atMost(1))
      .expect(db.queries.noRepeats())
      .expect(db.queries.useIndex(Author, 'email'))

    scenario('a key is sought by')
      .given(db.hasMany(Author, 50))
      .when('it is looked up, and rows are joined', async () => {
        await authors().findOneBy({ id: 7 })
        await novels()
          .createQueryBuilder('n')
          .innerJoin('Author', 'a', 'a.id = n.authorId')
          .where('a.email = :e', { e: 'email1@example.com' })
          .getMany()
      })
      .expect(db.queries.useIndex(Author, 'id'))
      .expect(db.queries.useIndex(Author, 'email'))

    scenario('two lines that ask alike are no repetition')
      .when('both ask', async () => {
        await authors().findOneBy({ id: 1 })
        await authors().findOneBy({ id: 2 })
      })
      .expect(db.queries.noRepeats())
      .expect(db.queries.atMost(2))

    scenario('each of two whens is judged by its own statements')
      .given(db.has(Author, { email: 'a@x.io' }))
      .when('it asks, without being asked', () => authors().findOneBy({ id: 1 }))
      .expect('a row', (found) => expect(found).to.include({ email: 'a@x.io' }))
      .when('it asks twice, and writes', async () => {
        for (const id of [1, 2]) await authors().findOneBy({ id })
        await authors().update({ id: 1 }, { bio: 'x' })
      })
      .expect(db.queries.atMost(3))
      .when('it asks once', () => authors().findOneBy({ id: 1 }))
      .expect(db.queries.atMost(1))
      .expect(db.queries.noRepeats())

    scenario('rows that come with a join are one query, however many')
      .given(db.hasMany(Novel, 30))
      .when('they are read', () => novels().find({ relations: { author: true } as never }))
      .expect('all', (found) => expect(found).to.have.length(30))
      .expect(db.queries.noRepeats())
      .expect(db.queries.atMost(1))

    scenario('a transaction that fails at COMMIT leaves nothing')
      .given(db.has(Author, { email: 'a@x.io' }))
      .given(db.failing('COMMIT'))
      .when('a row changes', () =>
        db.dataSource.transaction((manager) => manager.update(Author, { email: 'a@x.io' }, { bio: 'new' })),
      )
      .expectError('as a failed query', (error) => {
        expect(error.constructor.name).to.equal('QueryFailedError')
        expect(error.message).to.contain("db.failing('COMMIT')")
      })
      .expect(db.rolledBack())

    scenario('the second statement fails, the first is undone')
      .given(db.failing({ statement: 2 }))
      .when('two rows come', () =>
        db.dataSource.transaction(async (manager) => {
          await manager.query(`INSERT INTO authors (email, born) VALUES ('a', '2000-01-01')`)
          await manager.query(`INSERT INTO authors (email, born) VALUES ('b', '2000-01-01')`)
        }),
      )
      .expectError('the fault', (error) => expect(error.message).to.contain('db.failing({ statement: 2 })'))
      .expect(db.rolledBack())

    scenario('a statement is the action')
      .given(db.has(Author, { email: "o'hara@x.io" }))
      .when(db.sql`SELECT id, email FROM authors WHERE email = ${"o'hara@x.io"} AND id > ${0}`)
      .expect('its rows', (rows) => expect(rows).to.deep.equal([{ id: 1, email: "o'hara@x.io" }]))
      .when(db.sql`INSERT INTO authors (email, born) VALUES (${'new@x.io'}, ${'2000-01-01'})`)
      .expect('no rows', (rows) => expect(rows).to.deep.equal([]))
      .expect(db.delta({ authors: +1 }))
      .when(db.sql`UPDATE authors SET bio = ${'x'} WHERE email = ${'new@x.io'}`)
      .expect('no rows', (rows) => expect(rows).to.deep.equal([]))
      .expect(db.delta({ authors: { changed: 1 } }))
      .when(db.sql`INSERT INTO authors (email, born) VALUES (${'new@x.io'}, ${'2000-01-01'})`)
      .expectError(db.violates.unique(Author, 'email'))

    describe('fail with a sentence', () => {
      let stage: Telling
      let own: Library
      before(() => {
        stage = telling()
        own = library(name)
      })
      after(async () => expect(await stage.end()).to.deep.equal([]))
      const failing = async (tell: (scenario: ReturnType<Telling['scenario']>) => unknown, text: RegExp) => {
        tell(
          stage
            .scenario('x')
            .given(own)
            .given(own.has(Author, { email: 'a@x.io' }))
            .given(own.hasMany(Novel, 3)),
        )
        expect(await stage.failure({ timeout: 10_000 })).to.match(text)
      }
      const add = async () => {
        await own.repository(Author).insert({ email: 'a@x.io', born })
      }
      const listNovels = async () => {
        const found = []
        for (const { authorId } of await own.repository(Novel).find())
          found.push(await own.repository(Author).findOneBy({ id: authorId }))
        return found
      }

      it('on another violation', () =>
        failing(
          (scenario) => scenario.when('y', add).expectError(own.violates.foreignKey(Novel, 'authorId')),
          /no statement of the when broke the foreign key of Novel\(authorId\)\. Broken was:\n\s+unique authors\(email\): INSERT INTO ["`]authors["`].*\(test\/database\/statements\.test\.ts:\d+:\d+\)/,
        ))
      it('on another column', () =>
        failing(
          (scenario) => scenario.when('y', add).expectError(own.violates.unique(Author, 'id')),
          /broke the unique of Author\(id\)\. Broken was:\n\s+unique authors\(email\)/,
        ))
      it('on no violation', () =>
        failing(
          (scenario) => scenario.when('y', listNovels).expect(own.violates.unique(Author, 'email')),
          /broke the unique of Author\(email\); none of its 4 failed/,
        ))
      it('on a violation of an earlier when', () =>
        failing(
          (scenario) =>
            scenario
              .when('y', add)
              .expectError(own.violates.unique(Author, 'email'))
              .when('z', () => own.repository(Author).find())
              .expect(own.violates.unique(Author, 'email')),
          /broke the unique of Author\(email\); none of its 1 failed/,
        ))
      it('on no statement', () =>
        failing(
          (scenario) => scenario.when('y', () => 1).expect(own.violates.unique(Author, 'email')),
          /the when sent none to this database/,
        ))
      it('on another failure', () =>
        failing(
          (scenario) =>
            scenario.when('y', () => own.dataSource.query('SELECT nope')).expectError(own.violates.check(Author)),
          /What failed, failed for another reason:\n.*nope/,
        ))
      it('on an unknown column', () =>
        failing(
          (scenario) => scenario.when('y', add).expectError(own.violates.unique(Author, 'emial' as never)),
          /Author has no column "emial" \(did you mean "email"\?\)/,
        ))
      it('on too many queries', () =>
        failing(
          (scenario) => scenario.when('y', listNovels).expect(own.queries.atMost(2)),
          /4 queries, at most 2 were expected:\n\s+SELECT .*\(test\/database/,
        ))
      it('on repeated queries', () =>
        failing(
          (scenario) => scenario.when('y', listNovels).expect(own.queries.noRepeats()),
          /repeated from the same line; ask for all rows at once.*\n\s+3 times SELECT .*\(test\/database\/statements\.test\.ts:\d+:\d+\)/,
        ))
      it('on queries that are repeated very often, and on those of another line', () =>
        failing(
          (scenario) =>
            scenario
              .when('y', async () => {
                for (let id = 0; id < 40; id++) await own.repository(Author).findOneBy({ id })
                for (let id = 0; id < 2; id++) await own.repository(Novel).findOneBy({ pages: id })
              })
              .expect(own.queries.noRepeats()),
          /\n\s+40 times SELECT .*Author.*\(test\/database\/statements\.test\.ts:\d+:\d+\)\n\s+2 times SELECT .*Novel.*\(test\/database\/statements\.test\.ts:\d+:\d+\)/,
        ))
      it('on repeated queries that run at once', () =>
        failing(
          (scenario) =>
            scenario
              .when('y', async () =>
                Promise.all(
                  (await own.repository(Novel).find()).map((novel) =>
                    own.repository(Author).findOneBy({ id: novel.authorId }),
                  ),
                ),
              )
              .expect(own.queries.noRepeats()),
          /3 times SELECT/,
        ))
      it('on no query', () =>
        failing(
          (scenario) => scenario.when('y', () => 1).expect(own.queries.atMost(2)),
          /the when sent no statement to this database/,
        ))
      it('on a missing index', () =>
        failing(
          (scenario) =>
            scenario
              .when('y', () => own.repository(Author).findOneBy({ bio: 'x' }))
              .expect(own.queries.useIndex(Author, 'bio')),
          /no statement seeks rows of authors by an index over bio; there is no such index\. The plans are:\n\s+SELECT .*\n\s+(SCAN|Limit|Seq Scan|ALL)/,
        ))
      it('on a condition that no index serves', () =>
        failing(
          (scenario) =>
            scenario
              .when('y', () =>
                own.repository(Author).createQueryBuilder('a').where('lower(a.email) = :e', { e: 'x' }).getOne(),
              )
              .expect(own.queries.useIndex(Author, 'email')),
          /no statement seeks rows of authors by an index over email/,
        ))
      it('on an index of a table that nobody read', () =>
        failing(
          (scenario) =>
            scenario.when('y', () => own.repository(Author).find()).expect(own.queries.useIndex(Novel, 'authorId')),
          /no statement of the when reads novels/,
        ))
      it('on a fault that never strikes', () =>
        failing(
          (scenario) =>
            scenario
              .given(own.failing('COMMIT'))
              .when('y', () => own.repository(Author).find())
              .expect('z', () => {}),
          /db\.failing\('COMMIT'\) never struck: the when sent 1 statement on rows and no COMMIT, so it has no transaction/,
        ))
      it('on a transaction that was committed', () =>
        failing(
          (scenario) =>
            scenario
              .when('y', () => own.dataSource.transaction((manager) => manager.find(Author)))
              .expect(own.rolledBack()),
          /a transaction of the when was committed: COMMIT \(test/,
        ))
      it('on no transaction', () =>
        failing(
          (scenario) => scenario.when('y', () => own.repository(Author).find()).expect(own.rolledBack()),
          /none of the 1 statements of the when began a transaction/,
        ))
      it('on words without sense', () => {
        expect(() => own.sql('SELECT 1' as never)).to.throw(/db\.sql is a tag/)
        expect(() => own.sql` `).to.throw(/has no statement/)
        expect(() => own.queries.atMost(0)).to.throw(/needs a whole number, 1 or more/)
        expect(() => own.violates.unique(Author)).to.throw(/needs the columns that it is about/)
        // @ts-expect-error columns are no list
        expect(() => own.violates.unique(Author, ['name'])).to.throw(
          /takes columns by their names, one after the other/,
        )
        expect(() => own.queries.useIndex(Author)).to.throw(/needs the columns of the index/)
        expect(() => own.failing({ statement: 0 })).to.throw(/takes 'COMMIT' or \{ statement: n \}/)
      })
    })
  })
