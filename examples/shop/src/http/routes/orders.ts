import { Router } from 'express'
import { type Order, orderStatuses, type User } from '../../entities/index.js'
import { InvalidInput, NotFound } from '../../errors.js'
import type { OrderReader } from '../../services/order-reader.js'
import type { OrderService } from '../../services/order-service.js'
import type { Card } from '../../services/payment-gateway.js'
import type { ProductService } from '../../services/product-service.js'
import type { UserService } from '../../services/user-service.js'
import { Fields } from '../fields.js'
import { idOf, queryId, queryOneOf, queryPage } from '../parameters.js'

interface Services {
  readonly users: UserService
  readonly products: ProductService
  readonly orders: OrderService
  readonly reader: OrderReader
}

const id = { min: 1, max: 2 ** 31 - 1 }
const cardNumber = { max: 19, be: { test: (text: string) => /^\d{12,19}$/.test(text), what: '12 to 19 digits' } }
const cvc = { max: 4, be: { test: (text: string) => /^\d{3,4}$/.test(text), what: '3 or 4 digits' } }

function represent({ id, reference, userId, status, total, createdAt, items = [], payment }: Order) {
  return {
    id,
    reference,
    userId,
    status,
    total,
    createdAt: createdAt.toISOString(),
    items: items.map(({ productId, quantity, price }) => ({ productId, quantity, price })),
    ...(payment && {
      payment: {
        status: payment.status,
        amount: payment.amount,
        ...(payment.providerId !== null && { providerId: payment.providerId }),
        ...(payment.failure !== null && { failure: payment.failure }),
      },
    }),
  }
}

function readCard(fields: Fields): Card {
  return {
    number: fields.text('number', cardNumber),
    expMonth: fields.integer('expMonth', { min: 1, max: 12 }),
    expYear: fields.integer('expYear', { min: 2000, max: 2100 }),
    cvc: fields.text('cvc', cvc),
  }
}

function readOrder(body: unknown) {
  const fields = Fields.of(body)
  const seen = new Set<number>()
  const order = {
    userId: fields.integer('userId', id),
    items: fields.list('items', { max: 20 }, (item) => {
      const productId = item.integer('productId', id)
      if (seen.has(productId)) item.problem('productId', 'stands in the order twice')
      seen.add(productId)
      return { productId, quantity: item.integer('quantity', { min: 1, max: 100 }) }
    }),
    card: readCard(fields.object('payment').object('card')),
  }
  fields.done()
  return order
}

async function customerOf(users: UserService, userId: number): Promise<User> {
  try {
    return await users.getUserById(userId)
  } catch (error) {
    if (!(error instanceof NotFound)) throw error
    throw new InvalidInput('The order names a user that does not exist', [
      { field: 'userId', message: 'There is no such user' },
    ])
  }
}

export function orderRoutes({ users, products, orders, reader }: Services): Router {
  return Router()
    .get('/', async (request, response) => {
      const filter = { userId: queryId(request, 'userId'), status: queryOneOf(request, 'status', orderStatuses) }
      const found = await reader.list(filter, queryPage(request))
      response.json(found.map(represent))
    })
    .post('/', async (request, response) => {
      const { userId, items, card } = readOrder(request.body)
      const { name, email } = await customerOf(users, userId)
      const order = {
        customer: { id: userId, name, email },
        items: await products.price(items),
        payment: { card },
      }
      const processed = await orders.process(order, request.get('x-customer-token'))
      response.status(201).location(`/api/orders/${processed.id}`).json(processed)
    })
    .get('/:id', async (request, response) => {
      response.json(represent(await reader.getOrderById(idOf(request))))
    })
}
