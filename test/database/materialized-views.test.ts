import { expect } from 'chai'
import { DataSource } from 'typeorm'
import { type Database, database, type Isolation } from '../../src/database/index.js'
import { type Telling, telling } from '../support/tell.js'

class Sales1700000000001 {
  async up(runner: { query(sql: string): Promise<unknown> }) {
    await runner.query(`
      CREATE TABLE orders (id int PRIMARY KEY, amount int NOT NULL);
      INSERT INTO orders VALUES (1, 10);
      CREATE MATERIALIZED VIEW totals AS SELECT sum(amount)::int AS n FROM orders;
      CREATE UNIQUE INDEX totals_n ON totals (n);
      CREATE MATERIALIZED VIEW doubled AS SELECT n * 2 AS n FROM totals;
      CREATE MATERIALIZED VIEW asked AS SELECT count(*)::int AS n, clock_timestamp() AS at FROM orders;
      CREATE MATERIALIZED VIEW later AS SELECT id FROM orders WITH NO DATA;
      CREATE MATERIALIZED VIEW old AS SELECT count(*)::int AS n FROM orders;
      INSERT INTO orders VALUES (2, 20);
      REFRESH MATERIALIZED VIEW totals; REFRESH MATERIALIZED VIEW doubled; REFRESH MATERIALIZED VIEW asked;`)
  }
  async down() {}
}

const sales = (isolation: Isolation): Database<string> =>
  database({
    dataSource: new DataSource({ type: 'postgres', migrations: [Sales1700000000001] }),
    on: 'postgres',
    isolation,
    name: `sales, ${isolation}`,
  })

const SEEN = `SELECT (SELECT n FROM totals) AS totals, (SELECT n FROM doubled) AS doubled, (SELECT n FROM asked) AS asked,
  (SELECT n FROM old) AS old, (SELECT relispopulated FROM pg_class WHERE relname = 'later') AS later`
const BASELINE = { totals: 30, doubled: 60, asked: 2, old: 1, later: false }

describe('a materialized view that a scenario refreshes on PostgreSQL', () => {
  let stage: Telling
  beforeEach(() => {
    stage = telling()
  })
  afterEach(() => stage.end())

  const refreshing = (db: Database<string>, ...views: string[]) =>
    stage
      .scenario(`refreshes ${views.join()}`)
      .given(db)
      .when('an order is counted', async () => {
        await db.dataSource.query('INSERT INTO orders VALUES (3, 30)')
        for (const view of views) await db.dataSource.query(`REFRESH MATERIALIZED VIEW ${view}`)
      })
      .expect(db.delta({ orders: +1 }))
  const finds = (db: Database<string>, what: object) =>
    stage
      .scenario('the next')
      .given(db)
      .when('it looks', () => db.dataSource.query(SEEN))
      .expect('the baseline', (rows) => expect(rows).to.deep.equal([what]))

  it('holds again what it held, whatever it reads and however it is refreshed', async () => {
    const db = sales('restore')
    finds(db, BASELINE)
    refreshing(db, 'totals', 'doubled', 'asked', 'later')
    finds(db, BASELINE)
    refreshing(db, 'CONCURRENTLY totals')
    finds(db, BASELINE)
    const outcomes = await stage.outcomes({ timeout: 20_000 })
    expect(outcomes.map(({ error }) => error?.message)).to.deep.equal(outcomes.map(() => undefined))
  })

  it('fails the scenario where the baseline holds what its query does not give, and is undone by a copy', async () => {
    const restored = sales('restore')
    const cloned = sales('clone')
    for (const db of [restored, cloned]) {
      refreshing(db, 'old')
      finds(db, BASELINE)
    }
    const texts = (await stage.outcomes({ timeout: 20_000 })).map(({ error }) => error?.message)
    expect(texts[0]).to.match(
      /a scenario refreshed public\.old, which held something else in the baseline than its query gives there, .* refresh it in the migration, the seed or the background that writes what it reads\. The next scenario gets a new database; with isolation: 'clone' it is undone/,
    )
    expect(texts.slice(1)).to.deep.equal([undefined, undefined, undefined])
  })
})
