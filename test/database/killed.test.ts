import type { ChildProcess } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import { project, runMocha } from '../support/run-suite.js'

const WORLD = `
  import { appendFileSync } from 'node:fs'
  import { database } from 'qa-integ/database'
  import { EntitySchema } from 'typeorm'
  export const User = new EntitySchema({ name: 'User', tableName: 'users', columns: { id: { type: Number, primary: true, generated: true }, email: { type: String } } })
  export const db = database({ entities: { users: User } })
  export const tell = () => appendFileSync('log', process.pid + '\\n')`
const HANGS = `
  import { scenario } from 'qa-integ'
  import { db, tell, User } from './world.js'
  scenario('hangs').given(db)
    .when('a user is stored', () => db.repository(User).insert({ email: 'ann@x.io' }))
    .expect('it hangs', () => { tell(); return new Promise(() => setInterval(() => {}, 1000)) })`

/** The directories that databases of these processes work in. */
function directoriesOf(pids: readonly string[]): string[] {
  return ['/dev/shm', tmpdir()]
    .filter((base) => existsSync(base))
    .flatMap((base) => readdirSync(base).map((name) => join(base, name)))
    .filter((path) => pids.some((pid) => path.includes(`qa-integ-db-${pid}-`)))
}

describe('a database of a process that is killed', function () {
  this.timeout(120_000)
  before(function () {
    if (process.platform === 'win32') this.skip()
  })

  for (const [how, args, workers] of [
    ['in one process', [], 1],
    ['in two workers', ['--parallel', '--jobs', '2'], 2],
  ] as const)
    it(`leaves no directory after kill -9, ${how}`, async () => {
      const directory = project({ 'world.js': WORLD, 'a.integ.js': HANGS, 'b.integ.js': HANGS })
      try {
        const log = join(directory, 'log')
        const started = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [])
        let seen: string[] = []
        const kill = async (child: ChildProcess): Promise<void> => {
          while (started().length < workers && child.exitCode === null) await pause(20)
          seen = directoriesOf(started())
          child.kill('SIGKILL')
        }
        const { stdout, stderr } = await runMocha(directory, {
          args: [...args, '--timeout', '60000'],
          nodeOptions: [],
          during: (child) => void kill(child),
        })
        expect(seen, stdout + stderr).to.have.length(workers)
        const until = performance.now() + 20_000
        while (directoriesOf(started()).length > 0 && performance.now() < until) await pause(20)
        expect(directoriesOf(started())).to.deep.equal([])
      } finally {
        rmSync(directory, { recursive: true, force: true })
      }
    })
})
