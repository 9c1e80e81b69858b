import { type DataSource, type EntityManager, EntitySchema } from 'typeorm'
import { type Database, database } from '../../src/database/index.js'

export interface Account {
  id: number
  balance: number
}
export const Account = new EntitySchema<Account>({
  name: 'Account',
  tableName: 'accounts',
  columns: { id: { type: Number, primary: true }, balance: { type: Number } },
})

export interface Entry {
  id: number
  accountId: number
  amount: number
  bookedAt: Date
}
export const Entry = new EntitySchema<Entry>({
  name: 'Entry',
  tableName: 'entries',
  columns: {
    id: { type: Number, primary: true, generated: true },
    accountId: { type: Number },
    amount: { type: Number },
    bookedAt: { type: Date, createDate: true },
  },
})

export type Bank = Database<'accounts' | 'entries'>
export const bank = (on: 'postgres' | 'sqlite' | 'mariadb'): Bank =>
  database({ entities: { accounts: Account, entries: Entry }, on, name: on })

type Level = Parameters<DataSource['transaction']>[0] & string

const transaction = (
  dataSource: DataSource,
  level: Level | undefined,
  work: (manager: EntityManager) => Promise<void>,
) => (level === undefined ? dataSource.transaction(work) : dataSource.transaction(level, work))

/** Reads, computes, writes: loses what another has written in between, where the level lets it. */
export function withdraw(dataSource: DataSource, id: number, amount: number, level?: Level) {
  return transaction(dataSource, level, async (manager) => {
    const account = await manager.findOneByOrFail(Account, { id })
    await manager.update(Account, { id }, { balance: account.balance - amount })
  })
}

/** The same without a transaction. */
export async function withdrawBare(dataSource: DataSource, id: number, amount: number) {
  const account = await dataSource.manager.findOneByOrFail(Account, { id })
  await dataSource.manager.update(Account, { id }, { balance: account.balance - amount })
}

/** Locks the row before it reads. */
export function withdrawLocked(dataSource: DataSource, id: number, amount: number) {
  return dataSource.transaction(async (manager) => {
    const account = await manager.findOneOrFail(Account, { where: { id }, lock: { mode: 'pessimistic_write' } })
    await manager.update(Account, { id }, { balance: account.balance - amount })
  })
}

/** Lets the database compute. */
export function decrement(dataSource: DataSource, id: number, amount: number) {
  return dataSource.transaction(async (manager) => void (await manager.decrement(Account, { id }, 'balance', amount)))
}

/** Moves money: locks one account, then the other. */
export function transfer(dataSource: DataSource, from: number, to: number, amount: number) {
  return dataSource.transaction(async (manager) => {
    await manager.decrement(Account, { id: from }, 'balance', amount)
    await manager.increment(Account, { id: to }, 'balance', amount)
  })
}

/** Overdraws one account while both together have enough. */
export function overdraw(dataSource: DataSource, id: number, amount: number, level?: Level) {
  return transaction(dataSource, level, async (manager) => {
    const all = await manager.find(Account)
    if (all.reduce((sum, { balance }) => sum + balance, 0) < amount) return
    await manager.decrement(Account, { id }, 'balance', amount)
  })
}

/** Tries again when the database could not put it in an order. */
export async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await work()
    } catch (error) {
      const { code } = (error as { driverError?: { code?: string } }).driverError ?? {}
      if (tries === 5 || !['40001', '40P01', 'SQLITE_BUSY', 'ER_LOCK_DEADLOCK'].includes(code ?? '')) throw error
    }
}
