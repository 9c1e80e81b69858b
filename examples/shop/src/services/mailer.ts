import { ServiceUnavailable } from '../errors.js'
import { RemoteService } from './remote-service.js'
import type { Resilience } from './resilience.js'

export interface Receipt {
  readonly name: string
  /** In cents. */
  readonly total: number
  readonly reference: string
}

export class Mailer {
  readonly #service: RemoteService

  constructor(url: string, resilience?: Partial<Resilience>) {
    this.#service = new RemoteService('e-mail', url, resilience)
  }

  /** Sends the receipt of an order that was paid. */
  async receipt(to: string, receipt: Receipt): Promise<void> {
    const { status } = await this.#service.request({
      method: 'POST',
      path: '/v1/emails/send',
      headers: { 'idempotency-key': `receipt-${receipt.reference}` },
      body: { to, subject: 'Your order', template: 'receipt', data: receipt },
    })
    if (status >= 300) throw new ServiceUnavailable('e-mail')
  }
}
