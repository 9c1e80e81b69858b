import { expect } from 'chai'
import { handle, suite } from 'qa-integ'
import { called, component, double, sequence, traced } from 'qa-integ/component'
import { answering, json, status, target } from 'qa-integ/http'
import { Mailer, OrderService, order, PaymentGateway } from '../shop/app.ts'

const gateway = double(PaymentGateway)
const mailer = double(Mailer)
const orders = component(
  'OrderService',
  () => new OrderService(traced('PaymentGateway', gateway), traced('Mailer', mailer)),
)

const { scenario } = suite({ category: 'component', point: 'OrderService -> PaymentGateway' })

scenario('an order is charged before its receipt goes out')
  .given('the card is good', () => void gateway.charge.resolves({ id: 'pay_1' }))
  .when(orders.call('process', order))
  .expect('its total is right', (result) => expect(result.total).to.equal(50))
  .expect(called(gateway.charge).with(50).times(1))
  .expect(sequence('OrderService.process', 'PaymentGateway.charge', 'Mailer.receipt'))

// A component in another language is a process behind an address.
const ledger = target({ command: ['python3', 'ledger.py'], readyWhen: answering('/health'), per: 'worker' })

scenario('the ledger books an order', { point: 'OrderService -> ledger' })
  .when(ledger.post('/bookings', { order: 1, total: 50 }))
  .expect(status(201))
  .expect(json({ balance: 50 }))

// A part of the world that the product does not know.
const queue = handle({
  name: 'queue',
  start: async () => ({ jobs: [] as string[] }),
  reset: ({ jobs }) => void jobs.splice(0),
})

describe('with a queue', () => {
  const { scenario } = suite()
    .given(queue)
    .given('a price list', async () => ({ prices: new Map([['tea', 3]]) }))

  scenario('tea is queued at its price')
    .when('it is ordered', ({ prices }) => queue.value.jobs.push(`tea ${prices.get('tea')}`))
    .expect('one job', () => expect(queue.value.jobs).to.deep.equal(['tea 3']))
})
