import { expect } from 'chai'
import { DataSource, EntitySchema } from 'typeorm'
import { database } from '../../src/database/index.js'
import { given } from '../../src/scenario/index.js'
import { SQLITE } from '../support/sqlite-type.js'
import { type Telling, telling } from '../support/tell.js'
import { Account, Egg, Hen, Post, Tag, User } from './entities.js'

const entities = {
  users: User,
  posts: Post,
  tags: Tag,
  postTags: 'post_tags',
  accounts: Account,
  hens: Hen,
  eggs: Egg,
} as const
const db = database({ entities })

type Scenario = ReturnType<Telling['scenario']>
const nothing = () => {}

/** Begins a transaction on the connection of the driver, past every query runner. */
async function beginBeside({ driver }: DataSource): Promise<void> {
  const { databaseConnection: connection } = driver as unknown as {
    databaseConnection: { exec(sql: string, done?: () => void): unknown }
  }
  if (SQLITE === 'sqlite') await new Promise<void>((resolve) => connection.exec('BEGIN', resolve))
  else connection.exec('BEGIN')
}

/** The text with which the scenario failed. */
async function failing(tell: (scenario: Scenario, stage: Telling) => unknown, on: Telling = stage): Promise<string> {
  tell(on.scenario('x').given(db), on)
  return on.failure()
}

let stage: Telling

describe('wrong uses of a database', () => {
  beforeEach(() => {
    stage = telling()
  })
  afterEach(async () => {
    expect(await stage.end()).to.deep.equal([])
  })

  const told: Record<string, [(scenario: Scenario) => unknown, RegExp]> = {
    'an unknown column': [
      (scenario) =>
        scenario
          .given(db.has(User, { emial: 'x' } as object))
          .when('y', nothing)
          .expect('z', nothing),
      /db\.has\(User\): User has no column "emial" \(did you mean "email"\?\); it has id, email, name/,
    ],
    'a column without a value': [
      (scenario) =>
        scenario
          .given(db.has(User, { email: undefined } as object))
          .when('y', nothing)
          .expect('z', nothing),
      /User\.email is undefined; leave it out, or say null/,
    ],
    'one row where there are many': [
      (scenario) =>
        scenario
          .given(db.has(Post, { tags: 5 } as object))
          .when('y', nothing)
          .expect('z', nothing),
      /Post\.tags is a list of rows of Tag, not 5/,
    ],
    'a text that is a number': [
      (scenario) =>
        scenario
          .given(db.has(User, { email: 5 } as object))
          .when('y', nothing)
          .expect('z', nothing),
      /User\.email is a text, not 5/,
    ],
    'a number that is none': [
      (scenario) =>
        scenario
          .given(db.has(Account, { balance: 'much' } as object))
          .when('y', nothing)
          .expect('z', nothing),
      /Account\.balance is a whole number, not 'much'/,
    ],
    'a value that is not in the enum': [
      (scenario) =>
        scenario
          .given(db.has(User, { role: 'root' } as object))
          .when('y', nothing)
          .expect('z', nothing),
      /User\.role is one of "user", "admin", not 'root'/,
    ],
    'a text that is too long': [
      (scenario) =>
        scenario
          .given(db.has(Tag, { code: 'four' }))
          .when('y', nothing)
          .expect('z', nothing),
      /Tag\.code holds at most 3 characters, and 'four' has 4/,
    ],
    'a parent that is missing': [
      (scenario) =>
        scenario
          .given(db.has(Post, { userId: 999 }))
          .when('y', nothing)
          .expect('z', nothing),
      /userId 999 leads to no row of users; make that first, with db\.has\(User, \{ id: 999 \}\)/,
    ],
    'a row that breaks a check': [
      (scenario) =>
        scenario
          .given(db.has(Account, { balance: -1 }))
          .when('y', nothing)
          .expect('z', nothing),
      /db\.has\(Account\): the database refused the row .*accounts_balance/,
    ],
    'rows that need each other': [
      (scenario) => scenario.given(db.has(Hen)).when('y', nothing).expect('z', nothing),
      /can't make the rows that each other need: Hen\.egg -> Egg\.hen -> Hen; no row can be the first: make one of these columns nullable, its foreign key deferrable/,
    ],
    'an entity of another data source': [
      (scenario) => {
        class Stranger {
          id!: number
        }
        return scenario.given(db.has(Stranger)).when('y', nothing).expect('z', nothing)
      },
      /the data source has no entity Stranger; name it in database\(\{ entities/,
    ],
    'values that are no object': [
      (scenario) =>
        scenario
          .given(db.has(User, () => 5 as never))
          .when('y', nothing)
          .expect('z', nothing),
      /db\.has\(User\) needs an object of named values, not number/,
    ],
    'a row that is not there': [
      (scenario) =>
        scenario
          .given(db.has(Account, { iban: 'A' }))
          .when('y', nothing)
          .expect(db.row(Account, { iban: 'B' }, { balance: 1 })),
      /accounts has no row with iban "B"; it has\s+\{ iban: 'A', balance: 1 \}/,
    ],
    'a row in an empty table': [
      (scenario) => scenario.when('y', nothing).expect(db.row(Account, { iban: 'B' }, { balance: 1 })),
      /accounts has no row with iban "B"; the table is empty/,
    ],
    'more rows than one': [
      (scenario) =>
        scenario
          .given(db.hasMany(Account, 2, () => ({ balance: 5 })))
          .when('y', nothing)
          .expect(db.row(Account, { balance: 5 }, {})),
      /2 rows of accounts have balance 5; name what tells them apart:\s+\{ iban: 'iban 1'/,
    ],
    'a row that is otherwise': [
      (scenario) =>
        scenario
          .given(db.has(Account, { iban: 'A', balance: 5 }))
          .when('y', nothing)
          .expect(db.row(Account, { iban: 'A' }, { balance: 6 })),
      /the row of accounts with iban "A" does not match:\s+\$\.balance: expected 6, got 5/,
    ],
    'a shape with an unknown column': [
      (scenario) =>
        scenario
          .given(db.has(Account, { iban: 'A' }))
          .when('y', nothing)
          .expect(db.row(Account, { iban: 'A' }, { ballance: 6 } as object)),
      /Account has no column "ballance" \(did you mean "balance"\?\)/,
    ],
    'a where with an unknown column': [
      (scenario) => scenario.when('y', nothing).expect(db.none(Account, { ibna: 'A' } as object)),
      /db\.none\(Account\): Account has no column "ibna" \(did you mean "iban"\?\)/,
    ],
    'a row that was to be none': [
      (scenario) =>
        scenario
          .given(db.has(User, { name: 'Ann', password: 'geheim' }))
          .when('y', nothing)
          .expect(db.none(User, { name: 'Ann' })),
      /users was to have no row with name "Ann", and has 1:\s+\{ id: 1, .*password: '\[masked\]'|\*\*\*/,
    ],
    'a row that was deleted softly': [
      (scenario) =>
        scenario
          .given(db.has(User, { name: 'Ann' }))
          .when('she goes', () => db.repository(User).softDelete({ name: 'Ann' }))
          .expect(db.none(User, { name: 'Ann' })),
      /deleted softly: deletedAt is set and the row is still there/,
    ],
    'rows that did not move as told': [
      (scenario) =>
        scenario
          .given(db.has(Account, { iban: 'A', balance: 5 }))
          .when('others move', async () => {
            await db.repository(Account).update({ iban: 'A' }, { balance: 6 })
            await db.repository(User).insert({ email: 'a@x.io', name: 'Ann', password: 'geheim' })
          })
          .expect(db.delta({ users: +2 })),
      /users: expected \+2, got \+1\n\s+\+ id=1 email='a@x\.io' .*password=(?!.*geheim)[\s\S]*accounts: expected no change, for it is not named, got 1 changed\n\s+~ 'A': balance 5 -> 6/,
    ],
    'something that moved where nothing was to': [
      (scenario) =>
        scenario
          .when('one is added', () => db.repository(Account).insert({ iban: 'A', balance: 5 }))
          .expect(db.unchanged()),
      /accounts: expected no change, for it is not named, got \+1\n\s+\+ iban='A' balance=5/,
    ],
    'a delta over a change of the schema': [
      (scenario) =>
        scenario.when('y', () => db.dataSource.query('ALTER TABLE users ADD COLUMN c text')).expect(db.unchanged()),
      /the schema of the database changed, so the rows before and after can not be compared/,
    ],
    'a transaction that stays open': [
      (scenario) =>
        scenario
          .when('y', async () => {
            const runner = db.dataSource.createQueryRunner()
            await runner.startTransaction()
            await runner.manager.insert(Account, { iban: 'A', balance: 5 })
          })
          .expect('z', nothing),
      /a transaction was still open when the scenario ended; it was rolled back\. It was begun at test\/database\/wrong-uses\.test\.ts:\d+:\d+, and its last statement was INSERT INTO "accounts"/,
    ],
    'a transaction that was begun by hand': [
      (scenario) => scenario.when('y', () => db.dataSource.query('BEGIN')).expect('z', nothing),
      /still open when the scenario ended.*begun at test\/database\/wrong-uses\.test\.ts:\d+:\d+, and its last statement was BEGIN/,
    ],
    'a query runner that is not released': [
      (scenario) =>
        scenario
          .when('y', async () => {
            await db.dataSource.createQueryRunner().query('SELECT 1')
          })
          .expect('z', nothing),
      /a query runner was not released; it was made at test\/database\/wrong-uses\.test\.ts:\d+:\d+/,
    ],
    'a read that TypeORM has begun and nobody awaits': [
      // TypeORM asks for such a runner for each find(), and its line is not remembered.
      (scenario) =>
        scenario
          .when('y', async () => {
            await db.dataSource.createQueryRunner('slave').query('SELECT name FROM users')
          })
          .expect('z', nothing),
      /a query runner was not released; its last statement was SELECT name FROM users\. Await the call that uses it/,
    ],
    'a transaction that no query runner has begun': [
      (scenario) => scenario.when('y', () => beginBeside(db.dataSource)).expect('z', nothing),
      /still open when the scenario ended.*No query runner of this data source was seen to begin it/,
    ],
    'transactions that overlap': [
      (scenario) =>
        scenario
          .when('y', async () => {
            let begun = nothing
            const open = new Promise<void>((resolve) => {
              begun = resolve
            })
            let go = nothing
            const ended = new Promise<void>((resolve) => {
              go = resolve
            })
            const first = db.dataSource.transaction(async () => {
              begun()
              await ended
            })
            await open
            const second = db.dataSource.transaction(async (manager) => {
              await manager.insert(Account, { iban: 'B', balance: 1 })
              go()
              await first.catch(nothing)
            })
            await Promise.allSettled([first, second])
          })
          .expect('z', nothing),
      /two transactions overlap on the one connection/,
    ],
    'transactions that begin at once': [
      (scenario) =>
        scenario
          .when('y', () =>
            Promise.allSettled(
              ['A', 'B'].map((iban) =>
                db.dataSource.transaction((manager) => manager.insert(Account, { iban, balance: 1 })),
              ),
            ),
          )
          .expect('z', nothing),
      /two transactions began at once on the one connection that TypeORM's SQLite driver has for all/,
    ],
    'a write that a foreign transaction takes along': [
      (scenario) =>
        scenario
          .when('y', () =>
            db.dataSource
              .transaction(async () => {
                await db.repository(Account).insert({ iban: 'A', balance: 1 })
                throw new Error('no')
              })
              .catch(nothing),
          )
          .expect('z', nothing),
      /the ROLLBACK of a transaction at test.* took along what was written beside it: INSERT INTO "accounts"/,
    ],
    'a data source that is destroyed': [
      (scenario) => scenario.when('y', () => db.dataSource.destroy()).expect('z', nothing),
      /the scenario destroyed the data source that all scenarios of this worker share; it was opened again/,
    ],
    'a unique value twice': [
      (scenario) =>
        scenario
          .given(db.has(Tag, { code: 'a' }))
          .given(db.has(Tag, { code: 'a' }))
          .when('y', nothing)
          .expect('z', nothing),
      /db\.has\(Tag\): the database refused the row .*UNIQUE constraint failed: tags\.code/,
    ],
  }

  for (const [title, [tell, text]] of Object.entries(told))
    it(title, async () => {
      expect(await failing(tell)).to.match(text)
      // Whatever went wrong, the next scenario finds nothing of it.
      const next = telling()
      next
        .scenario('next')
        .given(db)
        .when('rows are counted', async () => [await db.repository(User).count(), await db.repository(Account).count()])
        .expect('none', (counts) => expect(counts).to.deep.equal([0, 0]))
        .expect(db.unchanged())
      expect(await next.failure()).to.equal('')
      await next.end()
    })

  it('reads its value outside', () => {
    expect(() => db.dataSource).to.throw('handle "db" is read outside a scenario that was given it; add .given(db)')
  })

  it('refuses what can be seen when a suite loads', () => {
    const loads: [() => unknown, RegExp][] = [
      [() => database({} as never), /needs one of entities and dataSource/],
      [() => database({ entities: {} }), /has no entity/],
      [
        () => database({ entities: { users: 5 } } as never),
        /entities: \{ users: \.\.\. \} \}\) needs a class with @Entity\(\)/,
      ],
      [
        () => database({ entities, on: 'oracle' } as never),
        /on: "oracle" \}\): the engines are .*'mariadb', a container, as in container\('postgres:17-alpine'\), or the URL .* or 'mysql:\/\/user:password@localhost:3306\/shop_test'/,
      ],
      [
        () => database({ entities: { users: User }, connections: 0 }),
        /connections \}\) is a whole number from 1 to 100, not 0/,
      ],
      [
        () => database({ dataSource: {}, engine: 'oracle' } as never),
        /has no option "engine"; it has dataSource, uses, on, connections, disposable, isolation, strict, name/,
      ],
      [
        () => db.delta({ usres: 1 } as never),
        /there is no table "usres" \(did you mean "users"\?\); there are users, posts/,
      ],
      [() => db.delta({}), /names no table/],
      [() => db.delta({ users: 0.5 }), /takes a whole number/],
      [() => db.delta({ users: { add: 1 } as never }), /takes a whole number .* or \{ added, removed, changed \}/],
      [() => db.has(User, 5 as never), /needs an object of named values, not number/],
      [() => db.has(User).as(''), /needs a name for the context/],
      [() => db.hasMany(User, 0), /needs a number of rows, 1 or more/],
      [() => db.hasMany(User, 2, {} as never), /takes a function of the row's number/],
      [() => db.row(User, {}, null as never), /needs the shape of the row/],
    ]
    for (const [load, text] of loads) expect(load).to.throw(text)
  })

  it('tells a late writer, undoes it, and refuses the runner that its scenario made', async () => {
    let go = nothing
    const later = new Promise<void>((resolve) => {
      go = resolve
    })
    let runner: { query(sql: string): Promise<unknown> } | undefined
    let work: Promise<unknown> = Promise.resolve()
    stage
      .scenario('late')
      .given(db)
      .when('work goes on', () => {
        runner = db.dataSource.createQueryRunner()
        const { dataSource } = db
        work = later.then(() => dataSource.getRepository(Account).insert({ iban: 'L', balance: 1 }))
      })
      .expect('z', nothing)
    expect(await stage.failure()).to.equal('')
    go()
    await work
    const refusal = await runner!.query('SELECT 1').catch((error: Error) => error.message)
    expect(refusal).to.match(
      /the scenario "late" is over, and with it the query runner that it made at test.*await everything/,
    )
    stage
      .scenario('next')
      .given(db)
      .when('rows are counted', () => db.repository(Account).count())
      .expect('none', (count) => expect(count).to.equal(0))
    expect(await stage.failure()).to.equal('')
    expect(stage.late.map(({ what }) => what)[0]).to.match(
      /INSERT INTO "accounts".* wrote when no scenario ran; it was undone/,
    )
  })

  it('keeps what an application writes when it starts', async () => {
    stage.scenario('first').given(db).when('y', nothing).expect('z', nothing)
    const { handle } = await import('../../src/handle/index.js')
    const app = handle({
      name: 'app',
      start: async ({ uses }) => {
        await uses(db)
        await db.repository(Account).insert({ iban: 'seed', balance: 1 })
      },
      stop: nothing,
    })
    for (const title of ['second', 'third'])
      stage
        .scenario(title)
        .given(db)
        .given(app)
        .when('rows are counted', async () => {
          await db.repository(Account).insert({ iban: 'more', balance: 1 })
          return db.repository(Account).count()
        })
        .expect('the seed and one more', (count) => expect(count).to.equal(2))
    expect(await stage.failure()).to.equal('')
  })

  it('goes back to what a background has made, and then to what was there before', async () => {
    const counts: number[] = []
    const count = async () => void counts.push(await db.repository(User).count())
    const { scenario } = stage.suite().given(db).given(db.has(User).as('user'))
    for (const title of ['one', 'two'])
      scenario(title)
        .given(db.has(Post, ({ user }) => ({ userId: user.id })))
        .when('another comes', async () => {
          await count()
          await db
            .repository(User)
            .delete({})
            .catch(() => db.repository(User).createQueryBuilder().delete().execute())
        })
        .expect(db.delta({ users: -1, posts: -1 }))
    stage.scenario('after').given(db).when('y', count).expect('z', nothing)
    expect(await stage.failure()).to.equal('')
    expect(counts).to.deep.equal([1, 1, 0])
  })

  describe('a data source', () => {
    const Thing = new EntitySchema<{ id: number }>({
      name: 'Thing',
      tableName: 'things',
      columns: { id: { type: Number, primary: true, generated: true } },
    })
    const failure = async (own: ReturnType<typeof database>) => {
      stage.scenario('x').given(own).when('y', nothing).expect('z', nothing)
      return stage.failure()
    }
    const source = (options: object) => new DataSource({ type: SQLITE, database: ':memory:', ...options } as never)

    it('that is none', async () => {
      expect(await failure(database({ dataSource: (() => ({})) as never }))).to.match(
        /needs a TypeORM DataSource or a function that hands one back; it got an object/,
      )
    })
    it('that has no schema', async () => {
      expect(await failure(database({ dataSource: source({ entities: [Thing] }) }))).to.match(
        /the table things of the entity Thing does not exist in SQLite \S+ in memory: the data source has no migration/,
      )
    })
    it('that another handle has already', async () => {
      const dataSource = source({ entities: [Thing], synchronize: true })
      const [first, second] = [database({ name: 'shop', dataSource }), database({ dataSource })]
      stage.scenario('x').given(first).given(second).when('y', nothing).expect('z', nothing)
      expect(await stage.failure()).to.match(
        /this data source already belongs to the database "shop".*make the handle in a module of its own, and import it/,
      )
      expect(await stage.end()).to.deep.equal([])
    })
    it('that may hold real data', async () => {
      expect(await failure(database({ dataSource: source({ database: 'data/shop.sqlite' }) }))).to.match(
        /works on the sqlite database "data\/shop\.sqlite", and nothing in that name says that it is for tests; run it in memory with/,
      )
    })
    it('of another engine', async () => {
      expect(
        await failure(database({ dataSource: source({ type: 'sqljs', driver: { Database: class {} } }) })),
      ).to.match(/handle "db" could not start/)
    })
    it('with a column type that SQLite does not have', async () => {
      const Odd = new EntitySchema<{ id: number }>({
        name: 'Odd',
        columns: { id: { type: 'tsvector', primary: true } },
      })
      const dataSource = new DataSource({ type: 'postgres', entities: [Odd] })
      expect(await failure(database({ dataSource, on: 'sqlite' }))).to.match(
        /the column Odd\.id has the type "tsvector", which (better-)?sqlite3? does not have/,
      )
    })
    it('whose entities lead elsewhere', async () => {
      expect(await failure(database({ entities: { posts: Post } }))).to.match(
        /leads to an entity that the data source does not have; name that in database\(\{ entities/,
      )
    })
    it('with a class that is no entity', async () => {
      class Plain {}
      expect(await failure(database({ entities: { users: User, plain: Plain } }))).to.match(
        /entities\.plain is no entity: Plain has no @Entity\(\)/,
      )
    })
    it('whose columns have no type', async () => {
      const load = () => {
        throw new Error('Column type for User#name is not defined and cannot be guessed. Make sure ...')
      }
      expect(await failure(database({ dataSource: load }))).to.match(
        /the column User#name has no type: the loader drops .* or run with @swc-node\/register and emitDecoratorMetadata/,
      )
    })
  })

  it('a step of a database outside of the chain starts it', async () => {
    stage
      .scenario('x')
      .given('a row by hand', async (_, { run }) => {
        await run(db.has(User))
      })
      .when('y', nothing)
      .expect(db.row(User, {}, { id: 1 }))
    expect(await stage.failure()).to.equal('')
    expect(given).to.be.a('function')
  })
})
