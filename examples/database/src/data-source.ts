import 'reflect-metadata'
import { DataSource } from 'typeorm'
import { Account, Post, User } from './entities/index.js'
import { CreateTables1797000000000 } from './migrations/1797000000000-create-tables.js'

/** The application's database, by DATABASE_URL; the caller initialises it. */
export function createDataSource(): DataSource {
  return new DataSource({
    type: 'postgres',
    url: process.env.DATABASE_URL,
    entities: [User, Post, Account],
    migrations: [CreateTables1797000000000],
  })
}
