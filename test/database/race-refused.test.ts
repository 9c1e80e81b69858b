import { expect } from 'chai'
import { DataSource } from 'typeorm'
import { database } from '../../src/database/index.js'
import type { Outcome } from '../../src/scenario/attempt.js'
import { type Telling, telling } from '../support/tell.js'
import { unlessWithout } from './engines.js'
import { Account, type Bank, bank, Entry, withdraw } from './race-accounts.js'

const db = bank('postgres')
const naive = (amount: number) => () => withdraw(db.dataSource, 1, amount)

describe('races that show nothing', () => {
  const told = telling()
  const run = async (tell: (told: Telling) => void): Promise<Outcome> => {
    tell(told)
    const [outcome] = await told.outcomes({ timeout: 20_000 })
    return outcome!
  }
  const refused = (tasks: readonly (() => Promise<unknown>)[], options = {}) => refusedOn(db, tasks, options)
  const refusedOn = async (db: Bank, tasks: readonly (() => Promise<unknown>)[], options = {}): Promise<string> => {
    const { error } = await run(({ scenario }) =>
      scenario('x')
        .given(db)
        .given(db.has(Account, { id: 1, balance: 100 }))
        .when(db.race(tasks, options))
        .expect(db.serializable()),
    )
    return error?.message ?? ''
  }
  after(() => told.end())

  it('refuses what is no race when it is told', () => {
    const says = (tell: () => unknown) => expect(tell).to.throw(TypeError)
    says(() => db.race([]))
      .with.property('message')
      .that.contains('db.race([...]) needs two tasks or more; there is none')
    says(() => db.race([async () => 1]))
      .with.property('message')
      .that.contains('one races nobody')
    says(() => db.race([1, 2] as never))
      .with.property('message')
      .that.contains('db.race([...]) takes functions')
    says(() => db.race(Array(9).fill(async () => 1)))
      .with.property('message')
      .that.contains('8 tasks at most')
    says(() => db.race([naive(1), naive(2)], { preemptions: -1 }))
      .with.property('message')
      .that.contains('a whole number from 0')
    says(() => db.race([naive(1), naive(2)], { bound: 1 } as never))
      .with.property('message')
      .that.contains('no option "bound"')
    says(() => db.race([naive(1), naive(2)], { barrier: ' ' }))
      .with.property('message')
      .that.contains('words of a statement')
    says(() => db.race([naive(1), naive(2)], { timeout: 'long' }))
      .with.property('message')
      .that.contains('no duration')
    says(() => db.race([naive(1), naive(2)], { schedule: 'abc' }))
      .with.property('message')
      .that.contains('is no schedule')
    says(() => db.race([naive(1), naive(2)], { schedule: 'ABC' }))
      .with.property('message')
      .that.contains('names a task C')
    says(() => db.race([naive(1), naive(2)], { schedule: 'AB', preemptions: 1 }))
      .with.property('message')
      .that.contains('told preemptions and schedule')
    says(() => db.retriesOnly('unique' as never))
      .with.property('message')
      .that.contains('may be tried again after')
  })

  const besideTheRace = (db: Bank) => () =>
    db.dataSource.transaction(async (manager) => {
      const own = new DataSource({ ...db.dataSource.options, entities: [Entry], synchronize: false } as never)
      await own.initialize()
      await manager.find(Account)
      await own.manager.insert(Entry, { accountId: 1, amount: 1 }).finally(() => own.destroy())
    })
  const leftOpen = (db: Bank) => async () => {
    const runner = db.dataSource.createQueryRunner()
    await runner.startTransaction()
    await runner.query('UPDATE accounts SET balance = 1 WHERE id = 1')
  }
  const onServer = (db: Bank) => {
    it('tasks that write by a connection of their own', async () => {
      expect(await refusedOn(db, [() => withdraw(db.dataSource, 1, 30), besideTheRace(db)])).to.contain(
        'rows were written by a connection that none of its tasks uses',
      )
    })
    it('a transaction that a task leaves open', async () => {
      expect(await refusedOn(db, [leftOpen(db), () => db.repository(Account).findOneBy({ id: 1 })])).to.match(
        /a transaction was still open when .*begun at test\/database\/race-refused\.test\.ts/,
      )
    })
  }
  describe('on PostgreSQL', () => onServer(db))
  unlessWithout('races that show nothing', () => describe('on MariaDB', () => onServer(bank('mariadb'))))

  it('tasks that send nothing, or by other ways', async () => {
    expect(await refused([naive(30), async () => 1])).to.contain(
      'task B sent no statement that the race could hold back. It sees what goes through the data source',
    )
    expect(
      await refused([
        naive(30),
        async () => {
          const runner = db.dataSource.createQueryRunner()
          try {
            await runner.stream('SELECT * FROM accounts')
          } finally {
            await runner.release()
          }
        },
      ]),
    ).to.contain('a task of db.race(...) reads by stream()')
  })

  it('tasks that have nothing to do with each other', async () => {
    expect(await refused([naive(30), () => db.repository(Entry).insert({ accountId: 1, amount: 1 })])).to.contain(
      'the tasks have no table in common (A: accounts; B: entries)',
    )
    expect(await refused([1, 2].map(() => () => db.repository(Account).find()))).to.contain(
      'no task wrote or locked a row, so no order of their statements can matter',
    )
  })

  it('tasks that this process keeps apart', async () => {
    let last: Promise<unknown> = Promise.resolve()
    const alone = (work: () => Promise<unknown>) => () => {
      const mine = last.then(work)
      last = mine.catch(() => {})
      return mine
    }
    expect(await refused([alone(naive(30)), alone(naive(50))])).to.match(
      /the tasks never overlapped in any of \d+ schedules: task [AB] waited for something in this process until another had ended/,
    )
  })

  it('a task that fails in every schedule', async () => {
    const broken = async () => {
      await db.repository(Account).find()
      throw new TypeError('undefined is not a function')
    }
    expect(await refused([naive(30), broken])).to.contain(
      'task B failed in every schedule: TypeError: undefined is not a function',
    )
  })

  it('a task that hangs, with its last line', async () => {
    const never = async () => {
      await db.repository(Account).find()
      await new Promise(() => {})
    }
    expect(await refused([naive(30), never])).to.match(
      /task B of the race hangs: it waits for something that is not the database, and that does not come; its last statement was SELECT .*race-refused\.test\.ts:\d+/,
    )
  }).timeout(30_000)

  it('time that is up says how far it came', async () => {
    expect(await refused([naive(30), naive(50), naive(1)], { timeout: '300ms' })).to.match(
      /the race ran out of its 300 ms: \d+ schedules? w(as|ere) explored, and others were left\. Give it longer with/,
    )
  })

  it('schedules and barriers that do not fit', async () => {
    expect(await refused([naive(30), naive(50)], { schedule: '3:AB' })).to.contain(
      'the schedule AB does not fit any more: it ends after 2 steps, when A and B could still go on',
    )
    expect(await refused([naive(30), naive(50)], { schedule: 'AAAABB' })).to.contain(
      "at step 4 it is A's turn, which waits or has ended",
    )
    expect(await refused([naive(30), naive(50)], { schedule: 'AAABBBB' })).to.contain(
      'all tasks had ended after 6 of its 7 steps',
    )
    expect(await refused([naive(30), naive(50)], { barrier: 'DELETE accounts' })).to.contain(
      'task A sent no statement with "DELETE accounts", so it never came to the barrier; it sent "START TRANSACTION"',
    )
  })

  it('one connection for all', async () => {
    const memory = database({ entities: { accounts: Account }, connections: 1, name: 'memory' })
    const { error } = await run(({ scenario }) =>
      scenario('x')
        .given(memory)
        .when(memory.race([async () => 1, async () => 2]))
        .expect(memory.serializable()),
    )
    expect(error?.message).to.match(
      /db\.race\(\.\.\.\) needs a connection for each task, and the data source has one for all/,
    )
  })

  it('expectations of a race without one', async () => {
    const { error } = await run(({ scenario }) =>
      scenario('x')
        .given(db)
        .when('something else', async () => ({}) as never)
        .expect(db.serializable()),
    )
    expect(error?.message).to.contain('db.serializable() judges what db.race(...) hands back')
  })
})
