import 'reflect-metadata'
import { DataSource, type DataSourceOptions } from 'typeorm'
import { Account } from './entities/account.js'
import { Refusal } from './entities/refusal.js'
import { Transfer } from './entities/transfer.js'
import { CreateBank1795000000000 } from './migrations/1795000000000-create-bank.js'

/** `postgres://…`, or `sqlite:` and a path. */
function at(url: string): DataSourceOptions {
  return url.startsWith('sqlite:')
    ? { type: 'sqlite', database: url.slice('sqlite:'.length), enableWAL: true, busyTimeout: 1_000 }
    : { type: 'postgres', url }
}

/** Where the books are kept. */
export function createLedger(url: string): DataSource {
  return new DataSource({
    ...at(url),
    entities: [Account, Transfer],
    migrations: [CreateBank1795000000000],
  })
}

/** A connection of its own, so that what it writes stays when a transaction of the ledger is rolled back. */
export function createJournal(url: string): DataSource {
  return new DataSource({ ...at(url), entities: [Refusal] })
}
