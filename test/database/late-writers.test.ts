import { expect } from 'chai'
import pg from 'pg'
import { database } from '../../src/database/index.js'
import { type Telling, telling } from '../support/tell.js'
import { Author, type Library, library, Novel } from './engines.js'

const INSERT = `INSERT INTO authors (email, born) VALUES ('late@x.io', '2000-01-01')`

function placeOf(db: Library): pg.ClientConfig {
  const { host, port, username, database } = db.dataSource.options as unknown as Record<string, string>
  return { host: host!, port: Number(port), user: username!, database: database!, application_name: 'jobs' }
}

/** Another pool of the application, which knows nothing of TypeORM. */
const poolBeside = (db: Library): pg.Pool => new pg.Pool({ ...placeOf(db), max: 2 })

async function clientBeside(db: Library): Promise<pg.Client> {
  const client = new pg.Client(placeOf(db))
  await client.connect()
  return client
}

describe('who writes past TypeORM on PostgreSQL when a scenario is over', () => {
  let stage: Telling
  beforeEach(() => {
    stage = telling()
  })
  afterEach(() => stage.end())

  const counts = (db: Library, title: string, before: () => Promise<unknown> = async () => {}) =>
    stage
      .scenario(title)
      .given(db)
      .when('authors are counted', async () => {
        await before()
        return db.repository(Author).count()
      })

  it('is told with the scenario after which it wrote, the connection and its last statement, and with one that fails by it', async () => {
    const db = library('postgres')
    let pool: pg.Pool | undefined
    counts(db, 'an author is welcomed', async () => {
      pool = poolBeside(db)
    }).expect('none', (count) => expect(count).to.equal(0))
    await stage.outcomes({ timeout: 20_000 })
    const writer = await pool!.connect()
    await writer.query(INSERT)
    // What is written in the last moment before a scenario, for as long as an answer takes, is not told.
    for (let i = 0; i < 20; i++) await pool!.query('SELECT 1')
    writer.release()
    counts(db, 'nobody is there').expect('none', (count) => expect(count).to.equal(0))
    counts(db, 'the next finds nobody').expect('none', (count) => expect(count).to.equal(0))
    const [found, next] = await stage.outcomes()
    await pool!.end()
    expect([found, next].map((one) => one?.record.status)).to.deep.equal(['failed', 'passed'])
    expect(stage.late).to.have.length(1)
    expect(stage.late[0]).to.deep.include({ scenario: 'an earlier scenario' })
    expect(stage.late[0]!.what).to.match(
      /^the connection \d+ \("jobs"\), used past TypeORM or by another process, wrote authors after "an author is welcomed" had ended and before "nobody is there" began; its last statement is INSERT INTO authors .*; it was undone\. Await everything/,
    )
    expect(found!.record.notes.map((note) => ('text' in note ? note.text : '')).join('')).to.match(
      /this may have been found here: the connection \d+ \("jobs"\), used past TypeORM/,
    )
  })

  it('is told where it uses the pool of the data source itself, and its transaction commits late', async () => {
    const db = library('postgres')
    let client: pg.PoolClient | undefined
    let other: pg.Client | undefined
    let work: Promise<unknown> = Promise.resolve()
    counts(db, 'nobody awaits it', async () => {
      other = await clientBeside(db)
      await other.query('SELECT pg_advisory_lock(7)')
      client = await (db.dataSource.driver as unknown as { master: pg.Pool }).master.connect()
      work = client.query(`BEGIN; ${INSERT}; SELECT pg_advisory_xact_lock(7), pg_sleep(0); COMMIT`)
    }).expect('that is all', () => {})
    await stage.outcomes({ timeout: 20_000 })
    await other!.end()
    await work
    client!.release()
    counts(db, 'the next').expect('that is all', () => {})
    await stage.outcomes()
    expect(stage.late.map(({ scenario, what }) => `${scenario}: ${what}`).join()).to.match(
      /^an earlier scenario: the connection \d+, used past TypeORM or by another process, wrote authors after "nobody awaits it" had ended and before "the next" began; it was undone/,
    )
  })

  it('fails no scenario that is rolled back, which has not committed anything', async () => {
    const db = database({ entities: { authors: Author, novels: Novel }, on: 'postgres', isolation: 'rollback' })
    let pool: pg.Pool | undefined
    counts(db, 'one', async () => {
      pool = poolBeside(db)
    }).expect('none', (count) => expect(count).to.equal(0))
    await stage.outcomes({ timeout: 20_000 })
    const writer = await pool!.connect()
    await writer.query(INSERT)
    for (let i = 0; i < 20; i++) await pool!.query('SELECT 1')
    writer.release()
    counts(db, 'two').expect('that is all', () => {})
    counts(db, 'three', () => pool!.query(INSERT)).expect('that is all', () => {})
    const [two, three] = await stage.outcomes()
    await pool!.end()
    expect(two!.error?.message).to.equal(undefined)
    expect(stage.late.map(({ what }) => what).join()).to.match(
      / wrote authors after "one" had ended and before "two" began/,
    )
    expect(three!.error?.message).to.match(/found rows of authors committed, past the scenario's transaction/)
  })

  it('is nobody who writes in time, from the start of a scenario to its end, or for the background of a suite', async () => {
    const db = library('postgres')
    let pool: pg.Pool | undefined
    const write = async () => {
      await pool!.query(INSERT)
    }
    counts(db, 'one', async () => {
      pool = poolBeside(db)
    }).expect('none', (count) => expect(count).to.equal(0))
    for (const title of ['two', 'three']) counts(db, title, write).expect('one', (count) => expect(count).to.equal(1))
    stage
      .suite()
      .given(db)
      .given('an author', write)
      .scenario('with a background')
      .when('authors are counted', () => db.repository(Author).count())
      .expect('one', (count) => expect(count).to.equal(1))
    counts(db, 'after it').expect('none', (count) => expect(count).to.equal(0))
    const outcomes = await stage.outcomes({ timeout: 20_000 })
    await pool?.end()
    expect(outcomes.map(({ error }) => error?.message)).to.deep.equal(outcomes.map(() => undefined))
    expect(stage.late).to.deep.equal([])
  })
})
