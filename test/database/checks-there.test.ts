import { expect } from 'chai'
import { EntitySchema } from 'typeorm'
import { database } from '../../src/database/index.js'
import { telling } from '../support/tell.js'
import { withoutMariadb } from './engines.js'

interface Account {
  id: number
  balance: number
}
const Account = new EntitySchema<Account>({
  name: 'Account',
  tableName: 'accounts',
  columns: { id: { type: Number, primary: true, generated: true }, balance: { type: Number } },
  checks: [{ name: 'accounts_balance', expression: 'balance >= 0' }],
})
const Plain = new EntitySchema<Account>({ ...Account.options, name: 'Plain', tableName: 'plain', checks: [] })

if (withoutMariadb !== undefined) it.skip(`checks that are not there on mariadb: ${withoutMariadb}`)

describe('a check that is not there', () => {
  for (const on of ['sqljs', 'postgres', 'mariadb'] as const) {
    if (on === 'mariadb' && withoutMariadb !== undefined) continue
    it(`is told as such on ${on}`, async () => {
      const stage = telling()
      const db = database({ entities: { accounts: Account, plain: Plain }, on })
      const overdraw = async () =>
        void (await db
          .repository(Account)
          .insert({ balance: -1 })
          .catch(() => {}))
      const told = { any: undefined, misspelt: 'accounts_balanec', known: 'accounts_balance' }
      for (const [title, name] of Object.entries(told))
        stage.scenario(title).given(db).when('y', overdraw).expect(db.violates.check(Account, name))
      stage.scenario('of another').given(db).when('y', overdraw).expect(db.violates.check(Plain))
      const outcomes = await stage.outcomes({ timeout: 10_000 })
      const [any, misspelt, known, other] = outcomes.map(({ error }) => error?.message)
      if (on === 'mariadb') {
        const made = ': TypeORM makes none on MySQL and MariaDB, whatever Account declares; make it by a migration'
        expect(any).to.contain(`the table accounts has no check in the database${made}`)
        expect(known).to.contain(`the table accounts has no check "accounts_balance" in the database${made}`)
        expect(misspelt).to.contain('has no check "accounts_balanec" in the database; it has none')
      } else {
        expect([any, known]).to.deep.equal([undefined, undefined])
        expect(misspelt).to.contain(
          'has no check "accounts_balanec" in the database (did you mean "accounts_balance"?); it has accounts_balance\n',
        )
        expect(misspelt).to.match(/Broken was:\n {2}check accounts(\(balance\))? "accounts_balance": INSERT/)
      }
      expect(other).to.contain('the table plain has no check in the database; it has none\n')
      await stage.end()
    })
  }

  it('is told from one without a name on SQLite', async () => {
    const stage = telling()
    const db = database({ entities: { plain: Plain }, on: 'sqljs' })
    const own = stage.suite().given(db)
    for (const name of ['balance > (1 - 1)', 'above', 'balance', 'below'])
      own
        .scenario(name)
        .given('a table with checks', async () => {
          await db.dataSource.query('DROP TABLE plain')
          await db.dataSource.query(`CREATE TABLE plain (id integer PRIMARY KEY, -- CHECK (id > 0)
            balance integer DEFAULT ('CHECK (1)') CHECK ( balance > (1 - 1) ), CONSTRAINT "above" CHECK (balance < 9))`)
        })
        .when('y', async () => {
          for (const balance of [-1, 10])
            await db.dataSource.query('INSERT INTO plain (balance) VALUES (?)', [balance]).catch(() => {})
        })
        .expect(db.violates.check(Plain, name))
    const [expression, above, ...others] = (await stage.outcomes()).map(({ error }) => error?.message)
    expect([expression, above]).to.deep.equal([undefined, undefined])
    for (const text of others) expect(text).to.contain('in the database; it has balance > (1 - 1), above\n')
    await stage.end()
  })
})
