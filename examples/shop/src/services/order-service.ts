import { randomUUID } from 'node:crypto'
import { Forbidden, InvalidInput } from '../errors.js'
import type { Mailer, Receipt } from './mailer.js'
import type { BookedItem, OrderBook } from './order-book.js'
import type { Card, Charge, ChargeDetails, PaymentGateway } from './payment-gateway.js'
import type { TokenVerifier } from './token-verifier.js'

export interface NewOrder {
  readonly customer: { readonly id: number; readonly name: string; readonly email: string }
  readonly items: readonly BookedItem[]
  readonly payment: { readonly card: Card }
}

export interface ProcessedOrder {
  /** None when no book keeps the order. */
  readonly id?: number
  readonly reference: string
  readonly status: 'completed'
  /** In cents. */
  readonly total: number
  readonly payment: { readonly id: string; readonly status: 'succeeded' }
  readonly email: { readonly status: 'sent' | 'failed' }
}

/** What an order service can do without: a caller may know the customer already, or keep the orders itself. */
export interface OrderServiceOptions {
  readonly tokens?: Pick<TokenVerifier, 'verify'>
  readonly book?: Pick<OrderBook, 'open' | 'complete' | 'fail'>
}

export class OrderService {
  readonly #payments: Pick<PaymentGateway, 'charge'>
  readonly #mailer: Pick<Mailer, 'receipt'>
  readonly #tokens: OrderServiceOptions['tokens']
  readonly #book: OrderServiceOptions['book']

  constructor(
    payments: Pick<PaymentGateway, 'charge'>,
    mailer: Pick<Mailer, 'receipt'>,
    { tokens, book }: OrderServiceOptions = {},
  ) {
    this.#payments = payments
    this.#mailer = mailer
    this.#tokens = tokens
    this.#book = book
  }

  /** Books the order, charges it and sends the receipt. A token that is given must be good; a guest has none. */
  async process(order: NewOrder, token?: string): Promise<ProcessedOrder> {
    if (token !== undefined) await this.#requireWriter(token)
    const { customer, items, payment } = order
    if (items.length === 0) throw new InvalidInput('An order needs at least one item')
    const total = items.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
    const reference = randomUUID()
    const id = await this.#book?.open({ reference, userId: customer.id, total, items })
    const charge = await this.#charge(total, { card: payment.card, reference }, id)
    const email = await this.#sendReceipt(customer.email, { name: customer.name, total, reference })
    const paid = { id: charge.id, status: 'succeeded' } as const
    return { ...(id !== undefined && { id }), reference, status: 'completed', total, payment: paid, email }
  }

  async #requireWriter(token: string): Promise<void> {
    const identity = await this.#tokens?.verify(token)
    if (identity && !identity.permissions.includes('write')) throw new Forbidden()
  }

  /** A charge is never made within a transaction: it may take minutes. One that fails leaves the order behind as failed. */
  async #charge(amount: number, details: ChargeDetails, orderId: number | undefined): Promise<Charge> {
    let charge: Charge
    try {
      charge = await this.#payments.charge(amount, details)
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error)
      if (orderId !== undefined) await this.#book?.fail(orderId, { amount, failure })
      throw error
    }
    if (orderId !== undefined) await this.#book?.complete(orderId, { amount, providerId: charge.id })
    return charge
  }

  /** An order that was paid is complete, whether or not its receipt could be sent. */
  async #sendReceipt(to: string, receipt: Receipt): Promise<ProcessedOrder['email']> {
    try {
      await this.#mailer.receipt(to, receipt)
      return { status: 'sent' }
    } catch {
      return { status: 'failed' }
    }
  }
}
