import { expect } from 'chai'
import { ofType, suite } from 'qa-integ'
import { called, component, double, sequence, traced } from 'qa-integ/component'
import { json, status } from 'qa-integ/http'
import { integer } from 'qa-integ/match'
import { reply } from 'qa-integ/service'
import {
  InvalidInput,
  Mailer,
  type NewOrder,
  Order,
  OrderService,
  Payment,
  PaymentGateway,
  Product,
  TokenVerifier,
} from '../../src/index.js'
import { admin, auth, customer, db, emails, payments, userExists } from './world.js'

const order: NewOrder = {
  customer: { id: 7, name: 'Ann', email: 'ann@example.com' },
  items: [{ productId: 3, quantity: 2, price: 450 }],
  payment: { card: { number: '4242424242424241', expMonth: 12, expYear: 2030, cvc: '123' } },
}

describe('the order service and its collaborators', () => {
  const gateway = double(PaymentGateway)
  const mailer = double(Mailer)
  const orders = component(
    'OrderService',
    () => new OrderService(traced('PaymentGateway', gateway), traced('Mailer', mailer)),
  )
  const { scenario } = suite({ category: 'component', point: 'OrderService -> PaymentGateway' })

  scenario('COL-1 the order is charged before its receipt goes out', { severity: 'critical' })
    .given('the card is good', () => void gateway.charge.resolves({ id: 'pay_1' }))
    .given('the mailer works', () => void mailer.receipt.resolves())
    .when(orders.call('process', order))
    .expect('its total is right', (result) => expect(result.total).to.equal(900))
    .expect(called(gateway.charge).with(900).times(1))
    .expect(sequence('OrderService.process', 'PaymentGateway.charge', 'Mailer.receipt'))

  scenario('COL-2 an order without items is refused before anything is charged')
    .when(orders.call('process', { ...order, items: [] }))
    .expectError(ofType(InvalidInput, /at least one item/))
    .expect(called.never(gateway.charge))
})

describe('the order service and its third parties', () => {
  const charge = payments.on('POST', '/v1/payments')
  const receipt = emails.on('POST', '/v1/emails/send')
  const verify = auth.on('GET', '/v1/verify')
  const shopOf = () =>
    new OrderService(
      new PaymentGateway('https://api.payment-service.com'),
      new Mailer('https://api.email-service.com'),
      { tokens: new TokenVerifier('https://auth.service.com') },
    )
  const paid = reply(201, { id: 'pay_1', status: 'succeeded' })
  const sent = reply(200, { id: 'email_1', status: 'sent' })
  const { scenario } = suite({ category: 'external', point: 'OrderService -> payments' })

  scenario('an order with a valid token is charged once, then its receipt is sent')
    .given(verify.answers(reply(200, { valid: true, user_id: 'user_123', permissions: ['read', 'write'] })))
    .given(charge.answers(paid))
    .given(receipt.answers(sent))
    .when('it is processed', () => shopOf().process(order, 'valid_token'))
    .expect('it is completed', (result) => expect(result.status).to.equal('completed'))
    .expect(
      called(charge)
        .with({ body: { amount: 900 } })
        .times(1),
    )
    .expect(called(charge).before(receipt))

  scenario('EH-6 an expired token is refused before anything is charged', {
    point: 'OrderService -> auth',
    severity: 'high',
  })
    .given(verify.answers(reply(401, { valid: false, error: 'Token expired' })))
    .when('the order is processed', () => shopOf().process(order, 'expired_token'))
    .expectError('it says so', (error) => expect(error.name).to.be.a('string'))
    .expect(called.never(charge))

  scenario('a declined card sends no receipt', { severity: 'critical' })
    .given(charge.answers(reply(402, { error: { code: 'card_declined', message: 'Your card was declined.' } })))
    .when('the order is processed', () => shopOf().process(order))
    .expectError('the customer is told why', (error) =>
      expect(error.message).to.equal('Payment failed: Your card was declined.'),
    )
    .expect(called.never(receipt))
})

describe('an order over HTTP, down to its rows', () => {
  const charge = payments.on('POST', '/v1/payments')
  const receipt = emails.on('POST', '/v1/emails/send')
  const { scenario } = suite({ category: 'database', point: 'OrderBook -> orders' })
  const body = {
    userId: 7,
    items: [{ productId: 3, quantity: 2 }],
    payment: { card: { number: '4242424242424241', expMonth: 12, expYear: 2030, cvc: '123' } },
  }
  const product = () => db.has(Product, { id: 3, sku: 'TEA-1', name: 'Green tea', price: 450, stock: 20 })

  scenario('a paid order leaves an order, its item and its payment', { severity: 'critical' })
    .given(userExists())
    .given(product())
    .given(charge.answers(reply(201, { id: 'pay_1', status: 'succeeded' })))
    .given(receipt.answers(reply(200, { id: 'email_1', status: 'sent' })))
    .when(customer.post('/api/orders', body))
    .expect(status(201))
    .expect(json({ id: integer(), status: 'completed', total: 900 }))
    .expect(db.row(Order, { userId: 7 }, { status: 'completed', total: 900 }))
    .expect(db.row(Payment, { amount: 900 }, { amount: 900 }))
    .expect(db.row(Product, { id: 3 }, { stock: 18 }))

  scenario('a declined card gives the pieces back', { severity: 'critical' })
    .given(userExists())
    .given(product())
    .given(charge.answers(reply(402, { error: { code: 'card_declined', message: 'Your card was declined.' } })))
    .when(customer.post('/api/orders', body))
    .expect(status(402))
    .expect(db.row(Product, { id: 3 }, { stock: 20 }))
    .expect(db.row(Order, { userId: 7 }, { status: 'failed' }))

  scenario('TT-1 an order for more pieces than there are leaves nothing behind')
    .given(userExists())
    .given(product())
    .when(admin.post('/api/orders', { ...body, items: [{ productId: 3, quantity: 21 }] }))
    .expect(status(409))
    .expect(db.unchanged())
    .expect(called.never(charge))
})
