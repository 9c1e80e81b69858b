import { expect } from 'chai'
import { suite } from 'qa-integ'
import { json, status } from 'qa-integ/http'
import { integer } from 'qa-integ/match'
import { Account } from '../src/entities/account.js'
import { Refusal } from '../src/entities/refusal.js'
import { Transfer } from '../src/entities/transfer.js'
import { bank, db, http, journal } from './world.js'

const { scenario } = suite({ category: 'database', point: 'bank -> database' }).given(db).given(http)
const rich = (n: number) => db.has(Account, { iban: `RICH${n}`, balance: 1_000 + n }).as('from')
const poor = (n: number) => db.has(Account, { iban: `POOR${n}`, balance: 0 }).as('to')

/** What an application does to its database, each as a scenario of its own number. */
export const kinds: readonly ((n: number) => void)[] = [
  (n) =>
    scenario(`an account is read, ${n}`)
      .given(db.has(Account, { iban: `DE${n}`, balance: n }).as('account'))
      .when(http.get(({ account }) => `/accounts/${account.id}`))
      .expect(status(200))
      .expect(json({ id: 1, iban: `DE${n}`, balance: n }))
      .expect(db.unchanged())
      .expect(db.queries.atMost(1)),
  (n) =>
    scenario(`an account is opened over HTTP, ${n}`)
      .when(http.post('/accounts', { iban: `de ${n}`, owner: 'Ann', balance: n }))
      .expect(status(201))
      .expect(json({ id: 1 }))
      .expect(db.row(Account, { iban: `DE${n}` }, { id: 1, owner: 'Ann', balance: n }))
      .expect(db.delta({ accounts: +1 })),
  (n) =>
    scenario(`an account is opened by the service, ${n}`)
      .when('it opens one', () => bank().open(`de ${n}`, 'Ann', n))
      .expect('it has the first number', ({ id }) => expect(id).to.equal(1))
      .expect(db.delta({ accounts: +1 })),
  (n) =>
    scenario(`an IBAN is taken once, ${n}`)
      .given(db.has(Account, { iban: `DE${n}` }))
      .when(http.post('/accounts', { iban: `DE ${n}`, owner: 'Bob', balance: 0 }))
      .expect(status(409))
      .expect(db.violates.unique(Account, 'iban'))
      .expect(db.unchanged()),
  (n) =>
    scenario(`a debt can not be opened, ${n}`)
      .when(http.post('/accounts', { iban: `DE${n}`, owner: 'Ann', balance: -1 - n }))
      .expect(status(409))
      .expect(db.violates.check(Account, 'accounts_balance_not_negative'))
      .expect(db.unchanged()),
  (n) =>
    scenario(`money moves, ${n}`)
      .given(rich(n))
      .given(poor(n))
      .when(http.post('/transfers', ({ from, to }) => ({ from: from.id, to: to.id, amount: 400 })))
      .expect(status(201))
      .expect(json({ id: integer(), amount: 400 }))
      .expect(db.row(Account, { iban: `RICH${n}` }, { balance: 600 + n }))
      .expect(db.row(Account, { iban: `POOR${n}` }, { balance: 400 }))
      .expect(db.delta({ accounts: { changed: 2 }, transfers: +1 })),
  (n) =>
    scenario(`a transfer that is not covered is refused, and the second connection keeps why, ${n}`)
      .given(rich(n))
      .given(poor(n))
      .when(http.post('/transfers', ({ from, to }) => ({ from: to.id, to: from.id, amount: 1 + n })))
      .expect(status(402))
      .expect(db.delta({ refusals: +1 })),
  (n) =>
    scenario(`a transfer to nobody takes nothing, ${n}`)
      .given(rich(n))
      .when('it is sent', ({ from }) => bank().transfer(from.id, 999, 1 + n))
      .expectError('it says why', (error) => expect(error.message).to.equal('there is no such account'))
      .expect(db.none(Transfer, {}))
      .expect(db.row(Account, { iban: `RICH${n}` }, { balance: 1_000 + n }))
      .expect(db.delta({ refusals: +1 })),
  (n) =>
    scenario(`a transfer that fails at COMMIT leaves nothing but a refusal, ${n}`)
      .given(rich(n))
      .given(poor(n))
      .given(db.failing('COMMIT'))
      .when(http.post('/transfers', ({ from, to }) => ({ from: from.id, to: to.id, amount: 5 })))
      .expect(status(500))
      .expect(db.delta({ refusals: +1 })),
  (n) =>
    scenario(`an empty account is closed, and stays in the books, ${n}`)
      .given(db.hasMany(Account, 20 + n, (i) => ({ iban: `MANY${i}`, balance: 0 })))
      .when(http.delete(`/accounts/${1 + n}`))
      .expect(status(204))
      .expect('it is not found any more', async () => expect(await bank().find(1 + n)).to.equal(null))
      .expect(db.delta({ accounts: { changed: 1 } })),
  (n) =>
    scenario(`the second connection reads and writes, ${n}`)
      .given(rich(n))
      .when('it does', async ({ from }) => {
        await journal()
          .getRepository(Refusal)
          .insert({ reason: `no ${n}` })
        return bank().statement(from.id)
      })
      .expect('what was sent', (statement) =>
        expect(statement).to.deep.equal({ iban: `RICH${n}`, sent: 0, received: 0 }),
      )
      .expect(db.delta({ refusals: +1 })),
  (n) =>
    scenario(`a delta that is told wrong fails, ${n}`)
      .when('an account is opened', () => bank().open(`DE${n}`, 'Ann'))
      .expect(db.delta({ accounts: +2 })),
]
