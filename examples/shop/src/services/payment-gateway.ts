import { randomUUID } from 'node:crypto'
import { PaymentFailed, ServiceUnavailable } from '../errors.js'
import { RemoteService } from './remote-service.js'
import type { Resilience } from './resilience.js'

export interface Card {
  readonly number: string
  readonly expMonth: number
  readonly expYear: number
  readonly cvc: string
}

export interface ChargeDetails {
  readonly card?: Card
  readonly currency?: string
  /** Charges with the same reference are one charge, however often they are sent. */
  readonly reference?: string
}

/** A charge that succeeded. */
export interface Charge {
  readonly id: string
}

function refusalOf(body: Readonly<Record<string, unknown>>): string {
  const { error } = body as { error?: { message?: unknown } | null }
  return typeof error?.message === 'string' ? error.message : 'The payment was refused.'
}

export class PaymentGateway {
  readonly #service: RemoteService

  constructor(url: string, resilience?: Partial<Resilience>) {
    this.#service = new RemoteService('payment', url, resilience)
  }

  /** Charges the amount, in cents. */
  async charge(amount: number, details: ChargeDetails = {}): Promise<Charge> {
    const { card, currency = 'usd', reference = randomUUID() } = details
    const { status, body } = await this.#service.request({
      method: 'POST',
      path: '/v1/payments',
      headers: { 'idempotency-key': reference },
      body: {
        amount,
        currency,
        reference,
        ...(card && {
          card: { number: card.number, exp_month: card.expMonth, exp_year: card.expYear, cvc: card.cvc },
        }),
      },
    })
    if (status >= 300) throw new PaymentFailed(refusalOf(body))
    if (typeof body.id !== 'string' || typeof body.status !== 'string') throw new ServiceUnavailable('payment')
    if (body.status !== 'succeeded') throw new PaymentFailed(`The payment is ${body.status}.`)
    return { id: body.id }
  }
}
