import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { answering, json, status, target, typed } from '../../src/http/index.js'
import { handle } from '../../src/index.js'
import { mask } from '../../src/wire/index.js'
import { telling } from '../support/tell.js'
import { ended, isAlive } from './alive.js'

const LEDGER = join(import.meta.dirname, 'fixtures/ledger.mjs')
const command = [process.execPath, LEDGER]
const readyWhen = answering('/health')
const SELF = { reply: typed<{ pid: number; cwd: string; env: Record<string, string>; args: string[] }>() }

describe('a process as a target', () => {
  it('is started when it is needed, asked until it answers, and stopped with the port released', async () => {
    const stage = telling()
    const ledger = target({ command, readyWhen, env: { LEDGER_MODE: 'is slow' }, name: 'ledger' })
    let pid = 0
    let url = ''
    stage
      .scenario('one')
      .when(ledger.post('/bookings', { total: 50 }))
      .expect(status(201))
      .expect(json({ balance: 50 }))
    stage
      .scenario('two')
      .when(ledger.post('/bookings', { total: 50 }))
      .expect(json({ balance: 100 }))
    stage
      .scenario('three')
      .when(ledger.get('/self', SELF))
      .expect('where it is', ({ body }) => {
        pid = body.pid
        url = ledger.url
        expect(isAlive(pid)).to.equal(true)
        expect(body.env.PORT).to.equal(new URL(url).port)
      })
    expect(await stage.failure()).to.equal('')
    expect(stage.events).to.deep.equal(['started ledger'])
    expect(await stage.end()).to.deep.equal([])
    await ended(pid)
    await listenAt(Number(new URL(url).port))
  })

  it('is told its port wherever {port} stands, and runs where and with what it is told', async () => {
    const stage = telling()
    const config = handle({ name: 'config', start: () => 'by function' })
    const ledger = target({
      command: [...command, '{port}', '--at=:{port}'],
      readyWhen,
      env: () => ({ LEDGER_URL: 'http://me:{port}/', LEDGER_CONFIG: config.value }),
      cwd: import.meta.dirname,
      uses: [config],
    })
    stage
      .scenario('x')
      .when(ledger.get('/self', SELF))
      .expect('as told', ({ body }) => {
        const { port } = new URL(ledger.url)
        expect(body.args).to.deep.equal([port, `--at=:${port}`])
        expect(body.env).to.include({ LEDGER_URL: `http://me:${port}/`, LEDGER_CONFIG: 'by function' })
        expect(body.cwd).to.equal(import.meta.dirname)
      })
    expect(await stage.failure()).to.equal('')
    await stage.end()
  })

  it('may listen on the loopback address of IPv6 only', async function () {
    if (!(await hasIpv6())) return this.skip()
    const stage = telling()
    const ledger = target({ command, readyWhen, env: { LEDGER_HOST: '::1' } })
    stage.scenario('x').when(ledger.get('/')).expect(status(201))
    expect(await stage.failure()).to.equal('')
    await stage.end()
  })

  it('is stopped with the processes that it has started', async () => {
    const stage = telling()
    const ledger = target({ command, readyWhen, env: { LEDGER_MODE: 'has a child' }, per: 'scenario' })
    stage.scenario('x').when(ledger.get('/')).expect(status(200))
    const failure = await stage.failure()
    const child = Number(/child (\d+)/.exec(failure)?.[1])
    expect(child).to.be.above(0)
    await ended(child)
  })

  it('shows its log in a failing scenario', async () => {
    const stage = telling()
    const ledger = target({ command, readyWhen, name: 'ledger' })
    stage.scenario('x').when(ledger.get('/bookings/7')).expect(status(200))
    const failure = await stage.failure()
    expect(failure).to.contain('expected status 200 OK, got 201 Created')
    expect(failure).to.match(/the log of ledger\n {4}GET \/health\n {4}GET \/bookings\/7\n/)
    await stage.end()
  })

  it('that ends before it answers is told with its exit code and what it said, without secrets', async () => {
    const stage = telling()
    const env = { LEDGER_MODE: 'refuses to start', LEDGER_TOKEN: 'tea-for-two' }
    const ledger = target({ command, readyWhen, env, name: 'ledger' })
    stage.scenario('x').when(ledger.get('/')).expect(status(200))
    const failure = await stage.failure()
    expect(failure).to.contain('could not be run: start: handle "ledger" could not start: ')
    expect(failure).to.contain(
      'it ended with exit code 3 before it answered; it was asked for GET /health. It said last:',
    )
    expect(failure).to.contain('no database at postgres://ledger:[masked]@db, token [masked]')
    expect(failure).to.contain('(it ended with exit code 3)')
    expect(mask('tea-for-two')).to.equal('[masked]')
  })

  it('that can not be found is told so', async () => {
    const stage = telling()
    stage
      .scenario('x')
      .when(target({ command: ['no-such-program'], readyWhen }).get('/'))
      .expect(status(200))
    expect(await stage.failure()).to.match(
      /no-such-program: it ended with exit code 127 .*\n.*spawn no-such-program ENOENT/,
    )
  })

  it('that is never ready is stopped, and told with what was seen', async () => {
    for (const [mode, seen] of [
      ['is never ready', 'it said 500'],
      ['does not listen', 'nobody listens at its port'],
    ] as const) {
      const stage = telling()
      const ledger = target({ command, readyWhen, env: { LEDGER_MODE: mode }, within: '1s', name: 'ledger' })
      stage.scenario('x').when(ledger.get('/')).expect(status(200))
      expect(await stage.failure()).to.contain(`it did not answer within 1.0 s (${seen})`)
      expect(stage.events).to.deep.equal([])
    }
  })

  it('that crashes fails the scenario in which it did, and the next one gets a new one', async () => {
    const stage = telling()
    const ledger = target({ command, readyWhen, name: 'ledger' })
    stage.scenario('crash').when(ledger.get('/crash')).expect(status(200))
    stage
      .scenario('after')
      .when(ledger.post('/'))
      .expect(json({ balance: 50 }))
    const [crash, after] = await stage.outcomes({ timeout: 5_000 })
    const failure = crash!.error!.stack!
    expect(failure).to.contain('was closed before the whole answer was here; its process ended with exit code 7')
    expect(failure).to.contain('the process of "ledger" ended with exit code 7; the next scenario gets a new one')
    expect(failure).to.contain('the ledger is on fire\n    (it ended with exit code 7)')
    expect(after!.error).to.equal(undefined)
    await stage.end()
    expect(stage.events).to.deep.equal(['started ledger', 'stopped ledger', 'started ledger', 'stopped ledger'])
  })

  it('is refused when an environment holds what is no text', async () => {
    expect(() => target({ command, readyWhen, env: { A: 7 as never } })).to.throw(
      'the variable A in env is 7, not a text',
    )
    const stage = telling()
    stage
      .scenario('x')
      .when(target({ command, readyWhen, env: () => ({ A: undefined as never }) }).get('/'))
      .expect(status(200))
    expect(await stage.failure()).to.contain('the variable A in env is undefined, not a text')
    expect(() => answering('health')).to.throw('the path "health" must begin with a slash')
    expect(() => answering('http://x/')).to.throw("answering(...) takes a path such as '/health'")
  })

  it('that is shared by a run can use no handle of a worker', async () => {
    const stage = telling()
    const db = handle({ name: 'db', start: () => 1 })
    stage
      .scenario('x')
      .when(target({ command, readyWhen, per: 'run', uses: [db], name: 'ledger' }).get('/'))
      .expect(status(200))
    expect(await stage.failure()).to.contain('handle "ledger" lives per run but uses "db", which lives per worker')
    await stage.end()
  })
})

/** Rejects when the port is taken. */
async function listenAt(port: number, host = '127.0.0.1'): Promise<void> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  await new Promise((resolve) => server.close(resolve))
}

const hasIpv6 = (): Promise<boolean> =>
  listenAt(0, '::1').then(
    () => true,
    () => false,
  )
