import type { DataSource, EntityManager } from 'typeorm'
import { Order, OrderItem, Payment, Product } from '../entities/index.js'
import { Conflict } from '../errors.js'
import { inTransaction } from './transaction.js'
import { isViolation } from './violation.js'

export interface BookedItem {
  readonly productId: number
  readonly quantity: number
  /** Of one piece, in cents. */
  readonly price: number
}

export interface Booking {
  readonly reference: string
  readonly userId: number
  readonly total: number
  readonly items: readonly BookedItem[]
}

async function takeFromStock(manager: EntityManager, { productId, quantity }: BookedItem): Promise<void> {
  const { affected } = await manager
    .createQueryBuilder()
    .update(Product)
    .set({ stock: () => '"stock" - :quantity' })
    .where('"id" = :productId AND "stock" >= :quantity', { productId, quantity })
    .execute()
  if (affected === 0) throw new Conflict(`Product ${productId} is out of stock`)
}

/** Where orders are kept. */
export class OrderBook {
  readonly #dataSource: DataSource

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource
  }

  /** Books the order as pending and takes its items from stock, all or nothing; answers its id. */
  async open({ reference, userId, total, items }: Booking): Promise<number> {
    try {
      return await inTransaction(this.#dataSource, async (manager) => {
        // Always in the same order, so that two orders can't wait for each other.
        for (const item of [...items].sort((a, b) => a.productId - b.productId)) await takeFromStock(manager, item)
        const order = manager.create(Order, { reference, userId, total, status: 'pending' })
        await manager.insert(Order, order)
        await manager.insert(
          OrderItem,
          items.map(({ productId, quantity, price }) => ({ orderId: order.id, productId, quantity, price })),
        )
        return order.id
      })
    } catch (error) {
      const gone = isViolation('foreignKey', error)
      throw gone ? new Conflict('The user or a product of the order was removed', error) : error
    }
  }

  complete(id: number, { amount, providerId }: { amount: number; providerId: string }): Promise<void> {
    return inTransaction(this.#dataSource, async (manager) => {
      await manager.update(Order, { id }, { status: 'completed' })
      await manager.insert(Payment, { orderId: id, amount, providerId, status: 'succeeded' })
    })
  }

  /** Keeps the order as failed, with the reason, and gives its items back to stock. */
  fail(id: number, { amount, failure }: { amount: number; failure: string }): Promise<void> {
    return inTransaction(this.#dataSource, async (manager) => {
      await manager.update(Order, { id }, { status: 'failed' })
      await manager.insert(Payment, { orderId: id, amount, status: 'failed', failure: failure.slice(0, 300) })
      for (const { productId, quantity } of await manager.findBy(OrderItem, { orderId: id })) {
        await manager.increment(Product, { id: productId }, 'stock', quantity)
      }
    })
  }
}
