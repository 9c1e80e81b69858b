import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect } from 'chai'
import { DataSource } from 'typeorm'
import { eventuallyLeftBehind, NOTHING } from '../handle/left-behind.js'
import { project } from '../support/run-suite.js'
import { SQLITE } from '../support/sqlite-type.js'

const SUITE = `
  import { appendFileSync } from 'node:fs'
  import { scenario } from 'qa-integ'
  import { database } from 'qa-integ/database'
  import { DataSource, EntitySchema } from 'typeorm'
  const User = new EntitySchema({ name: 'User', tableName: 'users', columns: { id: { type: Number, primary: true, generated: true }, email: { type: String } } })
  const own = new DataSource({ type: '${SQLITE}', database: 'own_test.sqlite', entities: [User], synchronize: true })
  const databases = [
    database({ name: 'a database of its own', entities: { users: User }, on: '${SQLITE}', connections: 2 }),
    database({ name: "the application's file", dataSource: own, connections: 2 }),
    database({ name: 'a server', entities: { users: User }, on: 'postgres' }),
  ]
  const tell = (line) => appendFileSync('log', line + '\\n')
  const [first, second, third] = databases
  scenario('is interrupted').given(first).given(second).given(third)
    .when('rows are stored, and others in a transaction', async () => {
      for (const db of databases) {
        await db.repository(User).insert({ email: 'ann@x.io' })
        const runner = db.dataSource.createQueryRunner()
        await runner.startTransaction()
        await runner.manager.insert(User, { email: 'bob@x.io' })
      }
      const [{ data_directory: path }] = await third.dataSource.query('SHOW data_directory')
      const [{ port }] = await third.dataSource.query('SHOW port')
      tell('path ' + path)
      tell('path ' + first.dataSource.options.database)
      tell('port ' + port)
      tell('killable')
      await new Promise(() => setInterval(() => {}, 1_000))
    })
    .expect('nothing', () => {})
  scenario('never runs').when('it runs', () => tell('it ran')).expect('nothing', () => {})`

const COMMAND = resolve(import.meta.dirname, '../../dist/src/cli/main.js')

/** Runs it as a terminal does, whose interrupt goes to all processes of the group. */
function interrupted(directory: string): Promise<{ code: number | null; output: string }> {
  const child: ChildProcess = spawn(process.execPath, [COMMAND, 'run'], {
    cwd: directory,
    detached: true,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', TMPDIR: join(directory, 'tmp'), GITHUB_STEP_SUMMARY: '' },
  })
  let output = ''
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const log = join(directory, 'log')
  const watch = setInterval(() => {
    if (!existsSync(log) || !readFileSync(log, 'utf8').includes('killable')) return
    clearInterval(watch)
    process.kill(-child.pid!, 'SIGINT')
  }, 20)
  return new Promise((done) =>
    child.once('close', (code) => {
      clearInterval(watch)
      done({ code, output })
    }),
  )
}

async function rowsOf(file: string): Promise<unknown> {
  const source = await new DataSource({ type: SQLITE, database: file }).initialize()
  try {
    return await source.query(
      `SELECT name FROM sqlite_master WHERE name LIKE 'qa_integ%' UNION ALL SELECT email FROM users`,
    )
  } finally {
    await source.destroy()
  }
}

describe('databases of a scenario that is interrupted by SIGINT', function () {
  this.timeout(60_000)
  before(function () {
    if (process.platform === 'win32') this.skip()
  })

  it('leave no row, server, directory or lock', async () => {
    const directory = project({ 'test/integration/a.integ.js': SUITE })
    try {
      mkdirSync(join(directory, 'tmp'))
      const { code, output } = await interrupted(directory)
      expect(output).to.contain('the run was interrupted')
      expect(code, output).to.equal(4)
      expect(await eventuallyLeftBehind(directory, 10_000), output).to.deep.equal(NOTHING)
      const told = readFileSync(join(directory, 'log'), 'utf8').split('\n')
      expect(told).not.to.include('it ran')
      const paths = told.filter((line) => line.startsWith('path ')).map((line) => line.slice('path '.length))
      expect(paths).to.have.length(2)
      expect(paths.filter(existsSync)).to.deep.equal([])
      expect(readdirSync(join(directory, 'tmp')).filter((name) => !name.startsWith('tsx'))).to.deep.equal([])
      expect(readdirSync(directory).filter((name) => name.startsWith('own_test'))).to.deep.equal(['own_test.sqlite'])
      expect(await rowsOf(join(directory, 'own_test.sqlite'))).to.deep.equal([])
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  })
})
