import { createServer } from 'node:http'
import { expect } from 'chai'
import { EntitySchema, In } from 'typeorm'
import { database } from '../../src/database/index.js'
import { json, status, target } from '../../src/http/index.js'
import type { Scenario } from '../../src/scenario/builder.js'
import { type Telling, telling } from '../support/tell.js'
import type { EngineKey } from './engines.js'

interface Customer {
  id: number
  email: string
  orders?: Promise<Order[]> | Order[]
}
interface Order {
  id: number
  customerId: number | null
  total: number
  customer?: Customer
}

/** What a schema can have wrong. */
interface Wrong {
  readonly unique?: false
  readonly foreignKey?: false | 'CASCADE' | 'SET NULL'
  readonly index?: false
}

/** Customers and their orders, with what is wrong; the tables are called the same in each. */
function shop(on: EngineKey, { unique, foreignKey = 'CASCADE', index }: Wrong = {}) {
  const Customer = new EntitySchema<Customer>({
    name: 'Customer',
    tableName: 'customers',
    columns: {
      id: { type: Number, primary: true, generated: true },
      email: { type: String, unique: unique !== false },
    },
    relations: {
      orders: { type: 'one-to-many', target: 'Order', inverseSide: 'customer', lazy: true },
    },
  })
  const Order = new EntitySchema<Order>({
    name: 'Order',
    tableName: 'orders',
    columns: {
      id: { type: Number, primary: true, generated: true },
      customerId: { type: Number, nullable: true },
      total: { type: Number, default: 1 },
    },
    indices: index === false ? [] : [{ name: 'orders_customer', columns: ['customerId'] }],
    relations: {
      customer: {
        type: 'many-to-one',
        target: 'Customer',
        inverseSide: 'orders',
        joinColumn: { name: 'customerId' },
        ...(foreignKey === false ? { createForeignKeyConstraints: false } : { onDelete: foreignKey }),
      },
    },
  })
  const db = database({ entities: { customers: Customer, orders: Order }, on })
  return { db, Customer, Order, customers: () => db.repository(Customer), orders: () => db.repository(Order) }
}

type Shop = ReturnType<typeof shop>
type Told = Scenario<object>

/** A mistake that programmers make, and the scenario that finds it. */
interface Defect {
  /** What the scenario says of the mistake; it says nothing where there is none. */
  readonly says: RegExp
  /** The schema with the mistake, where it is one of the schema. */
  readonly schema?: Wrong
  readonly told: (scenario: Told, shop: Shop, wrong: boolean) => unknown
}

const many = (s: Shop) => s.db.hasMany(s.Customer, 5, (i) => ({ email: `c${i}@x.io` }))
const theirOrders = (s: Shop) => s.db.hasMany(s.Order, 5, (i) => ({ customerId: i + 1 }))
const asked = { scenario: 'the orders of all customers are read' } as const

const defects: Record<string, Defect> = {
  'a missing transaction': {
    says: /customers: expected no change, for it is not named, got \+1\n\s+\+ id=1 email='ann@x\.io'/,
    told: (scenario, s, wrong) =>
      scenario
        .given(s.db.failing({ statement: 2 }))
        .when('a customer orders for the first time', () => {
          const work = async (manager: typeof s.db.dataSource.manager) => {
            await manager.insert(s.Customer, { email: 'ann@x.io' })
            await manager.insert(s.Order, { customerId: 1 })
          }
          return wrong ? work(s.db.dataSource.manager) : s.db.dataSource.transaction(work)
        })
        .expectError('the fault reaches the caller', (error) => expect(error).to.be.instanceOf(Error))
        .expect(s.db.unchanged()),
  },
  'a missing transaction, asked by its own word': {
    says: /nothing was rolled back: none of the 2 statements of the when began a transaction/,
    told: (scenario, s, wrong) =>
      scenario
        .given(s.db.failing({ statement: 2 }))
        .when('a customer orders for the first time', () => {
          const work = async (manager: typeof s.db.dataSource.manager) => {
            await manager.query(`INSERT INTO customers (email) VALUES ('ann@x.io')`)
            await manager.query('INSERT INTO orders ("customerId") VALUES (1)')
          }
          return wrong ? work(s.db.dataSource.manager) : s.db.dataSource.transaction(work)
        })
        .expectError(s.db.rolledBack()),
  },
  'a missing unique index': {
    schema: { unique: false },
    says: /it succeeded, but was expected to fail; use expect\(\.\.\.\) if it may succeed/,
    told: (scenario, s) =>
      scenario
        .given(s.db.has(s.Customer, { email: 'ann@x.io' }))
        .when('the address is registered again', () => s.customers().insert({ email: 'ann@x.io' }))
        .expectError(s.db.violates.unique(s.Customer, 'email')),
  },
  'a unique value that is only looked up': {
    says: /no statement of the when broke the unique of Customer\(email\); none of its 1 failed/,
    told: (scenario, s, wrong) =>
      scenario
        .given(s.db.has(s.Customer, { email: 'ann@x.io' }))
        .when('the address is registered again', async () => {
          if (wrong && (await s.customers().existsBy({ email: 'ann@x.io' }))) return 409
          return s
            .customers()
            .insert({ email: 'ann@x.io' })
            .then(
              () => 201,
              () => 409,
            )
        })
        .expect('a conflict', (code) => expect(code).to.equal(409))
        .expect(s.db.violates.unique(s.Customer, 'email')),
  },
  'a missing foreign key': {
    schema: { foreignKey: false },
    says: /it succeeded, but was expected to fail; use expect\(\.\.\.\) if it may succeed/,
    told: (scenario, s) =>
      scenario
        .when('an order comes from nobody', () => s.orders().insert({ customerId: 999 }))
        .expectError(s.db.violates.foreignKey(s.Order, 'customerId')),
  },
  'a wrong onDelete': {
    schema: { foreignKey: 'SET NULL' },
    says: /orders: expected -1, got 1 changed\n\s+~ 1: customerId 1 -> NULL/,
    told: (scenario, s) =>
      scenario
        .given(s.db.has(s.Customer).as('customer'))
        .given(s.db.has(s.Order, ({ customer }: { customer: Customer }) => ({ customerId: customer.id })))
        .when('the customer goes', ({ customer }) => s.customers().delete(customer.id))
        .expect(s.db.delta({ customers: -1, orders: -1 })),
  },
  'a swallowed constraint error': {
    says: /no statement of the when broke the unique of Customer\(email\)\. Broken was:\n\s+not null customers\(email\): INSERT INTO customers \(email\) VALUES \(NULL\) \(test\/database\/defects\.test\.ts:\d+:\d+\)/,
    told: (scenario, s, wrong) =>
      scenario
        .given(s.db.has(s.Customer, { email: 'ann@x.io' }))
        .when('an address is registered', () =>
          s.db.dataSource.query(`INSERT INTO customers (email) VALUES (${wrong ? 'NULL' : `'ann@x.io'`})`).then(
            () => 200,
            () => 409,
          ),
        )
        .expect('a conflict', (code) => expect(code).to.equal(409))
        .expect(s.db.violates.unique(s.Customer, 'email')),
  },
  'a row that changed behind a 200': {
    says: /customers: expected no change, for it is not named, got 1 changed\n\s+~ 1: email 'ann@x\.io' -> 'ANN@X\.IO'/,
    told: (scenario, s, wrong) => {
      const http = target({
        uses: [s.db],
        app: () =>
          createServer(async (_, response) => {
            const [customer] = await s.customers().find()
            if (wrong) await s.customers().update(customer!.id, { email: customer!.email.toUpperCase() })
            response.setHeader('content-type', 'application/json')
            response.end(JSON.stringify({ email: customer!.email }))
          }),
      })
      return scenario
        .given(s.db.has(s.Customer, { email: 'ann@x.io' }))
        .when(http.get('/customers/1'))
        .expect(status(200))
        .expect(json({ email: 'ann@x.io' }))
        .expect(s.db.unchanged())
    },
  },
  'N+1 in a loop': {
    says: /queries are repeated from the same line; ask for all rows at once.*:\n\s+5 times SELECT .* \(test\/database\/defects\.test\.ts:\d+:\d+\)/,
    told: (scenario, s, wrong) =>
      scenario
        .given(many(s))
        .given(theirOrders(s))
        .when(asked.scenario, async () => {
          const customers = await s.customers().find()
          if (!wrong) return s.orders().findBy({ customerId: In(customers.map(({ id }) => id)) })
          const all: Order[] = []
          for (const { id } of customers) all.push(...(await s.orders().findBy({ customerId: id })))
          return all
        })
        .expect('five', (orders) => expect(orders).to.have.length(5))
        .expect(s.db.queries.noRepeats()),
  },
  'N+1 in Promise.all': {
    says: /queries are repeated from the same line; ask for all rows at once.*:\n\s+5 times SELECT .* \(test\/database\/defects\.test\.ts:\d+:\d+\)/,
    told: (scenario, s, wrong) =>
      scenario
        .given(many(s))
        .given(theirOrders(s))
        .when(asked.scenario, async () => {
          const ids = (await s.customers().find()).map(({ id }) => id)
          if (!wrong) return s.orders().findBy({ customerId: In(ids) })
          return (await Promise.all(ids.map((id) => s.orders().findBy({ customerId: id })))).flat()
        })
        .expect('five', (orders) => expect(orders).to.have.length(5))
        .expect(s.db.queries.noRepeats()),
  },
  'N+1 in a lazy relation': {
    says: /queries are repeated from the same line; ask for all rows at once.*:\n\s+5 times SELECT .* \(test\/database\/defects\.test\.ts:\d+:\d+\)/,
    told: (scenario, s, wrong) =>
      scenario
        .given(many(s))
        .given(theirOrders(s))
        .when(asked.scenario, async () => {
          const customers = await s.customers().find(wrong ? {} : { relations: { orders: true } })
          const all: Order[] = []
          for (const customer of customers) all.push(...((await customer.orders) ?? []))
          return all
        })
        .expect('five', (orders) => expect(orders).to.have.length(5))
        .expect(s.db.queries.noRepeats()),
  },
  'a dropped index': {
    schema: { index: false },
    says: /no statement seeks rows of orders by an index over customerId; there is no such index\. The plans are:\n\s+SELECT .*\n\s+(SCAN|Seq Scan)/,
    told: (scenario, s) =>
      scenario
        .given(many(s))
        .given(theirOrders(s))
        .when('the orders of one customer are read', () => s.orders().findBy({ customerId: 3 }))
        .expect(s.db.queries.useIndex(s.Order, 'customerId')),
  },
  'a predicate that no index can serve': {
    says: /no statement seeks rows of customers by an index over email; there is one.*can't use: a function.*\. The plans are:\n\s+SELECT .*\n\s+(SCAN|Seq Scan)/,
    told: (scenario, s, wrong) =>
      scenario
        .given(many(s))
        .when('one is looked up', () =>
          s
            .customers()
            .createQueryBuilder('c')
            .where(wrong ? 'lower(c.email) = :email' : 'c.email = :email', { email: 'c3@x.io' })
            .getMany(),
        )
        .expect('it is found', (found) => expect(found).to.have.length(1))
        .expect(s.db.queries.useIndex(s.Customer, 'email')),
  },
  'a leaked query runner': {
    says: /a query runner was not released; it was made at test\/database\/defects\.test\.ts:\d+:\d+; its last statement was SELECT count\(\*\) FROM customers.*released in a finally, for on a server it would hold a connection of the pool for ever/,
    told: (scenario, s, wrong) =>
      scenario
        .when('rows are counted by hand', async () => {
          const runner = s.db.dataSource.createQueryRunner()
          await runner.query('SELECT count(*) FROM customers')
          if (!wrong) await runner.release()
        })
        .expect('that is all', () => {}),
  },
  'an open transaction': {
    says: /a transaction was still open when the scenario ended; it was rolled back\. It was begun at test\/database\/defects\.test\.ts:\d+:\d+, and its last statement was .*customers/,
    told: (scenario, s, wrong) =>
      scenario
        .when('a customer is added by hand', async () => {
          const runner = s.db.dataSource.createQueryRunner()
          await runner.startTransaction()
          await runner.manager.insert(s.Customer, { email: 'ann@x.io' })
          if (wrong) return
          await runner.commitTransaction()
          await runner.release()
        })
        .expect('that is all', () => {}),
  },
}

for (const on of ['sqlite', 'postgres'] as const)
  describe(`a defect that was planted is found on ${on}`, () => {
    const right = shop(on)
    let stage: Telling
    before(() => {
      stage = telling()
    })
    after(async () => {
      expect(await stage.end()).to.deep.equal([])
    })

    for (const [name, { says, schema, told }] of Object.entries(defects))
      it(name, async () => {
        told(stage.scenario('right').given(right.db), right, false)
        const wrong = schema ? shop(on, schema) : right
        told(stage.scenario('wrong').given(wrong.db), wrong, true)
        const [good, bad] = await stage.outcomes({ timeout: 20_000 })
        expect(good!.error?.stack, 'without the defect').to.equal(undefined)
        expect(bad!.error?.message).to.match(says)
      })

    it('a late writer', async () => {
      const { db, customers, Customer } = right
      let go = () => {}
      const later = new Promise<void>((resolve) => {
        go = resolve
      })
      let work: Promise<unknown> = Promise.resolve()
      stage
        .scenario('a customer registers, and is counted later')
        .given(db)
        .when('somebody forgets to await', () => {
          const repository = customers()
          work = later.then(() => repository.insert({ email: 'late@x.io' }))
        })
        .expect('that is all', () => {})
      expect(await stage.failure({ timeout: 20_000 })).to.equal('')
      go()
      await work
      stage
        .scenario('the next')
        .given(db)
        .when('it runs', () => customers().count())
        .expect(db.none(Customer, {}))
      expect(await stage.failure({ timeout: 20_000 })).to.equal('')
      expect(stage.late.map(({ what }) => what).join()).to.match(
        /INSERT INTO "customers".* wrote when no scenario ran; it was undone/,
      )
    })
  })
