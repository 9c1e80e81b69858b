import 'reflect-metadata'
import { DataSource } from 'typeorm'
import { Order, OrderItem, Payment, Product, User } from './entities/index.js'
import { migrations } from './migrations/index.js'

export const entities = [User, Product, Order, OrderItem, Payment]

/** The shop's database in a file, or in memory; the caller initialises it and runs its migrations. */
export function createDataSource(database = ':memory:'): DataSource {
  return new DataSource({ type: 'sqlite', database, entities, migrations, synchronize: false })
}
