import { expect } from 'chai'
import { suite } from 'qa-integ'
import { Account } from '../../src/entities/index.js'
import { withdraw } from '../../src/withdraw.js'
import { db } from './world.js'

const { scenario } = suite({ category: 'database', point: 'withdraw -> accounts', severity: 'critical' }).given(db)

scenario('two withdrawals at once lose no money')
  .given(db.has(Account, { balance: 100 }).as('account'))
  .when('both come', ({ account }) =>
    Promise.all([withdraw(db.dataSource, account.id, 30), withdraw(db.dataSource, account.id, 50)]),
  )
  .expect(db.row(Account, {}, { balance: 20 }))

// Every order in which the statements of both could meet, each on a connection of its own.
scenario('whoever comes first, withdrawals end as if one had come after the other')
  .given(db.has(Account, { balance: 100 }).as('account'))
  .when(
    db.race(
      [
        ({ account }: { account: Account }) => withdraw(db.dataSource, account.id, 60),
        ({ account }) => withdraw(db.dataSource, account.id, 60),
      ],
      {
        always: async ({ account }) => {
          const { balance } = await db.repository(Account).findOneByOrFail({ id: account.id })
          expect(balance).to.be.oneOf([100, 40])
        },
      },
    ),
  )
  .expect(db.serializable())
