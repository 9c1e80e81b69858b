import { expect } from 'chai'
import { DataSource } from 'typeorm'
import { type Database, database } from '../../src/database/index.js'
import { type Telling, telling } from '../support/tell.js'
import { Author, Novel } from './engines.js'
import { type OwnServer, ownServer } from './postgres-server.js'
import { failureOf } from './url-cases.js'

const entities = { authors: Author, novels: Novel }
const TABLES = `CREATE TABLE teams (id int PRIMARY KEY, lead int, name text UNIQUE DEFERRABLE INITIALLY DEFERRED);
  CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, team int REFERENCES teams ON DELETE CASCADE ON UPDATE CASCADE, age int CHECK (age > 0));
  ALTER TABLE teams ADD CONSTRAINT teams_lead FOREIGN KEY (lead) REFERENCES people ON DELETE SET NULL DEFERRABLE;
  CREATE TABLE badges (person int NOT NULL REFERENCES people ON DELETE RESTRICT, code text);
  CREATE TABLE audit (what text);
  CREATE FUNCTION audited() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit VALUES (TG_OP || TG_TABLE_NAME); RETURN NULL; END $$;
  CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON people FOR EACH ROW EXECUTE FUNCTION audited();
  ALTER TABLE people ENABLE ALWAYS TRIGGER audited;
  INSERT INTO teams VALUES (1, NULL, 'a'), (2, NULL, 'b');
  INSERT INTO people (team, age) VALUES (1, 30), (1, 40), (2, 50);
  UPDATE teams SET lead = id;
  INSERT INTO badges VALUES (1, 'x'), (1, 'x')`

describe('a PostgreSQL whose user is no superuser', () => {
  let server: OwnServer
  let stage: Telling
  before(async () => {
    server = await ownServer()
    await server.query(`CREATE ROLE plain LOGIN PASSWORD 'geheim'`)
    await server.query(`CREATE ROLE maker LOGIN CREATEDB PASSWORD 'geheim'`)
    await server.query(`CREATE ROLE guest LOGIN PASSWORD 'geheim'`)
    await server.query('CREATE DATABASE plain_test OWNER plain')
  })
  after(() => server.stop())
  beforeEach(() => {
    stage = telling()
  })

  const plainUrl = () => new URL(server.url('plain_test', 'plain'))
  const source = (more: object = {}) => new DataSource({ type: 'postgres', url: plainUrl().href, ...more })
  const failure = (db: Database) => failureOf(stage, db)
  const reset = async () => {
    await server.query('DROP SCHEMA public CASCADE', 'plain_test')
    await server.query('CREATE SCHEMA public AUTHORIZATION plain', 'plain_test')
  }

  it('gets a database of its own where it may create one', async () => {
    const db = database({ entities, on: new URL(server.url('plain_test', 'maker')) })
    for (const title of ['one', 'another'])
      stage
        .scenario(title)
        .given(db.has(Author).as('author'))
        .given(db.has(Novel, ({ author }) => ({ authorId: author.id })))
        .when('the author goes', async ({ author }) => {
          expect(author.id).to.equal(1)
          const [{ name }] = await db.dataSource.query('SELECT current_database() AS name')
          expect(name).to.match(/^plain_test_qa_integ_/)
          return db.repository(Author).delete(author.id)
        })
        .expect(db.delta({ authors: -1, novels: -1 }))
    expect(await stage.failure({ timeout: 10_000 })).to.equal('')
    await stage.end()
    expect(await server.query(`SELECT 1 FROM pg_database WHERE datname LIKE '%qa_integ%'`)).to.deep.equal([])
  })

  it('puts back rows, ids and what hangs on them, and leaves the schema as it was', async () => {
    await reset()
    const own = source()
    await own.initialize()
    await own.query(TABLES)
    const SCHEMA = `SELECT conrelid::regclass::text AS t, conname, pg_get_constraintdef(oid) AS d FROM pg_constraint WHERE connamespace = 'public'::regnamespace
      UNION ALL SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal AND tgname NOT LIKE 'qa_integ%' ORDER BY 1, 2, 3`
    const digest = () =>
      own.query(`SELECT 't' AS k, t::text FROM teams t UNION ALL SELECT 'p', p::text FROM people p UNION ALL SELECT 'b', b::text FROM badges b
        UNION ALL SELECT 'a', a::text FROM audit a UNION ALL SELECT 's', last_value::text FROM people_id_seq ORDER BY 1, 2`)
    const before = [await digest(), await own.query(SCHEMA)]
    const db = database({ dataSource: own })
    const seen: unknown[] = []
    const works = [
      'DELETE FROM badges; DELETE FROM teams',
      'UPDATE teams SET id = id + 10',
      `DELETE FROM badges; UPDATE people SET team = 2; DELETE FROM people WHERE id = 1`,
      `UPDATE teams SET name = CASE name WHEN 'a' THEN 'b' ELSE 'a' END`,
      `INSERT INTO teams VALUES (3, NULL, 'c'); INSERT INTO people (team, age) VALUES (3, 1); UPDATE people SET team = 3 WHERE id = 2`,
      'TRUNCATE teams, people, badges RESTART IDENTITY CASCADE',
      `INSERT INTO badges VALUES (1, 'x'); DELETE FROM badges WHERE ctid = (SELECT min(ctid) FROM badges)`,
      'SELECT 1',
    ]
    for (const sql of works)
      stage
        .scenario(sql)
        .given(db)
        .when('it runs', async () => {
          seen.push([await digest(), await own.query(SCHEMA)])
          await own.query(sql)
        })
        .expect('z', () => {})
    expect(await stage.failure({ timeout: 10_000 })).to.equal('')
    await stage.end()
    for (const one of [...seen, [await digest(), await own.query(SCHEMA)]]) expect(one).to.deep.equal(before)
    await own.destroy()
  })

  it('tells a change of the schema', async () => {
    await reset()
    const own = source({ entities: [Author, Novel], synchronize: true })
    const db = database({ dataSource: own })
    stage
      .scenario('x')
      .given(db)
      .when('y', () => own.query('ALTER TABLE authors ADD COLUMN more text; CREATE INDEX more ON authors (more)'))
      .expect('z', () => {})
    expect(await stage.failure({ timeout: 10_000 })).to.match(
      /the schema of the database was changed \(columns, indices\)/,
    )
    await stage.end()
  })

  it('may not use a database that another worker uses', async () => {
    await reset()
    const options = { entities: [Author, Novel], synchronize: true }
    const db = database({ dataSource: () => source(options) })
    expect(await failure(db)).to.equal('')
    expect(await failure(database({ dataSource: () => source(options), name: 'other' }))).to.match(
      /the database plain_test is in use by another worker or another handle of these tests.*tell it by its URL with `on`.*CREATEDB/,
    )
    expect(await failure(database({ entities, on: plainUrl(), name: 'third' }))).to.match(
      /the database plain_test is in use/,
    )
    await stage.end()
    expect(await failure(database({ entities, on: plainUrl() }))).to.equal('')
    await stage.end()
  })

  it('undoes what a killed run has left', async () => {
    await reset()
    const own = source({ entities: [Author, Novel], synchronize: true })
    const db = database({ dataSource: own })
    stage
      .scenario('killed')
      .given(db)
      .when('an author comes', () => own.getRepository(Author).insert({ email: 'a@x.io', born: new Date(0) }))
      .expect('and every connection goes', () =>
        server.query(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = 'plain_test'`),
      )
    expect(await stage.failure({ timeout: 10_000 })).to.not.equal('')
    await stage.end()
    const second = telling()
    const again = database({ dataSource: () => source({ entities: [Author, Novel] }) })
    second
      .scenario('next')
      .given(again)
      .when('authors are counted', () => again.repository(Author).save({ email: 'b@x.io', born: new Date(0) }))
      .expect('one', (author) => expect(author.id).to.equal(1))
      .expect(again.row(Author, {}, { email: 'b@x.io' }))
    expect(await second.failure({ timeout: 10_000 })).to.equal('')
    await second.end()
  })

  it('is refused where it owns too little', async () => {
    await reset()
    const own = (user: string, entity: object[] = []) =>
      database({
        dataSource: new DataSource({
          type: 'postgres',
          url: server.url('plain_test', user),
          entities: entity as never,
        }),
      })
    await server.query('CREATE TABLE theirs (id int)', 'plain_test')
    expect(await failure(own('plain'))).to.match(
      /the user plain is no superuser and does not own (public\.)?theirs, so what scenarios write there can not be put back; let the tests connect as root_user/,
    )
    expect(await failure(own('guest'))).to.match(
      /the user guest may not create a schema in the database plain_test.*GRANT CREATE ON DATABASE plain_test TO guest/,
    )
  })
})
