import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import { runSuite, type SuiteRunOptions } from '../support/run-suite.js'
import { ended } from './alive.js'

const LEDGER = join(import.meta.dirname, 'fixtures/ledger.mjs')

const world = (per: string) => `
  import { answering, target } from 'qa-integ/http'
  export const ledger = target({
    command: ['node', ${JSON.stringify(LEDGER)}],
    readyWhen: answering('/health'),
    env: { LEDGER_STARTS: process.env.STARTS },
    per: '${per}',
    name: 'ledger',
  })`

const suite = (body: string) => `
  import { scenario } from 'qa-integ'
  import { json, status } from 'qa-integ/http'
  import { ledger } from './world.js'
  ${body}`

const books = (name: string) =>
  suite(`for (const n of [1, 2]) scenario('${name}' + n).when(ledger.post('/bookings')).expect(status(201))`)

describe('a process that is shared', function () {
  this.timeout(60_000)
  let folder: string
  let starts: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'qa-integ-starts-'))
    starts = join(folder, 'starts')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const started = (): number[] =>
    existsSync(starts) ? readFileSync(starts, 'utf8').trim().split('\n').map(Number) : []
  const run = (files: Readonly<Record<string, string>>, options: SuiteRunOptions = {}) =>
    runSuite(files, { ...options, nodeOptions: [], env: { STARTS: starts } })

  const PARALLEL = ['--parallel', '--jobs', '2']
  const cases: [per: string, args: string[], starts: number][] = [
    ['run', PARALLEL, 1],
    ['worker', [], 1],
    ['scenario', PARALLEL, 8],
  ]
  for (const [per, args, times] of cases)
    it(`per ${per}, ${args.length > 0 ? 'in two workers' : 'in one'}: four files start it ${times} times, and it is gone`, async () => {
      const files = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`${name}.integ.js`, books(name)]))
      const { code, stdout, stderr, scenarios } = await run({ 'world.js': world(per), ...files }, { args })
      expect(stdout + stderr).to.contain('8 passing')
      expect(code).to.equal(0)
      expect(scenarios).to.have.length(8)
      expect(started()).to.have.length(times)
      for (const pid of started()) await ended(pid)
    })

  it('per run: a failing scenario shows its log, and one that crashed is started again', async () => {
    const { stdout, code } = await run({
      'world.js': world('run'),
      'a.integ.js': suite(`
        scenario('fails').when(ledger.post('/one')).expect(status(200))
        scenario('crashes').when(ledger.get('/crash')).expect(status(200))
        scenario('goes on').when(ledger.post('/two')).expect(json({ balance: 50 }))`),
    })
    expect(code).to.equal(2)
    expect(stdout).to.contain('1 passing').and.contain('2 failing')
    expect(stdout).to.match(/the log of ledger\n +GET \/health\n +POST \/one\n/)
    expect(stdout).to.contain('its process ended with exit code 7').and.contain('the ledger is on fire')
    expect(stdout).to.contain('the process of "ledger" ended with exit code 7; the next scenario gets a new one')
    expect(started()).to.have.length(2)
    for (const pid of started()) await ended(pid)
  })

  it('per run: nobody outlives a main process that is killed', async () => {
    for (const args of [[], PARALLEL]) {
      rmSync(starts, { force: true })
      const hangs = suite(
        `scenario('hangs').when(ledger.post('/')).expect('it hangs', () => new Promise(() => setInterval(() => {}, 1000)))`,
      )
      const { stderr } = await run(
        { 'world.js': world('run'), 'a.integ.js': hangs, 'b.integ.js': hangs },
        {
          args: [...args, '--timeout', '60000'],
          during: async (child) => {
            // A run that ends before it has started one must not keep this test waiting for ever.
            while (started().length === 0 && child.exitCode === null) await pause(20)
            child.kill('SIGKILL')
          },
        },
      )
      const [pid] = started()
      expect(pid, stderr).to.be.a('number')
      await ended(pid!)
    }
  })
})
