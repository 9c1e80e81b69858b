// What a seven-step scenario costs over a hand-written test that does the same: with our hooks, reporter and records, in
// processes of their own that take turns.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { median, project, root, row, smoke } from './support.mjs'

const TESTS = smoke ? 50 : 2_000
const RUNS = smoke ? 1 : 9

const byHand = `
import { expect } from 'chai'
for (let i = 0; i < ${TESTS}; i++)
  it('an order is billed ' + i, async () => {
    const undo = []
    try {
      const customer = { id: 1, name: 'Ada' }
      undo.push(() => { customer.id = 0 })
      const order = { id: 2, of: customer.id }
      const price = { amount: 42 }
      const bill = await (async () => ({ to: customer.name, order: order.id, amount: price.amount }))()
      expect(bill.to).to.equal('Ada')
      expect(bill.order).to.equal(2)
      expect(bill.amount).to.equal(42)
    } finally {
      for (const one of undo.reverse()) one()
    }
  })
`
const told = `
import { expect } from 'chai'
import { scenario } from 'qa-integ'
for (let i = 0; i < ${TESTS}; i++)
  scenario('an order is billed ' + i, { category: 'component', point: 'Orders -> Bills' })
    .given('a customer', (_, { defer }) => {
      const customer = { id: 1, name: 'Ada' }
      defer(() => { customer.id = 0 })
      return { customer }
    })
    .given('an order', ({ customer }) => ({ order: { id: 2, of: customer.id } }))
    .given('a price', () => ({ price: { amount: 42 } }))
    .when('it is billed', async ({ customer, order, price }) => ({ to: customer.name, order: order.id, amount: price.amount }))
    .expect('the name', (bill) => expect(bill.to).to.equal('Ada'))
    .expect('the order', (bill) => expect(bill.order).to.equal(2))
    .expect('the amount', (bill) => expect(bill.amount).to.equal(42))
`
const directory = project({
  'hand.mjs': byHand,
  'told.mjs': told,
  // From the first hook to the last: the time, and the main thread's time at work where the system tells it, which does
  // not depend on what else the machine does.
  'clock.mjs': `import { readFileSync } from 'node:fs'
function atWork() {
  try {
    return Number(readFileSync('/proc/self/task/' + process.pid + '/schedstat', 'utf8').split(' ')[0]) / 1e6
  } catch {
    return Number.NaN
  }
}
let from = 0
let worked = 0
export const mochaHooks = {
  beforeAll() {
    worked = atWork()
    from = performance.now()
  },
  afterAll() {
    const ms = performance.now() - from
    const work = atWork() - worked
    process.on('exit', () => process.stderr.write('ms ' + ms + ' work ' + work + '\\n'))
  },
}`,
})
const mocha = join(root, 'node_modules/mocha/bin/mocha.js')
const ours = [
  '--require',
  './node_modules/qa-integ/dist/src/mocha/index.js',
  '--reporter',
  join(root, 'dist/src/mocha/reporter.js'),
]

/** Milliseconds of a run of mocha, from the first hook to the last, and of those at work. */
function time(file, options) {
  const results = join(directory, 'results')
  rmSync(results, { recursive: true, force: true })
  const { stderr, stdout, status } = spawnSync(
    process.execPath,
    [mocha, '--no-config', '--require', './clock.mjs', ...options, file],
    {
      cwd: directory,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { ...process.env, QA_INTEG_RESULTS: results, NO_COLOR: '1' },
    },
  )
  if (status !== 0) throw new Error(stdout.slice(-2_000) + stderr)
  const [, ms, work] = /ms ([\d.]+) work (\S+)/.exec(stderr)
  return { ms: Number(ms), work: Number(work) }
}

const hand = []
const scenarios = []
for (let i = 0; i < RUNS; i++) {
  hand.push(time('hand.mjs', ['--reporter', 'spec']))
  scenarios.push(time('told.mjs', ours))
}
row('', 'qa-integ', 'mocha', 'over')
const over = (what, of) => {
  const told = median(scenarios.map(of)) / TESTS
  const peer = median(hand.map(of)) / TESTS
  if (Number.isNaN(told - peer)) return undefined
  row(what, `${told.toFixed(3)} ms`, `${peer.toFixed(3)} ms`, `${(told - peer).toFixed(3)} ms (at most 0.15 ms)`)
  return told - peer
}
const whole = over(`${TESTS} seven-step scenarios, each`, ({ ms }) => ms)
over('the same, at work', (run) => run.work)
rmSync(directory, { recursive: true, force: true })
if (!smoke && whole > 0.15) process.exitCode = 1
