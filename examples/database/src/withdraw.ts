import type { DataSource } from 'typeorm'
import { Account } from './entities/index.js'

/** Takes the amount where it is covered, by one statement: between a look and an update somebody else could withdraw. */
export async function withdraw(dataSource: DataSource, id: number, amount: number): Promise<void> {
  const { affected } = await dataSource
    .createQueryBuilder()
    .update(Account)
    .set({ balance: () => '"balance" - :amount' })
    .where('id = :id AND balance >= :amount', { id, amount })
    .execute()
  if (affected === 0) throw new Error('there is not enough money')
}
