import { expect } from 'chai'
import fc from 'fast-check'
import { DataSource } from 'typeorm'
import { type Live, live } from '../../src/database/live.js'
import { provisionDataSource } from '../../src/database/place/provision.js'
import { withoutMariadb } from './engines.js'

const TABLES = [
  'CREATE TABLE teams (id int AUTO_INCREMENT PRIMARY KEY, name varchar(20) UNIQUE)',
  `CREATE TABLE people (id int AUTO_INCREMENT PRIMARY KEY, team int NOT NULL, boss int, age int CHECK (age > 0), twice int AS (age * 2) STORED,
    note text, FOREIGN KEY (team) REFERENCES teams (id) ON DELETE CASCADE ON UPDATE CASCADE, FOREIGN KEY (boss) REFERENCES people (id) ON DELETE SET NULL)`,
  'CREATE TABLE `Odd ``table``` (`a b` int, `select` varchar(20))',
  'CREATE TABLE kinds (a int, b bigint unsigned, d decimal(10, 3), f float, x blob, j json, t datetime(6), s bit(9), PRIMARY KEY (a, b))',
  'CREATE TABLE parts (id int PRIMARY KEY, v int) PARTITION BY HASH (id) PARTITIONS 3',
  'CREATE TABLE audit (id int AUTO_INCREMENT PRIMARY KEY, what varchar(20))',
  "CREATE TRIGGER audited AFTER INSERT ON people FOR EACH ROW INSERT INTO audit (what) VALUES (CONCAT('new ', NEW.id))",
  "INSERT INTO teams (name) VALUES ('a'), ('b'), ('c')",
  "INSERT INTO people (team, boss, age, note) VALUES (1, NULL, 30, 'A'), (1, 1, 17, 'a '), (2, 1, 50, NULL)",
  "INSERT INTO `Odd ``table``` VALUES (1, 'it''s'), (1, 'it''s'), (NULL, '\\\\')",
  `INSERT INTO kinds VALUES (1, 18446744073709551615, 1.100, 0.1, x'00ff27', '{"b": 1,  "a": 2}', '2025-01-01 00:00:00.000001', b'100000001')`,
  'INSERT INTO parts VALUES (1, 1), (2, 2), (3, 3)',
  'CREATE TABLE `Straßen` (id int AUTO_INCREMENT PRIMARY KEY, name varchar(20))',
  "INSERT INTO `Straßen` (name) VALUES ('Am Markt')",
]

type Work = (source: DataSource, n: number) => Promise<unknown>
const run =
  (sql: (n: number) => string): Work =>
  (source, n) =>
    source.query(sql(n))

const WORKS: Readonly<Record<string, Work>> = {
  insert: run((n) => `INSERT INTO people (team, age) SELECT 1, ${n} FROM teams`),
  adjust: run((n) => `UPDATE people SET age = age + ${n} WHERE id % 2 = ${n % 2}`),
  onlyCase: run(() => "UPDATE people SET note = 'a' WHERE id < 3"),
  moveKeys: run((n) => `UPDATE teams SET id = id + ${n * 10} ORDER BY id DESC`),
  swapNames: async (source) => {
    await source.query("UPDATE teams SET name = 'x' WHERE name = 'a'")
    await source.query("UPDATE teams SET name = 'a' WHERE name = 'b'")
    await source.query("UPDATE teams SET name = 'b' WHERE name = 'x'")
  },
  cascade: run((n) => `DELETE FROM teams WHERE id % 3 = ${n % 3}`),
  remove: run((n) => `DELETE FROM people WHERE id % 2 = ${n % 2}`),
  truncate: run(() => 'TRUNCATE people'),
  replace: run((n) => `REPLACE INTO teams (id, name) VALUES (1, 'r${n}')`),
  upsert: run((n) => `INSERT INTO teams (name) VALUES ('a') ON DUPLICATE KEY UPDATE name = 'u${n}'`),
  nextId: run((n) => `ALTER TABLE audit AUTO_INCREMENT = ${n * 100}`),
  keyless: run((n) => `INSERT INTO \`Odd \`\`table\`\`\` VALUES (${n}, 'it''s')`),
  keylessLess: run(() => 'DELETE FROM `Odd ``table``` LIMIT 1'),
  kinds: run((n) => `INSERT INTO kinds VALUES (${n}, 1, 2.5, 1e-3, x'${n}0', '[]', NOW(6), b'1')`),
  kindsLess: run(() => "UPDATE kinds SET x = x'00', j = '{}', f = f * 3"),
  parts: run((n) => `INSERT INTO parts VALUES (${n + 10}, ${n}) ON DUPLICATE KEY UPDATE v = v + 1`),
  partMoved: run((n) => `UPDATE parts SET id = id + ${n * 10 + 1}`),
  beyondAscii: run((n) => `INSERT INTO \`Straßen\` (name) VALUES ('${n}')`),
  beyondAsciiLess: run(() => 'DELETE FROM `Straßen` LIMIT 1'),
  analyzed: async (source, n) => {
    await source.query(`INSERT INTO audit (what) VALUES ('${n}')`)
    await source.query('ANALYZE TABLE audit, people')
  },
  rollsBack: (source) =>
    source
      .transaction(async (manager) => {
        await manager.query("INSERT INTO teams (name) VALUES ('gone')")
        throw new Error('back')
      })
      .catch(() => {}),
  leftOpen: async (source) => {
    const runner = source.createQueryRunner()
    await runner.startTransaction()
    await runner.query("INSERT INTO audit (what) VALUES ('open')")
  },
  leftReading: async (source) => {
    const runner = source.createQueryRunner()
    await runner.startTransaction()
    await runner.query('SELECT * FROM audit')
    await source.query("INSERT INTO audit (what) VALUES ('beside')")
  },
  altered: run(() => 'ALTER TABLE people ADD COLUMN more int DEFAULT 1'),
  dropped: run(() => 'DROP TABLE parts'),
  made: run((n) => `CREATE TABLE made_${n} (id int)`),
}

/** All that the database holds, asked past the engine that is tested. */
async function digest(source: DataSource): Promise<unknown> {
  const names = (await source.query(
    "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' ORDER BY 1",
  )) as { name: string }[]
  const held: unknown[] = [
    await source.query(
      'SELECT TRIGGER_NAME AS name, ACTION_STATEMENT AS does FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()',
    ),
  ]
  for (const { name } of names) {
    const path = `\`${name.replaceAll('`', '``')}\``
    const [made] = await source.query(`SHOW CREATE TABLE ${path}`)
    const rows = (await source.query(`SELECT * FROM ${path}`)) as object[]
    held.push({ made: made['Create Table'], rows: rows.map((row) => JSON.stringify(row)).sort() })
  }
  return held
}

describe('restoring a MariaDB database', () => {
  if (withoutMariadb !== undefined) {
    it.skip(`undoes any sequence of statements: ${withoutMariadb}`)
    return
  }
  let own: Live
  let source: DataSource
  before(async () => {
    class Tables1700000000001 {
      async up(runner: { query(sql: string): Promise<unknown> }) {
        for (const sql of TABLES) await runner.query(sql)
      }
      async down() {}
    }
    source = new DataSource({
      type: 'mariadb',
      migrations: [Tables1700000000001],
      supportBigNumbers: true,
      bigNumberStrings: true,
      dateStrings: true,
    })
    own = await live(await provisionDataSource(source, 'mariadb', false, 1), new Map(), {
      isolation: 'restore',
      strict: false,
    })
  })
  after(() => own?.stop())

  const putBack = () =>
    own.reset().catch((error: Error) => expect(error.message).to.match(/still open|not released|schema/))

  for (const name of Object.keys(WORKS))
    it(`undoes ${name}`, async () => {
      const before = await digest(source)
      await WORKS[name]!(source, 7)
      if (name !== 'leftOpen') expect(await digest(source)).to.not.deep.equal(before)
      await putBack()
      expect(await digest(source)).to.deep.equal(before)
    })

  it('undoes what an ALTER hides from the count of InnoDB', async () => {
    const before = await digest(source)
    for (const hides of ['nextId', 'analyzed'])
      for (const again of [1, 2]) {
        await WORKS.insert!(source, again)
        await WORKS[hides]!(source, again)
        await putBack()
        expect(await digest(source)).to.deep.equal(before)
      }
  })

  it('undoes any sequence of them', async () => {
    const before = await digest(source)
    const names = Object.keys(WORKS).filter((name) => name !== 'leftOpen')
    const work = fc.tuple(fc.constantFrom(...names), fc.integer({ min: 1, max: 9 }))
    // What is left open comes last: a change of the schema would wait for it without an end.
    const sequence = fc.tuple(fc.array(work, { minLength: 1, maxLength: 6 }), fc.boolean())
    await fc.assert(
      fc.asyncProperty(sequence, async ([some, open]) => {
        for (const [name, n] of open ? [...some, ['leftOpen', 0] as const] : some)
          await WORKS[name]!(source, n).catch(() => {})
        await putBack()
        expect(await digest(source)).to.deep.equal(before)
      }),
      { numRuns: 30 },
    )
  })
})
