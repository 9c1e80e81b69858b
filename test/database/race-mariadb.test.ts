import { expect } from 'chai'
import type { EntityManager } from 'typeorm'
import { suite } from '../../src/index.js'
import { unlessWithout } from './engines.js'
import { Account, bank, withdrawBare } from './race-accounts.js'

unlessWithout('locks that races meet', () => {
  const db = bank('mariadb')
  /** Works on the one connection that has the lock. */
  const guarded = (amount: number, lock: string, unlock: string) => async () => {
    const runner = db.dataSource.createQueryRunner()
    try {
      await runner.query(lock)
      await withdrawBare(runner as never, 1, amount)
      await runner.query(unlock)
    } finally {
      await runner.release()
    }
  }
  const taking = (work: (manager: EntityManager, amount: number) => Promise<unknown>) =>
    [30, 50].map((amount) => () => db.dataSource.transaction((manager) => work(manager, amount)))

  describe('locks that races meet on MariaDB', () => {
    const { scenario } = suite({ category: 'database', point: 'accounts' })
      .given(db)
      .given('an account', () => void db.repository(Account).insert({ id: 1, balance: 100 }))

    for (const [what, lock, unlock] of [
      ['a name', "SELECT GET_LOCK('account 1', 20)", "SELECT RELEASE_LOCK('account 1')"],
      ['a table', 'LOCK TABLES accounts WRITE, accounts AS Account WRITE', 'UNLOCK TABLES'],
    ] as const)
      scenario(`one of ${what} is waited for, and nothing is lost`)
        .when(db.race([30, 50].map((amount) => guarded(amount, lock, unlock))))
        .expect('they met', ({ outcomes }) => expect(outcomes.length).to.be.above(2))
        .expect(db.serializable())
        .expect(db.retriesOnly())

    scenario('one that is not waited for fails by a lock time-out')
      .when(
        db.race(
          taking(async (manager, amount) => {
            await manager.query('SELECT * FROM accounts WHERE id = 1 FOR UPDATE NOWAIT')
            await manager.decrement(Account, { id: 1 }, 'balance', amount)
          }),
        ),
      )
      .expect('some did', ({ outcomes }) =>
        expect(outcomes.flatMap(({ failures }) => failures.map(({ kind }) => kind))).to.include('lockTimeout'),
      )
      .expect(db.serializable())
      .expect(db.retriesOnly('lockTimeout'))
  })
})
