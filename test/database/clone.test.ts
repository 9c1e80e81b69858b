import { expect } from 'chai'
import pg from 'pg'
import { DataSource } from 'typeorm'
import { type Database, database } from '../../src/database/index.js'
import { type Telling, telling } from '../support/tell.js'
import { Author, Novel } from './engines.js'

const entities = { authors: Author, novels: Novel }

describe("a database on postgres with isolation: 'clone'", () => {
  let stage: Telling
  beforeEach(() => {
    stage = telling()
  })
  const leaveNothing = async () => expect(await stage.end()).to.deep.equal([])
  const library = (): Database<'authors' | 'novels'> => database({ entities, on: 'postgres', isolation: 'clone' })
  const columns = (db: Database) =>
    db.dataSource.query(
      `SELECT table_name || '.' || column_name AS c FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1`,
    )

  it('undoes changes of the schema, with what the background has put in', async () => {
    const db = library()
    const { scenario } = stage
      .suite()
      .given(db)
      .given(db.has(Author, { email: 'bg@x.io' }).as('author'))
    const seen: unknown[] = []
    const state = async () =>
      void seen.push([await columns(db), await db.dataSource.query('SELECT a::text FROM authors a ORDER BY 1')])
    for (const sql of [
      'ALTER TABLE authors ADD COLUMN more text',
      'DROP TABLE authors CASCADE',
      `INSERT INTO authors (email, born) VALUES ('plain@x.io', now())`,
      'CREATE TABLE t (a int); DROP TABLE novels',
      'SELECT 1',
    ])
      scenario(sql)
        .when('it runs', async () => {
          await state()
          await db.dataSource.query(sql)
        })
        .expect('z', () => {})
    scenario('ids go on after the background')
      .when('another comes', () => db.repository(Author).save({ email: 'n@x.io', born: new Date(0) }))
      .expect('with the second id', (author) => expect(author.id).to.equal(2))
      .expect(db.delta({ authors: +1 }))
    stage
      .scenario('after the background')
      .given(db)
      .when('authors are counted', () => db.repository(Author).count())
      .expect('none', (count) => expect(count).to.equal(0))
    expect(await stage.failure({ timeout: 10_000 })).to.equal('')
    for (const one of seen) expect(one).to.deep.equal(seen[0])
    await leaveNothing()
  })

  it('undoes what a background has changed in the schema when that ends', async () => {
    const db = library()
    const { scenario } = stage
      .suite()
      .given(db)
      .given('a table more', async () => {
        await db.dataSource.query(
          `CREATE TABLE more (id serial PRIMARY KEY, v text); INSERT INTO more (v) VALUES ('seed')`,
        )
      })
    for (const title of ['one', 'two'])
      scenario(title)
        .when('a row comes', () => db.dataSource.query(`INSERT INTO more (v) VALUES ('x') RETURNING id`))
        .expect('the second', ([row]) => expect(row.id).to.equal(2))
    stage
      .scenario('after')
      .given(db)
      .when('columns are listed', () => columns(db))
      .expect('without it', (list) => expect(JSON.stringify(list)).to.not.contain('more.'))
    expect(await stage.failure({ timeout: 10_000 })).to.equal('')
    await leaveNothing()
  })

  it('outlives the end of connections that are in use', async () => {
    const db = library()
    stage
      .scenario('x')
      .given(db)
      .when('one is held past the scenario', async () => {
        const { master } = db.dataSource.driver as unknown as { master: pg.Pool }
        const held = await master.connect()
        await held.query('CREATE TABLE t (a int)')
        held.on('error', () => held.release(true))
      })
      .expect('z', () => {})
    stage
      .scenario('next')
      .given(db.has(Author))
      .when('authors are counted', () => db.repository(Author).count())
      .expect('one', (count) => expect(count).to.equal(1))
    expect(await stage.failure({ timeout: 10_000 })).to.equal('')
    await leaveNothing()
  })

  it('leaves no copy on the server', async () => {
    const db = library()
    const copies = async () => {
      const [{ c }] = await db.dataSource.query(
        `SELECT count(*)::int AS c FROM pg_database WHERE starts_with(datname, current_database() || '_')`,
      )
      return c as number
    }
    const { scenario } = stage.suite().given(db).given(db.has(Author))
    for (const title of ['one', 'two', 'three'])
      scenario(title)
        .when('y', () => db.dataSource.query('CREATE TABLE t (a int)'))
        .expect('two states are kept', async () => expect(await copies()).to.be.within(2, 3))
    expect(await stage.failure({ timeout: 10_000 })).to.equal('')
    let options: Record<string, unknown> = {}
    stage
      .scenario('last')
      .given(db)
      .when('y', () => {
        options = db.dataSource.options as never
      })
      .expect('z', () => {})
    expect(await stage.failure({ timeout: 10_000 })).to.equal('')
    await leaveNothing()
    const client = new pg.Client({ host: options.host as string, port: 5432, user: 'postgres', database: 'postgres' })
    await client.connect()
    const { rows } = await client.query(`SELECT datname FROM pg_database WHERE starts_with(datname, $1)`, [
      `${options.database}_`,
    ])
    await client.end()
    expect(rows).to.deep.equal([])
  })

  it('says when another connection keeps it from being copied', async () => {
    const source = new DataSource({ type: 'postgres', entities: [Author, Novel] } as never)
    let other: pg.Client | undefined
    class Listens {
      name = 'Listens1700000000001'
      async up() {
        const { host, port, username, database: name } = source.options as unknown as Record<string, string>
        other = new pg.Client({
          host,
          port: Number(port),
          user: username,
          database: name,
          application_name: 'listener',
        })
        await other.connect()
      }
      async down() {}
    }
    Object.assign(source.options, { migrations: [Listens] })
    const db = database({ dataSource: source, on: 'postgres', isolation: 'clone' })
    stage
      .scenario('x')
      .given(db)
      .when('y', () => {})
      .expect('z', () => {})
    const text = await stage.failure({ timeout: 10_000 })
    await other?.end()
    expect(text).to.match(
      /a connection beside the data source is open to it \(listener, pid \d+\); close it before the first scenario/,
    )
    await stage.end()
  })

  it('is refused where the database is not its own, and for words that are none', async () => {
    expect(() => database({ entities, isolation: 'copy' } as never)).to.throw(/isolation: "copy" \}\): it is 'restore'/)
    let options: object = {}
    const own = database({ entities, on: 'postgres' })
    const inside = telling()
    stage
      .scenario('outer')
      .given(own)
      .when('another handle works on its server', async () => {
        options = own.dataSource.options
        const source = new DataSource({ ...options, entities: [], database: 'postgres' } as never)
        const kept = database({ dataSource: source, isolation: 'clone', disposable: true, name: 'kept' })
        inside
          .scenario('x')
          .given(kept)
          .when('y', () => {})
          .expect('z', () => {})
      })
      .expect('z', () => {})
    expect(await stage.failure({ timeout: 10_000 })).to.equal('')
    expect(await inside.failure({ timeout: 10_000 })).to.match(
      /isolation: 'clone' puts the database aside for a copy of it, and postgres is not this worker's own; tell it by its URL with `on`/,
    )
    await inside.end()
    await stage.end()
  })
})
