import { expect } from 'chai'
import { DataSource } from 'typeorm'
import { type Database, database } from '../../src/database/index.js'
import { type Telling, telling } from '../support/tell.js'
import { Author, Novel } from './engines.js'

export const entities = { authors: Author, novels: Novel }

/** A server that a project keeps, with the databases `url_test` and `url_shop`. */
export interface ToldServer {
  url(database: string, user?: string): string
  query(sql: string): Promise<Record<string, unknown>[]>
}

/** What is told otherwise on each server. */
interface Told {
  readonly type: 'postgres' | 'mariadb' | 'mysql'
  readonly server: () => ToldServer
  /** Who the address is of, as a pattern. */
  readonly who: string
  /** Asks for the name of the database that a connection is in. */
  readonly asks: string
  /** Asks for the databases whose names begin with `url_`. */
  readonly lists: string
  /** How an application may write the address. */
  readonly protocol: 'postgres' | 'mysql'
  /** Users beside the administrator who may create such databases. */
  readonly makers: readonly string[]
  /** Databases that a run has left which was killed. */
  readonly left: readonly string[]
  /** Looks for traces of the tests in `url_shop`, which an application has on the server itself. */
  noTrace(): Promise<void>
}

/** What is given to the tests of one server alone. */
export interface Stand {
  readonly stage: () => Telling
  /** The databases of these tests on the server. */
  names(): Promise<string[]>
  /** What the first scenario with this database says. */
  failure(db: Database): Promise<string>
}

/** The databases that stay. */
export const STANDING = ['url_shop', 'url_test']

/** What a scenario that only needs the database says, if it fails. */
export function failureOf(stage: Telling, db: Database): Promise<string> {
  stage
    .scenario('x')
    .given(db)
    .when('y', () => {})
    .expect('z', () => {})
  return stage.failure({ timeout: 10_000 })
}

/** Tells what holds on every server that is reached by an address; within the describe of the server. */
export function urlCases({ type, server, who, asks, lists, protocol, makers, left, noTrace }: Told): Stand {
  let stage: Telling
  beforeEach(() => {
    stage = telling()
  })
  const names = async () =>
    (await server().query(lists)).map((row) => String(Object.values(row)[0])).filter((name) => name.startsWith('url_'))
  const failure = (db: Database) => failureOf(stage, db)
  const at = (name: string, user?: string) => new URL(server().url(name, user))

  for (const user of [undefined, ...makers])
    it(`is one of this worker alone beside the one that is told, and goes with it: ${user ?? 'an administrator'}`, async () => {
      const db = database({ entities, on: at('url_test', user) })
      const seen: { name: string; type: string }[] = []
      for (const title of ['one', 'another'])
        stage
          .scenario(title)
          .given(db)
          .when('an author comes', async () => {
            const [{ name }] = await db.dataSource.query(asks)
            seen.push({ name, type: db.dataSource.options.type })
            return db.repository(Author).save({ email: 'ann@x.io', born: new Date(0) })
          })
          .expect('with the first id', (author) => expect(author.id).to.equal(1))
          .expect(db.delta({ authors: +1 }))
      expect(await stage.failure({ timeout: 10_000 })).to.equal('')
      expect(seen[0]!.name).to.match(/^url_test_qa_integ_[0-9a-f]{8}$/)
      expect(seen[0]!.type).to.equal(type)
      expect(await names()).to.include(seen[0]!.name)
      expect(await stage.end()).to.deep.equal([])
      expect(await names()).to.deep.equal(STANDING)
    })

  it(`takes an application's own data source there, from a text that begins with ${protocol}://`, async () => {
    const source = new DataSource({
      type: protocol,
      url: `${protocol}://a:b@127.0.0.1:1/production`,
      entities: [Author, Novel],
    })
    const told = server().url('url_test').replace(/^\w+/, protocol) as `postgres://${string}`
    const db = database({ dataSource: source, on: told })
    stage
      .scenario('x')
      .given(db.has(Author).as('author'))
      .when('she goes', ({ author }) => source.getRepository(Author).delete(author.id))
      .expect(db.delta({ authors: -1 }))
    expect(await stage.failure({ timeout: 10_000 })).to.equal('')
    expect(source.options.type).to.equal(protocol)
    expect(await stage.end()).to.deep.equal([])
    expect(await names()).to.deep.equal(STANDING)
  })

  it('sweeps what a run has left that was killed, and leaves alone what has an owner', async () => {
    const other = database({ entities, on: at('url_test'), name: 'other' })
    expect(await failure(other)).to.equal('')
    const [owned] = (await names()).filter((name) => name.includes('_qa_integ_'))
    for (const name of [...left, 'url_test_qa_integ_mine']) await server().query(`CREATE DATABASE ${name}`)
    const second = telling()
    const db = database({ entities, on: at('url_test') })
    second
      .scenario('x')
      .given(db)
      .when('y', () => {})
      .expect('z', async () => {
        expect(await names()).to.include.members([owned, 'url_test_qa_integ_mine'])
        expect((await names()).filter((name) => left.includes(name))).to.deep.equal([])
      })
    expect(await second.failure({ timeout: 10_000 })).to.equal('')
    await second.end()
    expect(await names()).to.include(owned)
    await stage.end()
    await server().query('DROP DATABASE url_test_qa_integ_mine')
    expect(await names()).to.deep.equal(STANDING)
  })

  it('is only touched when its name says test, or its author', async () => {
    const refused = await failure(database({ entities, on: at('url_shop') }))
    expect(refused).to.match(
      new RegExp(
        `nothing in the name of the database "url_shop" of \\w+://${who}@127\\.0\\.0\\.1:\\d+/url_shop says that it is for tests; use one whose name has the word test in it, or confirm with disposable: true`,
      ),
    )
    expect(refused).to.not.contain('geheim')
    expect(await failure(database({ entities, on: at('url_shop'), disposable: true }))).to.equal('')
    await stage.end()
    expect(await names()).to.deep.equal(STANDING)
    expect(await failure(database({ entities, on: at('') }))).to.match(/names no database; put its name behind/)
  })

  it("touches an application's own database only then, too", async () => {
    const source = () =>
      new DataSource({ type, url: server().url('url_shop'), entities: [Author, Novel], synchronize: true })
    expect(await failure(database({ dataSource: source }))).to.match(
      new RegExp(
        `works on the ${type} database "url_shop", and nothing in that name says that it is for tests.*or confirm with disposable: true`,
      ),
    )
    expect(await failure(database({ dataSource: source, disposable: true }))).to.equal('')
    await stage.end()
    await noTrace()
    expect(await names()).to.deep.equal(STANDING)
  })

  return Object.freeze({ stage: () => stage, names, failure })
}
