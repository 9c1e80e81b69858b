import { expect } from 'chai'
import { ofType, suite } from 'qa-integ'
import { called, double, reply, service } from 'qa-integ/service'
import { Mailer, OrderService, order, PaymentFailed, PaymentGateway } from '../shop/app.ts'

// Third parties at their real addresses. The code under test is not told that they are played.
const payments = service('payments', { at: 'https://api.payment-service.com' })
const charge = payments.on('POST', '/v1/payments')
const mailer = double(Mailer)
const orders = () => new OrderService(new PaymentGateway('https://api.payment-service.com'), mailer)
const { scenario } = suite({ category: 'external', point: 'OrderService -> payments' })

const declined = reply(402, {
  error: { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' },
})

scenario('an order is charged once, then its receipt is sent')
  .given(charge.answers(({ body }) => reply(201, { id: 'pay_1', amount: body.amount, status: 'succeeded' })))
  .when('it is processed', () => orders().process(order, 'valid_token'))
  .expect('it is completed', (result) => expect(result.status).to.equal('completed'))
  .expect(
    called(charge)
      .with({ body: { amount: 50 } })
      .times(1),
  )
  .expect(called(charge).before(mailer.receipt))

scenario('a declined card sends no receipt', { severity: 'critical' })
  .given(charge.answers(declined))
  .when('the order is processed', () => orders().process(order, 'valid_token'))
  .expectError(ofType(PaymentFailed, 'Payment failed: Your card was declined.'))
  .expect(called.never(mailer.receipt))
