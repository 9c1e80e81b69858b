import { expect } from 'chai'
import { DataSource, type QueryRunner } from 'typeorm'
import { database } from '../../src/database/index.js'
import { suite } from '../../src/index.js'
import { telling } from '../support/tell.js'
import { Author, type EngineKey, engines, type Library, library, Novel, withoutMariadb } from './engines.js'

if (withoutMariadb !== undefined) it.skip(`a database on mariadb: ${withoutMariadb}`)

for (const [name, db] of Object.entries(engines) as [EngineKey, Library][])
  describe(`a database on ${name}`, () => {
    const { scenario } = suite({ category: 'database' }).given(db)
    const bare = suite({ category: 'database' }).scenario

    for (const title of ['one', 'another'])
      scenario(`gives ${title} scenario the same ids`)
        .given(db.has(Author, { email: 'ann@x.io' }).as('ann'))
        .when('a novel is stored', ({ ann }) => db.repository(Novel).save({ title: 'T', authorId: ann.id }))
        .expect('of the first author', (novel) => expect(novel.authorId).to.equal(1))
        .expect(db.row(Novel, { title: 'T' }, { pages: 100, authorId: 1 }))
        .expect(db.row(Author, ({ ann }) => ({ id: ann.id }), { email: 'ann@x.io', active: true, bio: null }))
        .expect(db.delta({ novels: +1 }))

    scenario('makes parents and valid values')
      .given(db.has(Novel).as('novel'))
      .when('the author is looked up', ({ novel }) => db.repository(Author).findOneByOrFail({ id: novel.authorId }))
      .expect('valid', (author, { novel }) => {
        expect(author.email).to.equal('email1@example.com')
        expect(author.born).to.be.instanceOf(Date)
        expect(novel.pages).to.equal(100)
      })

    scenario('makes many rows by one statement')
      .given(db.hasMany(Author, 300, (i) => ({ email: `a${i}@x.io`, ...(i % 2 ? { active: false } : {}) })))
      .given(db.hasMany(Novel, 200, (i) => ({ pages: i + 1 })))
      .when('they are counted', async () => [
        await db.repository(Author).countBy({ active: true }),
        await db.repository(Novel).count(),
      ])
      .expect('with one parent', (counts) => expect(counts).to.deep.equal([151, 200]))
      .expect(db.row(Novel, { pages: 200 }, { title: 'title 200' }))

    scenario('follows cascades')
      .given(db.has(Author).as('author'))
      .given(db.has(Novel, ({ author }) => ({ authorId: author.id })))
      .given(db.has(Novel, ({ author }) => ({ authorId: author.id })))
      .when('the author goes', ({ author }) => db.repository(Author).delete(author.id))
      .expect(db.delta({ authors: -1, novels: -2 }))

    scenario('tells changed rows from new ones')
      .given(db.has(Author, { email: 'a@x.io' }).as('author'))
      .when('one changes and changes back, one changes', async ({ author }) => {
        const authors = db.repository(Author)
        await authors.update(author.id, { bio: 'x' })
        await authors.update(author.id, { bio: null })
        await authors.update(author.id, { email: 'b@x.io' })
        await authors.insert({ email: 'c@x.io', born: new Date(0) })
        await authors.delete({ email: 'c@x.io' })
      })
      .expect(db.delta({ authors: { changed: 1 } }))

    scenario('sees nothing of a transaction that failed')
      .when('it fails', () =>
        db.dataSource.transaction(async (manager) => {
          await manager.insert(Author, { email: 'x@x.io', born: new Date(0) })
          throw new Error('no')
        }),
      )
      .expectError('the error', (error) => expect(error.message).to.equal('no'))
      .expect(db.unchanged())

    const withBackground = suite({ category: 'database' })
      .given(db)
      .given(db.has(Author, { email: 'bg@x.io' }).as('author'))
    for (const title of ['one', 'another'])
      withBackground
        .scenario(`goes back to the background for ${title} scenario`)
        .when('the author is removed and another comes', async ({ author }) => {
          expect(author.id).to.equal(1)
          await db.repository(Author).delete(author.id)
          return db.repository(Author).save({ email: 'new@x.io', born: new Date(0) })
        })
        .expect('with the next id', (author) => expect(author.id).to.equal(2))
        .expect(db.delta({ authors: { added: 1, removed: 1 } }))

    bare('is empty after all of them')
      .given(db)
      .when('rows are counted', async () => [await db.repository(Author).count(), await db.repository(Novel).count()])
      .expect('none', (counts) => expect(counts).to.deep.equal([0, 0]))

    it('says what moved and what stayed open', async () => {
      const stage = telling()
      const db = library(name)
      stage
        .scenario('moved')
        .given(db.has(Author, { email: 'a@x.io' }))
        .when('y', () => db.repository(Author).update({ email: 'a@x.io' }, { bio: `it's` }))
        .expect(db.delta({ authors: +1 }))
      stage
        .scenario('open')
        .given(db)
        .when('y', async () => {
          const runner = db.dataSource.createQueryRunner()
          await runner.startTransaction()
          await runner.manager.insert(Author, { email: 'b@x.io', born: new Date(0) })
        })
        .expect('z', () => {})
      stage
        .scenario('leaked')
        .given(db)
        .when('y', async () => void (await db.dataSource.createQueryRunner().query('SELECT 1')))
        .expect('z', () => {})
      stage
        .scenario('after')
        .given(db)
        .when('y', () => db.repository(Author).count())
        .expect('none', (count) => expect(count).to.equal(0))
      const [moved, open, leaked, after] = await stage.outcomes({ timeout: 10_000 })
      expect(moved!.error?.message).to.match(/authors: expected \+1, got 1 changed\n\s+~ 1: bio NULL -> 'it''s'/)
      expect(open!.error?.message).to.match(
        /a transaction was still open.*begun at test\/database\/conformance\.test\.ts:\d+:\d+, and its last statement was (INSERT INTO|SELECT) .*authors/,
      )
      expect(leaked!.error?.message).to.match(
        /a query runner was not released; it was made at test\/database\/conformance/,
      )
      expect(after!.error?.message).to.equal(undefined)
      expect(await stage.end()).to.deep.equal([])
    })
  })

describe('a database on postgres alone', () => {
  it('reports a change of the schema and gives the next scenario a new database', async () => {
    const stage = telling()
    const db = library('postgres')
    stage
      .scenario('altered')
      .given(db)
      .when('y', () => db.dataSource.query('ALTER TABLE authors ADD COLUMN more text'))
      .expect('z', () => {})
    stage
      .scenario('rolled back, and temporary')
      .given(db)
      .when('y', async () => {
        await db.dataSource.transaction(async (manager) => {
          await manager.query('CREATE TABLE t (a int)')
          await manager.query('CREATE TEMP TABLE u (a int) ON COMMIT DROP')
          throw new Error('no')
        })
      })
      .expectError('no', (error) => expect(error.message).to.equal('no'))
      .expect(db.unchanged())
    stage
      .scenario('after')
      .given(db.has(Author).as('author'))
      .when('columns are listed', () => db.dataSource.query(`SELECT * FROM authors`))
      .expect('as they were', ([row]) =>
        expect(Object.keys(row)).to.deep.equal(['id', 'email', 'born', 'active', 'bio']),
      )
    const [altered, rolledBack, after] = await stage.outcomes({ timeout: 10_000 })
    expect(altered!.error?.message).to.match(
      /the schema of the database was changed \(ALTER TABLE\).*the next scenario gets a new database/,
    )
    expect(rolledBack!.error?.message).to.equal(undefined)
    expect(after!.error?.message).to.equal(undefined)
    await stage.end()
  })

  it('undoes what every connection and every kind of statement writes', async () => {
    const stage = telling()
    const db = library('postgres')
    const digest = async () =>
      Promise.all(
        ['authors', 'novels'].map((table) => db.dataSource.query(`SELECT t::text FROM ${table} t ORDER BY 1`)),
      )
    const seeds = stage.suite().given(db).given(db.hasMany(Author, 5)).given(db.hasMany(Novel, 5))
    const digests: unknown[] = []
    const works = [
      'TRUNCATE authors, novels RESTART IDENTITY',
      `UPDATE authors SET id = id + 100 WHERE id NOT IN (SELECT "authorId" FROM novels)`,
      `DELETE FROM authors`,
      `INSERT INTO authors (email, born) SELECT 'n' || g, now() FROM generate_series(1, 50) g`,
      `UPDATE novels SET title = E'quote '' back \\\\ newline \\n tab \\t', pages = 7`,
      `INSERT INTO authors (id, email, born, bio) VALUES (3, 'x', now(), NULL) ON CONFLICT (id) DO UPDATE SET bio = 'upserted'`,
      `SELECT setval('authors_id_seq', 1000)`,
      `SELECT 1`,
    ]
    for (const sql of works)
      seeds
        .scenario(sql)
        .when('it runs', async () => {
          digests.push(await digest())
          await db.dataSource.query(sql)
        })
        .expect(
          'the next id is asked for',
          async () => void (await db.dataSource.query(`SELECT nextval('authors_id_seq')`)),
        )
    seeds
      .scenario('after')
      .when('an author comes', async () => {
        digests.push(await digest())
        return db.repository(Author).save({ email: 'last@x.io', born: new Date(0) })
      })
      .expect('with the sixth id, or the seventh', (author) => expect(author.id).to.equal(7))
    expect(await stage.failure({ timeout: 10_000 })).to.equal('')
    for (const one of digests) expect(one).to.deep.equal(digests[0])
    expect(await stage.end()).to.deep.equal([])
  })

  it("takes the application's own data source, with tables of every kind", async () => {
    class Odd1700000000001 {
      async up(runner: QueryRunner) {
        await runner.query(
          `CREATE TABLE odd (n numeric, f float8, j json, b bytea, a text[], t timestamptz, g int GENERATED ALWAYS AS (1) STORED)`,
        )
        await runner.query(`CREATE TABLE always (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text)`)
        await runner.query(
          `INSERT INTO odd SELECT 1.10, 'NaN', '{"b": 1, "a":  2}', '\\x00ff', ARRAY['x, y', NULL], '2000-01-01' FROM generate_series(1, 2)`,
        )
        await runner.query(`INSERT INTO always (v) VALUES ('seed')`)
      }
      async down() {}
    }
    const source = new DataSource({
      type: 'postgres',
      url: 'postgres://a:b@127.0.0.1:1/production',
      migrations: [Odd1700000000001],
    })
    const db = database({ dataSource: source, on: 'postgres' })
    const stage = telling()
    const digests: unknown[] = []
    const digest = () => source.query(`SELECT o::text FROM odd o UNION ALL SELECT w::text FROM always w ORDER BY 1`)
    for (const [sql, delta] of [
      [`DELETE FROM odd WHERE ctid = (SELECT min(ctid) FROM odd)`, { odd: -1 }],
      [`INSERT INTO odd SELECT * FROM (SELECT n, f, j, b, a, t FROM odd LIMIT 1) o`, { odd: +1 }],
      [`UPDATE odd SET n = 2`, { odd: { added: 2, removed: 2 } }],
      [`UPDATE always SET v = 'new'`, { always: { changed: 1 } }],
      [`DELETE FROM always`, { always: -1 }],
      [`SELECT 1`, { odd: 0 }],
    ] as const)
      stage
        .scenario(sql)
        .given(db)
        .when('it runs', async () => {
          digests.push(await digest())
          await source.transaction(async (manager) => {
            await manager.query(`SET LOCAL timezone = 'Asia/Tokyo'`)
            await manager.query(sql)
          })
        })
        .expect(db.delta(delta))
    expect(await stage.failure({ timeout: 10_000 })).to.equal('')
    for (const one of digests) expect(one).to.deep.equal(digests[0])
    expect(await stage.end()).to.deep.equal([])
  })
})
