import { type DataSource, type EntityManager, QueryFailedError } from 'typeorm'
import { Account } from './entities/account.js'
import { Refusal } from './entities/refusal.js'
import { Transfer } from './entities/transfer.js'

/** What a customer did wrong, with the status that says so over HTTP. */
export class Refused extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export interface Statement {
  readonly iban: string
  readonly sent: number
  readonly received: number
}

export class Bank {
  readonly #ledger: DataSource
  readonly #journal: DataSource

  constructor(ledger: DataSource, journal: DataSource) {
    this.#ledger = ledger
    this.#journal = journal
  }

  async open(iban: string, owner: string, balance = 0): Promise<Account> {
    const accounts = this.#ledger.getRepository(Account)
    try {
      return await accounts.save(accounts.create({ iban, owner, balance }))
    } catch (error) {
      if (error instanceof QueryFailedError) throw new Refused(409, 'this account can not be opened')
      throw error
    }
  }

  find(id: number): Promise<Account | null> {
    return this.#ledger.getRepository(Account).findOneBy({ id })
  }

  /** Closed accounts stay in the books. */
  async close(id: number): Promise<void> {
    const { affected } = await this.#ledger.getRepository(Account).softDelete({ id, balance: 0 })
    if (affected === 0) throw new Refused(409, 'only an empty account can be closed')
  }

  /** Either both balances change and the transfer is written down, or nothing is; why not is kept in any case. */
  async transfer(fromId: number, toId: number, amount: number): Promise<Transfer> {
    try {
      return await this.#ledger.transaction('SERIALIZABLE', async (manager) => {
        await take(manager, fromId, amount)
        await put(manager, toId, amount)
        return manager.save(manager.create(Transfer, { fromId, toId, amount }))
      })
    } catch (error) {
      await this.#journal.getRepository(Refusal).insert({ reason: (error as Error).message.slice(0, 200) })
      throw error
    }
  }

  statement(id: number): Promise<Statement | undefined> {
    return this.#journal
      .createQueryBuilder()
      .from('accounts', 'account')
      .select('account.iban', 'iban')
      .addSelect((sum) => total(sum, 'fromId'), 'sent')
      .addSelect((sum) => total(sum, 'toId'), 'received')
      .where('account.id = :id', { id })
      .getRawOne<Statement>()
  }
}

type Sum = import('typeorm').SelectQueryBuilder<object>

const total = (sum: Sum, column: 'fromId' | 'toId') =>
  sum
    .select('CAST(COALESCE(SUM(transfer.amount), 0) AS integer)')
    .from('transfers', 'transfer')
    .where(`transfer."${column}" = account.id`)

async function take(manager: EntityManager, id: number, amount: number): Promise<void> {
  const { affected } = await manager
    .createQueryBuilder()
    .update(Account)
    .set({ balance: () => '"balance" - :amount' })
    .where('id = :id AND balance >= :amount', { id, amount })
    .execute()
  if (affected === 0) throw new Refused(402, 'there is not enough money')
}

async function put(manager: EntityManager, id: number, amount: number): Promise<void> {
  const { affected } = await manager.increment(Account, { id }, 'balance', amount)
  if (affected === 0) throw new Refused(404, 'there is no such account')
}
