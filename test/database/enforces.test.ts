import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect } from 'chai'
import { DataSource, type DataSourceOptions, type QueryRunner } from 'typeorm'
import { database } from '../../src/database/index.js'
import { telling } from '../support/tell.js'
import { type EngineKey, unlessWithout, withoutMariadb } from './engines.js'

const PAGE = resolve(import.meta.dirname, '../../docs/guides/what-engines-enforce.md')
const ENGINES = ['sqlite', 'postgres', 'mariadb'] as const satisfies readonly EngineKey[]
type Measured = (typeof ENGINES)[number]
const RENEW = 'QA_RENEW=1 npx mocha --spec test/database/enforces.test.ts'

type Ask = (source: DataSource) => Promise<string>

const PARENTS: Readonly<Record<Measured, string>> = {
  sqlite: 'CREATE TABLE parents (id integer PRIMARY KEY AUTOINCREMENT NOT NULL)',
  postgres: 'CREATE TABLE parents (id serial PRIMARY KEY)',
  mariadb: 'CREATE TABLE parents (id integer PRIMARY KEY AUTO_INCREMENT)',
}
const schema = (engine: Measured): string[] => [
  PARENTS[engine],
  `CREATE TABLE things (
    id integer PRIMARY KEY, short varchar(3), number integer, code varchar(9) UNIQUE, needed varchar(9) NOT NULL DEFAULT 'x',
    positive integer CHECK (positive > 0),
    parent integer REFERENCES parents (id))`,
]

/** Whether the statements are refused, the last of them or at COMMIT. */
const refuses =
  (...statements: string[]): Ask =>
  async (source) =>
    (await attempt(source, (runner) => all(runner, statements))) ? 'refused' : 'taken'

async function all(runner: QueryRunner, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await runner.query(statement)
}

/** A table that stands only where a foreign key can be deferred. */
const WAITING =
  'CREATE TABLE waiting (id integer PRIMARY KEY, later integer REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)'

const succeeds = (source: DataSource, sql: string): Promise<boolean> =>
  source.query(sql).then(
    () => true,
    () => false,
  )

/** What is asked of it, where there is one. */
const deferred =
  (ask: Ask): Ask =>
  async (source) =>
    (await succeeds(source, 'SELECT * FROM waiting')) ? ask(source) : 'can not be declared'

/** Does it in a transaction that is committed; hands back the error, if there was one. */
async function attempt(source: DataSource, work: (runner: QueryRunner) => Promise<void>): Promise<unknown> {
  const runner = source.createQueryRunner()
  await runner.startTransaction()
  try {
    await work(runner)
    await runner.commitTransaction()
    return undefined
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction()
    return error ?? new Error('failed')
  } finally {
    await runner.release()
  }
}

const LEVELS = ['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'] as const

const questions: Readonly<Record<string, Ask>> = {
  'a text that is longer than `varchar(3)`': refuses(`INSERT INTO things (id, short) VALUES (1, 'long')`),
  'a text in an `integer`': refuses(`INSERT INTO things (id, number) VALUES (1, 'text')`),
  'a number that is greater than an `integer` holds': refuses(`INSERT INTO things (id, number) VALUES (1, 3000000000)`),
  '`NULL` in a `NOT NULL` column': refuses('INSERT INTO things (id, needed) VALUES (1, NULL)'),
  'a value that breaks a `CHECK`': refuses('INSERT INTO things (id, positive) VALUES (1, -1)'),
  'a second row with a unique value': refuses(
    `INSERT INTO things (id, code) VALUES (1, 'a')`,
    `INSERT INTO things (id, code) VALUES (2, 'a')`,
  ),
  'a second row whose unique value differs in capitals': refuses(
    `INSERT INTO things (id, code) VALUES (1, 'a')`,
    `INSERT INTO things (id, code) VALUES (2, 'A')`,
  ),
  'a second row with `NULL` in a unique column': refuses(
    'INSERT INTO things (id, code) VALUES (1, NULL)',
    'INSERT INTO things (id, code) VALUES (2, NULL)',
  ),
  'a foreign key that leads nowhere': refuses('INSERT INTO things (id, parent) VALUES (1, 99)'),
  'a deferred foreign key that leads nowhere, at its statement': deferred(async (source) => {
    let inserted = false
    await attempt(source, async (runner) => {
      await runner.query('INSERT INTO waiting (id, later) VALUES (1, 99)')
      inserted = true
    })
    return inserted ? 'taken' : 'refused'
  }),
  'a deferred foreign key that leads nowhere, at `COMMIT`': deferred(
    refuses('INSERT INTO waiting (id, later) VALUES (1, 99)'),
  ),
  'more statements after one that failed, in the same transaction': async (source) =>
    (await attempt(source, async (runner) => {
      await runner.query('INSERT INTO things (id, positive) VALUES (1, -1)').catch(() => {})
      await runner.query('INSERT INTO things (id) VALUES (2)')
    }))
      ? 'refused'
      : 'taken',
  'a `CREATE TABLE` whose transaction is rolled back': async (source) => {
    await attempt(source, async (runner) => {
      await runner.query('CREATE TABLE gone (id integer)')
      throw new Error('back')
    })
    return (await succeeds(source, 'SELECT * FROM gone')) ? 'stays' : 'goes'
  },
  'the next generated id after a rollback': async (source) => {
    const insert = `INSERT INTO parents ${source.options.type === 'mariadb' ? '() VALUES ()' : 'DEFAULT VALUES'}`
    await source.query(insert)
    await attempt(source, async (runner) => {
      await runner.query(insert)
      throw new Error('back')
    })
    await source.query(insert)
    const [{ last }] = await source.query('SELECT max(id) AS last FROM parents')
    return Number(last) === 2 ? 'follows the last that is there' : 'leaves a gap'
  },
  'isolation levels that a transaction can be given': async (source) => {
    const taken: string[] = []
    for (const level of LEVELS) {
      const done = await source
        .transaction(level, async (manager) => manager.query('SELECT 1'))
        .then(
          () => true,
          () => false,
        )
      if (done) taken.push(level.toLowerCase())
    }
    return taken.join(', ')
  },
}

/** Each question in a scenario of its own, so that each finds the same database, and its ids. */
async function measured(engine: Measured): Promise<readonly string[]> {
  let source: DataSource | undefined
  const db = database({
    on: engine,
    dataSource: async ({ url, database: file }) => {
      const options = engine === 'sqlite' ? { type: engine, database: file } : { type: engine, url }
      source = await new DataSource(options as DataSourceOptions).initialize()
      for (const statement of schema(engine)) await source.query(statement)
      await succeeds(source, WAITING)
      return source
    },
  })
  const stage = telling()
  const answers: string[] = []
  for (const [title, ask] of Object.entries(questions))
    stage
      .scenario(title)
      .given(db)
      .when('it is asked', async () => void answers.push(await ask(db.dataSource)))
      .expect('it was answered', () => {})
  expect(await stage.failure({ timeout: 20_000 })).to.equal('')
  expect(await stage.end()).to.deep.equal([])
  await source?.destroy()
  return answers
}

/** Answers in bold where the engines differ. */
function marked(cells: readonly string[]): readonly string[] {
  return new Set(cells).size === 1 ? cells : cells.map((cell) => `**${cell}**`)
}

function page(answers: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    '# What each engine enforces',
    '',
    'Measured by `test/database/enforces.test.ts`, which fails when this page says something else. In bold stands what differs.',
    '',
    line(['', 'SQLite', 'PostgreSQL', 'MariaDB']),
    line(['---', '---', '---', '---']),
    ...Object.keys(questions).map((question, i) => line([question, ...marked(answers.map((of) => of[i]!))])),
    '',
    "What is taken on one engine and refused on another has to be tested on the one that production has: `database({ ..., on: 'postgres' })` or `'mariadb'`. MySQL 9.7 was measured to be as MariaDB is here.",
    '',
  ].join('\n')
}

/** What the page says of an engine that this machine does not have. */
function told(column: number): readonly string[] {
  const rows = readFileSync(PAGE, 'utf8').split('\n')
  return Object.keys(questions).map(
    (question) =>
      rows
        .find((row) => row.startsWith(`| ${question} |`))
        ?.split(' | ')
        [column + 1]?.replace(/\*\*| \|$/g, '') ?? '',
  )
}

describe('the page on what engines enforce', () => {
  unlessWithout('what is enforced', () => {})

  it('says what was measured', async function () {
    this.timeout(60_000)
    const answers: (readonly string[])[] = []
    for (const [i, engine] of ENGINES.entries())
      answers.push(engine === 'mariadb' && withoutMariadb !== undefined ? told(i) : await measured(engine))
    const text = page(answers)
    if (process.env.QA_RENEW) writeFileSync(PAGE, text)
    expect(readFileSync(PAGE, 'utf8'), `the page differs from what was measured; renew it by ${RENEW}`).to.equal(text)
  })
})
