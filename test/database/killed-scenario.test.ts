import { createServer } from 'node:http'
import axios from 'axios'
import { expect } from 'chai'
import { EntitySchema } from 'typeorm'
import { database } from '../../src/database/index.js'
import { target } from '../../src/http/index.js'
import { expectation, type Tools } from '../../src/scenario/index.js'
import { reply, service } from '../../src/service/index.js'
import { type Telling, telling } from '../support/tell.js'

interface Order {
  id: number
  paid: boolean
}
const Order = new EntitySchema<Order>({
  name: 'Order',
  tableName: 'orders',
  columns: { id: { type: Number, primary: true, generated: true }, paid: { type: Boolean } },
})

const db = database({ entities: { orders: Order } })
const payments = service('payments', { at: 'https://api.payments.example' })
const charge = payments.on('POST', '/v1/payments')
const shop = target({
  app: () =>
    createServer(async (_, response) => {
      const paid = await axios.post('https://api.payments.example/v1/payments', {}, { validateStatus: () => true })
      await db.repository(Order).insert({ paid: paid.status === 200 })
      response.end()
    }),
})

const KILLS: Readonly<Record<string, (signal: AbortSignal) => unknown>> = {
  throw: () => {
    throw new Error('killed')
  },
  reject: async () => {
    throw new Error('killed')
  },
  'time-out': (signal) => new Promise((_, no) => signal.addEventListener('abort', () => no(new Error('given up')))),
}
const PHASES = ['given', 'arm', 'when', 'verify', 'expect', 'clean-up'] as const

/** One that stores rows by itself and by the application, with a stub that answers, and is killed in a phase. */
function killed(stage: Telling, phase: (typeof PHASES)[number], how: string): void {
  const misbehave = (one: string, { signal }: Pick<Tools, 'signal'>) =>
    one === phase ? (KILLS[how]!(signal) as void) : undefined
  stage
    .scenario(`killed in ${phase} by ${how}`)
    .given(shop)
    .given(charge.answers(reply(200, {})))
    .given(db.has(Order, { paid: true }))
    .given('it goes wrong, perhaps', (_, tools) => {
      tools.defer(() => misbehave('clean-up', tools))
      tools.verify('held', () => misbehave('verify', tools))
      return misbehave('given', tools)
    })
    .when(shop.post('/orders'))
    .expect('it is stored', () => {})
    .when('an order is left in a transaction', async (_, tools) => {
      const runner = db.dataSource.createQueryRunner()
      await runner.startTransaction()
      await runner.manager.getRepository(Order).insert({ paid: false })
      if (phase !== 'when') await runner.commitTransaction().then(() => runner.release())
      return misbehave('when', tools)
    })
    .expect(
      expectation(
        'all is well',
        (_: unknown, __: object, tools: Tools) => misbehave('expect', tools),
        (_: object, tools: Tools) => misbehave('arm', tools),
      ),
    )
}

describe('a scenario with real parts that is killed', () => {
  let stage: Telling
  beforeEach(() => {
    stage = telling()
  })
  afterEach(async () => {
    expect(await stage.end()).to.deep.equal([])
  })

  for (const how of Object.keys(KILLS))
    it(`by ${how} leaves no row, transaction or answer to the next, whatever it was doing`, async () => {
      // A clean-up has a limit of its own, too long for here.
      const phases = PHASES.filter((phase) => phase !== 'clean-up' || how !== 'time-out')
      for (const phase of phases) {
        killed(stage, phase, how)
        const [first] = await stage.outcomes({ timeout: how === 'time-out' ? 500 : 5_000 })
        expect(first?.error?.message, phase).to.match(how === 'time-out' ? /ran out of its/ : /killed/)
        stage
          .scenario('the next one')
          .given(db)
          .given(payments)
          .when('it looks', () => db.repository(Order).find())
          .expect('there is no row', (rows) => expect(rows).to.deep.equal([]))
        expect(await stage.failure({ timeout: 5_000 }), phase).to.equal('')
      }
    })
})
