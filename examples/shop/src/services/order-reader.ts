import type { DataSource } from 'typeorm'
import { Order, type OrderStatus } from '../entities/index.js'
import { NotFound } from '../errors.js'
import type { Page } from './search.js'

export interface OrderFilter {
  readonly userId?: number
  readonly status?: OrderStatus
}

/** Orders with their items and payment. */
export class OrderReader {
  readonly #dataSource: DataSource

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource
  }

  async getOrderById(id: number): Promise<Order> {
    const order = await this.#dataSource.manager.findOne(Order, {
      where: { id },
      relations: { items: true, payment: true },
      order: { items: { id: 'ASC' } },
    })
    if (order === null) throw new NotFound('Order')
    return order
  }

  list({ userId, status }: OrderFilter = {}, { limit = 50, offset = 0 }: Page = {}): Promise<Order[]> {
    return this.#dataSource.manager.find(Order, {
      where: { ...(userId !== undefined && { userId }), ...(status !== undefined && { status }) },
      relations: { items: true, payment: true },
      order: { id: 'ASC', items: { id: 'ASC' } },
      take: limit,
      skip: offset,
    })
  }
}
