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
  // The time from the first line of the suite to the end of the last test.
  'clock.mjs': `let from = 0
export const mochaHooks = {
  beforeAll() { from = performance.now() },
  afterAll() { process.on('exit', () => process.stderr.write('ms ' + (globalThis.ended - from) + '\\n')); globalThis.ended = performance.now() },
}
globalThis.loading = performance.now()`,
})
const mocha = join(root, 'node_modules/mocha/bin/mocha.js')
const ours = [
  '--require',
  './node_modules/qa-integ/dist/src/mocha/index.js',
  '--reporter',
  join(root, 'dist/src/mocha/reporter.js'),
]

/** Milliseconds of a run of mocha, from the first hook to the last. */
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
  return Number(/ms ([\d.]+)/.exec(stderr)[1])
}

const hand = []
const scenarios = []
for (let i = 0; i < RUNS; i++) {
  hand.push(time('hand.mjs', ['--reporter', 'spec']))
  scenarios.push(time('told.mjs', ours))
}
const perHand = median(hand) / TESTS
const perTold = median(scenarios) / TESTS
const over = perTold - perHand
row('', 'qa-integ', 'mocha', 'over')
row(
  `${TESTS} seven-step scenarios, each`,
  `${perTold.toFixed(3)} ms`,
  `${perHand.toFixed(3)} ms`,
  `${over.toFixed(3)} ms (at most 0.15 ms)`,
)
rmSync(directory, { recursive: true, force: true })
if (!smoke && over > 0.15) process.exitCode = 1
