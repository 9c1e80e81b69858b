import { expect } from 'chai'
import { double } from '../../src/component/index.js'
import { handle, suite } from '../../src/index.js'
import { type Telling, telling } from '../support/tell.js'
import {
  Account,
  bank,
  decrement,
  Entry,
  overdraw,
  retried,
  transfer,
  withdraw,
  withdrawBare,
  withdrawLocked,
} from './race-accounts.js'

const taking = (take: (amount: number) => Promise<unknown>) => [() => take(30), () => take(50)]

/** The same defects and none on every server; `gives` is how it says no at SERIALIZABLE. */
export function tasksRace(on: 'postgres' | 'mariadb', engine: string, gives: 'serialization' | 'deadlock'): void {
  describe(`tasks that race on ${engine}`, () => {
    const db = bank(on)
    const { scenario } = suite({ category: 'database', point: 'accounts' }).given(db)
    const two = (title: string) =>
      scenario(title)
        .given(db.has(Account, { id: 1, balance: 100 }))
        .given(db.has(Account, { id: 2, balance: 100 }))

    describe('without a defect', () => {
      two('a row that is locked before it is read loses nothing')
        .when(db.race(taking((amount) => withdrawLocked(db.dataSource, 1, amount))))
        .expect('every interleaving was run', ({ schedules, exhaustive }) => {
          expect(exhaustive).to.equal(true)
          expect(schedules).to.be.above(2)
        })
        .expect(db.serializable())
        .expect(db.retriesOnly())

      two('a database that computes loses nothing')
        .when(db.race(taking((amount) => decrement(db.dataSource, 1, amount))))
        .expect(db.serializable())
        .expect(db.retriesOnly())

      two('one statement each needs no transaction')
        .when(db.race(taking((amount) => db.repository(Account).decrement({ id: 1 }, 'balance', amount))))
        .expect(db.serializable())
        .expect(db.retriesOnly())

      two('SERIALIZABLE gives one of them up, which may be tried again')
        .when(
          db.race(
            [
              () => overdraw(db.dataSource, 1, 150, 'SERIALIZABLE'),
              () => overdraw(db.dataSource, 2, 150, 'SERIALIZABLE'),
            ],
            {
              preemptions: 1,
            },
          ),
        )
        .expect('the level was the asked one', ({ outcomes }) =>
          expect(outcomes.flatMap(({ failures }) => failures.map(({ kind }) => kind))).to.include(gives),
        )
        .expect(db.serializable())
        .expect(db.retriesOnly(gives))

      two('and is tried again')
        .when(
          db.race(
            [1, 2].map((id) => () => retried(() => overdraw(db.dataSource, id, 150, 'SERIALIZABLE'))),
            { preemptions: 1 },
          ),
        )
        .expect(db.serializable())
        .expect(db.retriesOnly())

      two('keys and times that are generated may differ')
        .when(
          db.race(
            [30, 50].map(
              (amount) => () =>
                db.dataSource.transaction(async (manager) => {
                  await manager.decrement(Account, { id: 1 }, 'balance', amount)
                  return manager.save(Entry, { accountId: 1, amount })
                }),
            ),
          ),
        )
        .expect(db.serializable())
        .expect('what later expectations see is the tasks in their order', async () =>
          expect((await db.repository(Entry).find({ order: { id: 'ASC' } })).map(({ amount }) => amount)).to.deep.equal(
            [30, 50],
          ),
        )
        .expect(db.delta({ accounts: { changed: 1 }, entries: 2 }))

      two('a withdrawal that is refused in some orders may fail in any')
        .when(
          db.race(
            [80, 50].map(
              (amount) => () =>
                db.dataSource.transaction(async (manager) => {
                  const { balance } = await manager.findOneOrFail(Account, {
                    where: { id: 1 },
                    lock: { mode: 'pessimistic_write' },
                  })
                  await db.dataSource.manager.insert(Entry, { accountId: 2, amount })
                  if (balance < amount) throw new Error('not enough')
                  await manager.update(Account, 1, { balance: balance - amount })
                }),
            ),
            { preemptions: 1 },
          ),
        )
        .expect(db.serializable())
    })

    describe('each from the same world', () => {
      class Mailer {
        async receipt(_to: string): Promise<void> {}
      }
      const mailer = double(Mailer)
      const queue = handle({ name: 'queue', start: () => [] as string[], reset: (jobs) => void jobs.splice(0) })

      scenario('rows, sequences, doubles, handles and context objects begin anew')
        .given(db.has(Account, { id: 1, balance: 100 }).as('account'))
        .given(db.has(Entry, { accountId: 1, amount: 1 }))
        .given(queue)
        .given(
          'mail goes out once',
          () => void mailer.receipt.onFirstCall().resolves().onSecondCall().rejects(new Error('twice')),
        )
        .given('a call that is not the race’s', async () => {
          await mailer.receipt('x')
          mailer.receipt.resetHistory()
        })
        .when(
          db.race(
            [
              async ({ account }) => {
                account.balance -= 30
                await db.repository(Account).save(account)
                queue.value.push('A')
                await mailer.receipt('a')
              },
              async () => {
                await db.repository(Account).find()
                return (await db.repository(Entry).insert({ accountId: 1, amount: 2 })).identifiers[0]!.id as number
              },
            ],
            {
              always: async ({ account }) => {
                expect(account.balance).to.equal(70)
                expect(queue.value).to.deep.equal(['A'])
                expect(mailer.receipt.callCount).to.equal(1)
                expect(await db.repository(Entry).countBy({ id: 2 })).to.equal(1)
              },
            },
          ),
        )
        .expect(db.retriesOnly())
        .expect('the answers of a given stayed', () => expect(mailer.receipt.callCount).to.equal(1))
    })

    describe('with a planted defect', () => {
      /** On a world of its own, so that failures are seen as an author sees them. */
      const told = telling()
      const db = bank(on)
      const failing = async (tell: (told: Telling) => void): Promise<string> => {
        tell(told)
        return told.failure({ timeout: 20_000 })
      }
      after(() => told.end())
      const twoIn = ({ scenario }: Telling) =>
        scenario('x')
          .given(db)
          .given(db.has(Account, { id: 1, balance: 100 }))
          .given(db.has(Account, { id: 2, balance: 100 }))

      it('a lost update is found, told and replayed', async () => {
        const race = (told: Telling, schedule?: string) =>
          twoIn(told)
            .when(
              db.race(
                taking((amount) => withdraw(db.dataSource, 1, amount)),
                schedule === undefined ? {} : { schedule },
              ),
            )
            .expect(db.serializable())
        const text = await failing((told) => race(told))
        expect(text).to.match(
          /serializable: balance is \d+, but one after the other gives 20 \(schedule 3 of 14, replay with --schedule 3:ABBBAA\)\nSo it is in 12 of 14 schedules/,
        )
        const lines = text.split('\n').filter((line) => /^\s+[AB] {2}/.test(line))
        expect(lines.map((line) => line.trim().slice(0, 9))).to.deep.equal([
          'A  SELECT',
          'B  SELECT',
          'B  UPDATE',
          'B  COMMIT',
          'A  UPDATE',
          'A  COMMIT',
        ])
        expect(lines[0]).to.match(/\(test\/database\/race-accounts\.ts:\d+:\d+\)/)
        const replayed = await failing((told) => race(told, '3:ABBBAA'))
        expect(replayed).to.contain('balance is 70, but one after the other gives 20 (schedule 3, replay')
        process.env.QA_INTEG_SCHEDULE = 'ABABAB'
        try {
          expect(await failing((told) => race(told))).to.match(/A {2}UPDATE .*\n\s+B {2}UPDATE .*… waits for a lock\n/)
        } finally {
          delete process.env.QA_INTEG_SCHEDULE
        }
      })

      it('a barrier forces it', async () => {
        const text = await failing((told) =>
          twoIn(told)
            .when(
              db.race(
                taking((amount) => withdraw(db.dataSource, 1, amount)),
                { barrier: 'SELECT accounts' },
              ),
            )
            .expect('one schedule', ({ outcomes }) =>
              expect(outcomes.map(({ schedule }) => schedule)).to.deep.equal(['ABBBAA']),
            )
            .expect(db.serializable()),
        )
        expect(text).to.contain('balance is 70, but one after the other gives 20')
      })

      it('a missing transaction', async () => {
        const text = await failing((told) =>
          twoIn(told)
            .when(db.race(taking((amount) => withdrawBare(db.dataSource, 1, amount))))
            .expect(db.serializable()),
        )
        expect(text).to.match(/serializable: balance is \d+, but one after the other gives 20 \(schedule 3 of 6,/)
      })

      it('write skew at REPEATABLE READ', async () => {
        const text = await failing((told) =>
          twoIn(told)
            .when(
              db.race(
                [1, 2].map((id) => () => overdraw(db.dataSource, id, 150, 'REPEATABLE READ')),
                {
                  preemptions: 1,
                  always: async () =>
                    expect(await db.repository(Account).sum('balance'), 'all money').to.be.at.least(0),
                },
              ),
            )
            .expect(db.serializable()),
        )
        expect(text).to.match(
          /always: all money: expected -100 to be at least \+?0 \(schedule 3 of \d+, replay with --schedule 3:AB/,
        )
        expect(text).to.contain('statements of schedule 3')
      })

      it('locks in opposite order', async () => {
        const text = await failing((told) =>
          twoIn(told)
            .when(
              db.race([() => transfer(db.dataSource, 1, 2, 30), () => transfer(db.dataSource, 2, 1, 50)], {
                preemptions: 1,
              }),
            )
            .expect(db.serializable())
            .expect(db.violates.deadlock())
            .expect(db.retriesOnly('serialization')),
        )
        expect(text).to.match(/retriesOnly: task [AB] failed by a deadlock: .*deadlock.* \(schedule \d+ of \d+/i)
        expect(text).to.match(/✗ deadlock (detected|found)/i)
      })

      it('a result that no order gives', async () => {
        const text = await failing((told) =>
          twoIn(told)
            .when(
              db.race([
                async () => {
                  const [one] = await db.dataSource.query('SELECT balance FROM accounts WHERE id = 1')
                  const [other] = await db.dataSource.query('SELECT balance FROM accounts WHERE id = 2')
                  return one.balance + other.balance
                },
                () => transfer(db.dataSource, 1, 2, 50),
              ]),
            )
            .expect(db.serializable()),
        )
        expect(text).to.match(/serializable: the result of task A is 250, but one after the other gives 200/)
      })

      it('a row too many', async () => {
        const text = await failing((told) =>
          twoIn(told)
            .when(
              db.race(
                [1, 2].map((amount) => async () => {
                  if ((await db.repository(Entry).countBy({ accountId: 1 })) === 0)
                    await db.repository(Entry).insert({ accountId: 1, amount })
                }),
              ),
            )
            .expect(db.serializable()),
        )
        expect(text).to.contain('the number of new rows in entries is 2, but one after the other gives 1')
      })

      // Says nothing more of an engine, and takes long.
      if (on === 'postgres')
        it('three tasks, with at most one preemption', async () => {
          const text = await failing((told) =>
            twoIn(told)
              .when(
                db.race(
                  [10, 20, 30].map((amount) => () => withdraw(db.dataSource, 1, amount)),
                  { preemptions: 1 },
                ),
              )
              .expect(db.serializable()),
          )
          expect(text).to.match(/balance is \d+, but one after the other gives 40 \(schedule \d+ of \d+/)
        })
    })
  })
}
