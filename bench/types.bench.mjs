// What type-checking scenarios with step values costs beside plain tests that do the same.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { median, project, root, row, smoke } from './support.mjs'

const FILES = smoke ? 2 : 25
const EACH = 20
const RUNS = smoke ? 1 : 5

const steps = `
import { expect } from 'chai'
import { expectation, given, when } from 'qa-integ'
export interface Customer { id: number; name: string }
export interface Order { id: number; of: number }
export interface Bill { to: string; order: number; amount: number }
export const aCustomer = (name: string) => given('a customer ' + name, async () => ({ customer: { id: 1, name } as Customer }))
export const anOrder = given('an order', ({ customer }: { customer: Customer }) => ({ order: { id: 2, of: customer.id } as Order }))
export const aPrice = (amount: number) => given('a price', () => ({ price: { amount } }))
export const billed = when('it is billed', async ({ customer, order, price }: { customer: Customer; order: Order; price: { amount: number } }): Promise<Bill> => ({ to: customer.name, order: order.id, amount: price.amount }))
export const names = (name: string) => expectation('it names ' + name, (bill: Bill) => expect(bill.to).to.equal(name))
export const orders = (id: number) => expectation('its order', (bill: Bill) => expect(bill.order).to.equal(id))
export const costs = (amount: number) => expectation('its amount', (bill: Bill) => expect(bill.amount).to.equal(amount))
`
const told = `
import { scenario } from 'qa-integ'
import { aCustomer, anOrder, aPrice, billed, costs, names, orders } from './steps.js'
${Array.from({ length: EACH }, (_, i) => `scenario('bill ${i}', { severity: 'high' }).given(aCustomer('Ada')).given(anOrder).given(aPrice(${i})).when(billed).expect(names('Ada')).expect(orders(2)).expect(costs(${i}))`).join('\n')}
`
const plain = `
import { expect } from 'chai'
interface Customer { id: number; name: string }
interface Order { id: number; of: number }
interface Bill { to: string; order: number; amount: number }
${Array.from(
  { length: EACH },
  (_, i) => `it('bill ${i}', async () => {
  const customer: Customer = { id: 1, name: 'Ada' }
  try {
    const order: Order = { id: 2, of: customer.id }
    try {
      const price = { amount: ${i} }
      const bill: Bill = await (async () => ({ to: customer.name, order: order.id, amount: price.amount }))()
      expect(bill.to).to.equal('Ada')
      expect(bill.order).to.equal(2)
      expect(bill.amount).to.equal(${i})
    } finally { order.id = 0 }
  } finally { customer.id = 0 }
})`,
).join('\n')}
`
const options = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    target: 'es2023',
    lib: ['es2023'],
    types: ['node', 'mocha'],
    skipLibCheck: true,
  },
}
const files = Object.fromEntries(
  Array.from({ length: FILES }, (_, i) => [
    [`told/suite${i}.ts`, told],
    [`plain/suite${i}.ts`, `${plain}export {}\n`],
  ]).flat(),
)
const directory = project({
  ...files,
  'told/steps.ts': steps,
  // Both load the same declarations, so that the difference is the tests' own.
  'plain/same.ts': "import 'qa-integ'\n",
  'told/tsconfig.json': JSON.stringify(options),
  'plain/tsconfig.json': JSON.stringify(options),
})

function check(folder) {
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder, '--extendedDiagnostics'],
    { cwd: directory, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stdout.slice(0, 2_000))
  const figure = (name) => Number(new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(stdout)[1])
  return { total: figure('Total time'), check: figure('Check time'), instantiations: figure('Instantiations') }
}

const ours = []
const theirs = []
for (let i = 0; i < RUNS; i++) {
  theirs.push(check('plain'))
  ours.push(check('told'))
}
const of = (runs, name) => median(runs.map((run) => run[name]))
const ratio = of(ours, 'total') / of(theirs, 'total')
row('', 'qa-integ', 'mocha', 'ratio')
row(
  `${FILES * EACH} tests type-checked, whole tsc`,
  `${of(ours, 'total').toFixed(2)} s`,
  `${of(theirs, 'total').toFixed(2)} s`,
  `${ratio.toFixed(2)} (at most 1.6)`,
)
row(
  'of it, checking',
  `${of(ours, 'check').toFixed(2)} s`,
  `${of(theirs, 'check').toFixed(2)} s`,
  (of(ours, 'check') / of(theirs, 'check')).toFixed(2),
)
row('type instantiations', String(of(ours, 'instantiations')), String(of(theirs, 'instantiations')), '')
rmSync(directory, { recursive: true, force: true })
if (!smoke && ratio > 1.6) process.exitCode = 1
