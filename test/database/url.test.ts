import { expect } from 'chai'
import { DataSource } from 'typeorm'
import { type Database, database } from '../../src/database/index.js'
import { type Telling, telling } from '../support/tell.js'
import { Author, Novel } from './engines.js'
import { type OwnServer, ownServer } from './postgres-server.js'

const entities = { authors: Author, novels: Novel }

describe('a database at the address of a server', () => {
  let server: OwnServer
  let stage: Telling
  before(async () => {
    server = await ownServer()
    await server.query('CREATE DATABASE shop_test')
    await server.query('CREATE DATABASE shop')
  })
  after(() => server.stop())
  beforeEach(() => {
    stage = telling()
  })

  const names = async () =>
    (await server.query('SELECT datname FROM pg_database ORDER BY 1')).map(({ datname }) => datname)
  const STANDING = ['postgres', 'shop', 'shop_test', 'template0', 'template1']
  const failure = async (db: Database) => {
    stage
      .scenario('x')
      .given(db)
      .when('y', () => {})
      .expect('z', () => {})
    return stage.failure({ timeout: 10_000 })
  }

  it('is one of this worker alone beside the one that is told, and goes with it', async () => {
    const db = database({ entities, on: new URL(server.url('shop_test')) })
    const seen: unknown[] = []
    for (const title of ['one', 'another'])
      stage
        .scenario(title)
        .given(db)
        .when('an author comes', async () => {
          seen.push(await db.dataSource.query('SELECT current_database() AS name'))
          return db.repository(Author).save({ email: 'ann@x.io', born: new Date(0) })
        })
        .expect('with the first id', (author) => expect(author.id).to.equal(1))
        .expect(db.delta({ authors: +1 }))
    expect(await stage.failure({ timeout: 10_000 })).to.equal('')
    const [[{ name }]] = seen as [[{ name: string }]]
    expect(name).to.match(/^shop_test_qa_integ_[0-9a-f]{8}$/)
    expect(await names()).to.include(name)
    expect(await stage.end()).to.deep.equal([])
    expect(await names()).to.deep.equal(STANDING)
  })

  it("takes an application's own data source there, from a text", async () => {
    const source = new DataSource({
      type: 'postgres',
      url: 'postgres://a:b@127.0.0.1:1/production',
      entities: [Author, Novel],
    })
    const db = database({ dataSource: source, on: server.url('shop_test') as `postgres://${string}` })
    stage
      .scenario('x')
      .given(db.has(Author).as('author'))
      .when('she goes', ({ author }) => source.getRepository(Author).delete(author.id))
      .expect(db.delta({ authors: -1 }))
    expect(await stage.failure({ timeout: 10_000 })).to.equal('')
    expect(await stage.end()).to.deep.equal([])
    expect(await names()).to.deep.equal(STANDING)
  })

  it('sweeps what a run has left that was killed, and leaves alone what has an owner', async () => {
    const other = database({ entities, on: new URL(server.url('shop_test')), name: 'other' })
    expect(await failure(other)).to.equal('')
    await server.query('CREATE DATABASE shop_test_qa_integ_0123abcd')
    const [owned] = (await names()).filter((name) => /_qa_integ_(?!0123abcd)/.test(String(name)))
    const second = telling()
    const db = database({ entities, on: new URL(server.url('shop_test')) })
    second
      .scenario('x')
      .given(db)
      .when('y', () => {})
      .expect('z', async () => {
        expect(await names()).to.include(owned)
        expect(await names()).to.not.include('shop_test_qa_integ_0123abcd')
      })
    expect(await second.failure({ timeout: 10_000 })).to.equal('')
    await second.end()
    expect(await names()).to.include(owned)
    await stage.end()
    expect(await names()).to.deep.equal(STANDING)
  })

  it('is only touched when its name says test, or its author', async () => {
    const refused = await failure(database({ entities, on: new URL(server.url('shop')) }))
    expect(refused).to.match(
      /nothing in the name of the database "shop" of postgres:\/\/root_user@127\.0\.0\.1:\d+\/shop says that it is for tests; use one whose name has the word test in it, or confirm with disposable: true/,
    )
    expect(refused).to.not.contain('geheim')
    expect(await failure(database({ entities, on: new URL(server.url('shop')), disposable: true }))).to.equal('')
    await stage.end()
    expect(await names()).to.deep.equal(STANDING)
    expect(await failure(database({ entities, on: new URL(server.url('')) }))).to.match(
      /names no database; put its name behind/,
    )
  })

  it("touches an application's own database only then, too", async () => {
    const source = () =>
      new DataSource({ type: 'postgres', url: server.url('shop'), entities: [Author, Novel], synchronize: true })
    expect(await failure(database({ dataSource: source }))).to.match(
      /works on the postgres database "shop", and nothing in that name says that it is for tests.*or confirm with disposable: true/,
    )
    expect(await failure(database({ dataSource: source, disposable: true }))).to.equal('')
    await stage.end()
    expect(await server.query(`SELECT nspname FROM pg_namespace WHERE nspname = 'qa_integ'`, 'shop')).to.deep.equal([])
  })

  it('says who can not be reached, without the password', async () => {
    const wrong = await failure(
      database({ entities, on: new URL(server.url('shop_test').replace('geheim', 'falsch')) }),
    )
    expect(wrong).to.match(
      /PostgreSQL can not be reached at postgres:\/\/root_user@127\.0\.0\.1:\d+\/shop_test: password authentication failed/,
    )
    const absent = await failure(database({ entities, on: new URL(server.url('absent_test')) }))
    expect(absent).to.match(/can not be reached at .*\/absent_test: database "absent_test" does not exist/)
    const closed = await failure(database({ entities, on: 'postgres://a:geheim@127.0.0.1:1/x_test' }))
    expect(closed).to.match(/can not be reached at postgres:\/\/a@127\.0\.0\.1:1\/x_test: .*ECONNREFUSED/)
    for (const text of [wrong, absent, closed]) expect(text).to.not.match(/geheim|falsch/)
  })

  it('refuses what is no address when a suite loads, without the password', () => {
    const load =
      (on: unknown, more: object = {}) =>
      () =>
        database({ entities, on, ...more } as never)
    expect(load('postgress://a:geheim@x/y_test')).to.throw(
      /on: "postgress:\/\/\*\*\*@x\/y_test" \}\): the engines are .* or the URL/,
    )
    expect(load(new URL('http://a:geheim@x/y_test'))).to.throw(/on: "http:\/\/\*\*\*@x\/y_test"/)
    expect(load('postgres://a:geheim@[x/y_test')).to.throw(/on: "postgres:\/\/\*\*\*@\[x\/y_test"/)
    expect(load('sqlite', { disposable: 'yes' })).to.throw(/disposable \}\) is true or false, not string/)
  })
})
