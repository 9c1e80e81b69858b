import { expect } from 'chai'
import { telling } from '../support/tell.js'
import { library } from './engines.js'

describe('what a scenario leaves on a connection of PostgreSQL', () => {
  const left: Readonly<Record<string, RegExp>> = {
    "SET timezone = 'Asia/Tokyo'": /the setting TimeZone/,
    'CREATE TEMP TABLE notes (a int)': /the temporary table notes/,
    'PREPARE one AS SELECT 1': /the prepared statement one/,
    'LISTEN orders': /a LISTEN on orders/,
    'SELECT pg_advisory_lock(42)': /an advisory lock/,
  }

  it('is told with the statement and its line, and the next scenario finds nothing of it', async () => {
    const stage = telling()
    const db = library('postgres')
    for (const sql of Object.keys(left))
      stage
        .scenario(sql)
        .given(db)
        .when('it runs', () => db.dataSource.query(sql))
        .expect('z', () => {})
    stage
      .scenario('after')
      .given(db)
      .when('what is left is listed', () =>
        db.dataSource.query(`SELECT name FROM pg_settings WHERE source = 'session'
          UNION ALL SELECT name FROM pg_prepared_statements WHERE from_sql UNION ALL SELECT pg_listening_channels()`),
      )
      .expect('nothing', (rows) => expect(rows).to.deep.equal([]))
    const outcomes = await stage.outcomes({ timeout: 10_000 })
    for (const [i, what] of Object.values(left).entries()) {
      const text = outcomes[i]!.error?.message
      expect(text).to.match(what)
      expect(text).to.match(
        /a connection went back into the pool with .* it was made as new\. That was left by .*\(test\/database\/sessions\.test\.ts:\d+:\d+\)/,
      )
    }
    expect(outcomes.at(-1)!.error?.message).to.equal(undefined)
    await stage.end()
  })

  it('is nothing where it was taken back, or ended with its transaction', async () => {
    const stage = telling()
    const db = library('postgres')
    stage
      .scenario('taken back')
      .given(db)
      .when('y', async () => {
        await db.dataSource.query(
          "SET timezone = 'Asia/Tokyo'; RESET timezone; SELECT pg_advisory_lock(1), pg_advisory_unlock(1)",
        )
        await db.dataSource.transaction((manager) =>
          manager.query("SET LOCAL timezone = 'Asia/Tokyo'; SELECT pg_advisory_xact_lock(1)"),
        )
      })
      .expect('z', () => {})
    const [outcome] = await stage.outcomes({ timeout: 10_000 })
    expect(outcome!.error?.message).to.equal(undefined)
    expect(JSON.stringify(outcome)).to.match(/"kind":"database","engine":"PostgreSQL [^"]+","isolation":"restore"/)
    await stage.end()
  })
})
