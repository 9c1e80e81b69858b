import { expect } from 'chai'
import type { Database } from '../../../src/database/index.js'
import { suite } from '../../../src/index.js'
import { ANOMALIES, Cell, type Rows, rowsOf, type Seen, transaction } from './anomalies.js'
import type { EngineRows } from './table.js'

/** A scenario for each anomaly at each level of an engine: it occurs in some interleaving, or it is prevented in all. */
export function anomaliesAt(db: Database, engine: string, { published, verified, levels, only }: EngineRows): void {
  describe(`anomalies on ${engine}, as ${published} has or prevents them`, () => {
    scenarioOfVersion(db, verified)
    const { scenario } = suite({ category: 'database', timeout: '30s' }).given(db)
    for (const { level, occurs, schedules } of levels)
      for (const { name, transactions, occurred } of ANOMALIES) {
        if (only && !only.includes(name)) continue
        const expected = occurs.includes(name)
        const finals: Rows[] = []
        const tasks = transactions.map((statements) => () => transaction(db.dataSource, level, statements))
        const always = async () => {
          finals.push(rowsOf(await db.dataSource.query('SELECT id, value FROM test ORDER BY id')))
        }
        const schedule = schedules[name]
        scenario(`${name} ${expected ? 'occurs' : 'is prevented'} at ${level}`)
          .given(db.has(Cell, { id: 1, value: 10 }))
          .given(db.has(Cell, { id: 2, value: 20 }))
          .given('nothing seen yet', () => void finals.splice(0))
          .when(db.race(tasks, { always, ...(schedule ? { schedule } : {}) }))
          .expect(expected ? 'in some schedule' : 'in none', ({ outcomes }) => {
            const seen: readonly Seen[] = outcomes.map(({ results }, i) => ({
              reads: results.map((result) => (result.status === 'fulfilled' ? (result.value as Rows[]) : undefined)),
              final: finals[i]!,
            }))
            const where = outcomes.filter((_, i) => occurred(seen[i]!)).map(({ schedule }) => schedule)
            if (expected) expect(where, `${name} at ${level} of ${outcomes.length} schedules`).to.not.deep.equal([])
            else expect(where, `${name} at ${level} by schedules`).to.deep.equal([])
          })
      }
  })
}

const ASK_VERSION: Readonly<Record<string, string>> = {
  sqlite: 'SELECT sqlite_version() AS version',
  postgres: "SELECT current_setting('server_version') AS version",
  mariadb: 'SELECT VERSION() AS version',
  mysql: 'SELECT VERSION() AS version',
}

/** The rows speak of the versions that they name; on another one they have to be looked at anew. */
function scenarioOfVersion(db: Database, verified: readonly string[]): void {
  const { scenario } = suite({ category: 'database' }).given(db)
  scenario('the table names the version that runs')
    .when('the server is asked', async () => {
      const [row] = (await db.dataSource.query(ASK_VERSION[db.dataSource.options.type]!)) as [{ version: string }]
      return row.version
    })
    .expect('one of them', (version) =>
      expect(
        verified.some((start) => version.startsWith(start)),
        `${version} is not among ${verified.join(', ')}`,
      ).to.equal(true),
    )
}
