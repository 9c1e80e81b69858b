import { expect } from 'chai'
import { suite } from '../../src/index.js'
import { type Telling, telling } from '../support/tell.js'
import { Account, bank, decrement, retried, withdraw, withdrawBare } from './race-accounts.js'

const db = bank('sqlite')

describe('tasks that race on SQLite', () => {
  const { scenario } = suite({ category: 'database', point: 'accounts' })
    .given(db)
    .given(
      'two accounts',
      async () => void (await db.repository(Account).insert([1, 2].map((id) => ({ id, balance: 100 })))),
    )

  scenario('a transaction that read what another has changed is refused, not lost')
    .when(db.race([30, 50].map((amount) => () => withdraw(db.dataSource, 1, amount))))
    .expect('all interleavings', ({ schedules, exhaustive, outcomes }) => {
      expect(exhaustive).to.equal(true)
      expect(schedules).to.be.above(4)
      expect(outcomes.some(({ failures }) => failures.length > 0)).to.equal(true)
    })
    .expect(db.serializable())
    .expect(db.violates.serialization())
    .expect(db.retriesOnly('serialization'))

  scenario('and is tried again')
    .when(
      db.race(
        [30, 50].map((amount) => () => retried(() => withdraw(db.dataSource, 1, amount))),
        { preemptions: 1 },
      ),
    )
    .expect(db.serializable())
    .expect(db.retriesOnly('serialization'))

  scenario('a database that computes loses nothing')
    .when(db.race([30, 50].map((amount) => () => decrement(db.dataSource, 1, amount))))
    .expect('one waits for the other', ({ schedules }) => expect(schedules).to.be.above(2))
    .expect(db.serializable())
    .expect(db.retriesOnly())

  describe('with a planted defect', () => {
    const told: Telling = telling()
    const own = bank('sqlite')
    after(() => told.end())

    it('a missing transaction loses an update', async () => {
      told
        .scenario('x')
        .given(own)
        .given(own.has(Account, { id: 1, balance: 100 }))
        .when(own.race([30, 50].map((amount) => () => withdrawBare(own.dataSource, 1, amount))))
        .expect(own.serializable())
      expect(await told.failure({ timeout: 20_000 })).to.match(
        /serializable: balance is \d+, but one after the other gives 20 \(schedule 3 of 6, replay with --schedule 3:ABBA\)\nSo it is in 4 of 6 schedules/,
      )
    })
  })
})
