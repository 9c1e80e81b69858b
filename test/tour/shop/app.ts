import axios, { isAxiosError } from 'axios'
import express, { type Express } from 'express'
import { type DataSource, QueryFailedError } from 'typeorm'
import { Account, User } from './entities.ts'

/** The users' API: whoever may read, and one key may write. */
export function createApp(dataSource: DataSource): Express {
  const users = dataSource.getRepository(User)
  const app = express().use(express.json())
  app.get('/api/health', (_, reply) => void reply.json({ status: 'ok' }))
  app.get('/api/users', async ({ query: { q } }, reply) => {
    const found = users.createQueryBuilder('user')
    if (q !== undefined) found.where('user.name LIKE :q', { q: `%${q}%` })
    reply.json(await found.getMany())
  })
  app.get('/api/users/:id', async ({ params: { id } }, reply) => {
    const user = await users.findOneBy({ id: Number(id) })
    if (user === null) reply.status(404).json({ error: 'no such user' })
    else reply.json(user)
  })
  app.use(({ headers: { authorization } }, reply, next) => {
    if (authorization === 'test-key') next()
    else reply.status(401).json({ error: 'a key is needed' })
  })
  app.post('/api/users', async ({ body: { name, email } }, reply) => {
    if (!name || !/@.+\./.test(email)) return void reply.status(400).json({ error: 'a name and an address are needed' })
    try {
      const user = await new UserService(dataSource).createUser({ name, email, role: 'user' })
      reply.status(201).location(`/api/users/${user.id}`).json(user)
    } catch (error) {
      if (!(error instanceof QueryFailedError)) throw error
      reply.status(409).json({ error: 'the address is taken' })
    }
  })
  app.delete('/api/users/:id', async ({ params: { id } }, reply) => {
    await users.delete(Number(id))
    reply.status(204).end()
  })
  return app
}

export class UserClient {
  readonly url: string
  constructor(url: string) {
    this.url = url
  }

  async byId(id: number): Promise<{ id: number; name: string }> {
    const { data } = await axios.get(`${this.url}/api/users/${id}`, { headers: { accept: 'application/json' } })
    return data
  }
}

export class PaymentFailed extends Error {}

export class PaymentGateway {
  readonly url: string
  constructor(url: string) {
    this.url = url
  }

  async charge(amount: number): Promise<{ id: string }> {
    try {
      const { data } = await axios.post(`${this.url}/v1/payments`, { amount })
      return data
    } catch (error) {
      if (!isAxiosError(error) || error.response?.status !== 402) throw error
      throw new PaymentFailed(`Payment failed: ${error.response.data.error.message}`)
    }
  }
}

export class Mailer {
  async receipt(to: string): Promise<void> {
    await axios.post('https://mail.example.com/receipts', { to })
  }
}

export class UserService {
  readonly dataSource: DataSource
  constructor(dataSource: DataSource) {
    this.dataSource = dataSource
  }

  async createUser(user: { name: string; email: string; role: 'user' | 'admin' }): Promise<User> {
    return this.dataSource.getRepository(User).save({ ...user })
  }

  async rename(id: number, name: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => void (await manager.update(User, { id }, { name })))
  }
}

/** One statement, so that two at once can't both take the last of it. */
export async function withdraw(dataSource: DataSource, account: number, amount: number): Promise<void> {
  const { affected } = await dataSource
    .createQueryBuilder()
    .update(Account)
    .set({ balance: () => `balance - ${amount}` })
    .where('id = :account AND balance >= :amount', { account, amount })
    .execute()
  if (affected === 0) throw new Error('the balance is too low')
}

export interface Order {
  items: { price: number }[]
}

export class OrderService {
  readonly payments: PaymentGateway
  readonly mailer: Mailer
  constructor(payments: PaymentGateway, mailer: Mailer) {
    this.payments = payments
    this.mailer = mailer
  }

  async process(order: Order, _token?: string): Promise<{ status: string; total: number }> {
    const total = order.items.reduce((sum, { price }) => sum + price, 0)
    await this.payments.charge(total)
    await this.mailer.receipt('ann@example.com')
    return { status: 'completed', total }
  }
}

export const order: Order = { items: [{ price: 20 }, { price: 30 }] }
