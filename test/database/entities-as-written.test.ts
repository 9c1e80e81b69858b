import 'reflect-metadata'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  Check,
  Column,
  DataSource,
  Entity,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
} from 'typeorm'
import { database, factory } from '../../src/database/index.js'
import { interrupt } from '../../src/scenario/running.js'
import { SQLITE } from '../support/sqlite-type.js'
import { type Telling, telling } from '../support/tell.js'
import { decorate } from './decorate.js'

const id = [PrimaryGeneratedColumn({ type: 'integer' })]
const text = [Column({ type: 'varchar', length: 40 })]

interface Money {
  readonly cents: bigint
  readonly currency: string
}
const money = {
  to: (value: Money) => `${value.cents} ${value.currency}`,
  from: (stored: string) => {
    const [cents, currency] = stored.split(' ')
    return { cents: BigInt(cents!), currency }
  },
}
class Place {
  street!: string
  zip!: string
}
class Shop {
  id!: number
  at!: Place
  labels?: Label[]
}
class Label {
  code!: string
}
class Price {
  id!: number
  net!: number
  gross!: number
}
class Bill {
  id!: number
  total!: Money
}
class Guest {
  id!: number
  age!: number
}
class Staff {
  shopId!: number
  guestId!: number
  shop!: Shop
  guest!: Guest
}
class Made {
  at!: string
  by!: Guest
}
class Cake {
  id!: number
  made!: Made
}
class Door {
  id!: number
  key!: Key
}
class Key {
  id!: number
  door!: Door | null
}
decorate(Place, [], { street: text, zip: [Column({ type: 'varchar', length: 5, unique: true })] })
decorate(Shop, [Entity('shops')], {
  id,
  at: [Column(() => Place)],
  labels: [ManyToMany(() => Label), JoinTable({ name: 'shop_labels' })],
})
decorate(Label, [Entity('labels')], { code: [PrimaryColumn({ type: 'varchar', length: 9 })] })
decorate(Price, [Entity('prices')], {
  id,
  net: [Column({ type: 'integer' })],
  gross: [Column({ type: 'integer', asExpression: '"net" * 2', generatedType: 'STORED' })],
})
decorate(Bill, [Entity('bills')], { id, total: [Column({ type: 'varchar', transformer: money })] })
decorate(Guest, [Entity('guests'), Check('of_age', '"age" >= 18')], { id, age: [Column({ type: 'integer' })] })
decorate(Staff, [Entity('staff')], {
  shopId: [PrimaryColumn({ type: 'integer' })],
  guestId: [PrimaryColumn({ type: 'integer' })],
  shop: [ManyToOne(() => Shop), JoinColumn({ name: 'shopId' })],
  guest: [ManyToOne(() => Guest), JoinColumn({ name: 'guestId' })],
})
decorate(Made, [], { at: text, by: [ManyToOne(() => Guest, { nullable: false })] })
decorate(Cake, [Entity('cakes')], { id, made: [Column(() => Made)] })
decorate(Door, [Entity('doors')], { id, key: [OneToOne(() => Key, { nullable: false }), JoinColumn()] })
decorate(Key, [Entity('keys')], { id, door: [ManyToOne(() => Door, { nullable: true })] })

const entities = {
  shops: Shop,
  labels: Label,
  prices: Price,
  bills: Bill,
  guests: Guest,
  staff: Staff,
  doors: Door,
  keys: Key,
  cakes: Cake,
}
const db = database({ entities })
const adults = database({ entities, factories: [factory(Guest, ({ n }) => ({ age: 18 + n }))] })
const nothing = () => {}

let stage: Telling

describe('entities as applications write them', () => {
  beforeEach(() => {
    stage = telling()
  })
  afterEach(async () => {
    expect(await stage.end()).to.deep.equal([])
  })

  const told: Record<string, [(scenario: ReturnType<Telling['scenario']>) => unknown, RegExp]> = {
    'a value that is made for a transformer that wants another': [
      (scenario) => scenario.given(db.has(Bill)).when('y', nothing).expect('z', nothing),
      /db\.has\(Bill\): .*Bill\.total with 'total 1', which a transformer may not take: give it a value, here or in factory\(Bill/,
    ],
    'a value that breaks a check of the entity': [
      (scenario) => scenario.given(db.has(Guest)).when('y', nothing).expect('z', nothing),
      /db\.has\(Guest\): .*of_age; that is "age" >= 18: give values that hold, here or in factory\(Guest/,
    ],
    'a value for a column that the database makes': [
      (scenario) =>
        scenario
          .given(db.has(Price, { gross: 5 }))
          .when('y', nothing)
          .expect('z', nothing),
      /Price\.gross is what the database makes of "net" \* 2; leave it out/,
    ],
    'a row of a list that is not there': [
      (scenario) =>
        scenario
          .given(db.has(Shop, { labels: [{ code: 'new' }] }))
          .when('y', nothing)
          .expect('z', nothing),
      /Shop\.labels: the database refused to join .*'new'.*has to be there; make it first, with db\.has\(Label, /,
    ],
    'values that are promised': [
      (scenario) =>
        scenario
          .given(db.has(Guest, (async () => ({ age: 20 })) as never))
          .when('y', nothing)
          .expect('z', nothing),
      /db\.has\(Guest\) needs its values at once, not a promise of them; await what they need in a given before/,
    ],
    'values to find a row by that are promised': [
      (scenario) =>
        scenario
          .given(db.has(Price))
          .when('y', nothing)
          .expect(db.row(Price, (async () => ({ net: 5 })) as never, { id: 1 })),
      /db\.row\(Price\) needs its values at once, not a promise/,
    ],
    'a row that a listener of the application refuses': [
      (scenario) =>
        scenario
          .given(db.has(Bill, { total: null as never }))
          .when('y', nothing)
          .expect('z', nothing),
      /db\.has\(Bill\): TypeORM or a listener of the application refused the row \{.*: Cannot read properties of null/,
    ],
    'a list within a statement': [
      (scenario) =>
        scenario
          .given(db)
          .when(db.sql`SELECT id FROM prices WHERE id IN (${[1, 2]})`)
          .expect('z', nothing),
      /the value \$1 of db\.sql`\.\.\.` is a list, which SQLite does not take; give it as JSON, as in IN \(SELECT value FROM json_each\(\$\{JSON\.stringify\(ids\)\}\)\)/,
    ],
    'a statement with a value that is none': [
      (scenario) => scenario.given(db).when(db.sql`SELECT ${1}, ${undefined}`).expect('z', nothing),
      /the value \$2 of db\.sql`\.\.\.` is undefined; a column without a value is null/,
    ],
    'an embedded object where a column is meant': [
      (scenario) => scenario.given(db).when('y', nothing).expect(db.violates.notNull(Shop, 'at')),
      /db\.violates\.notNull\(Shop, 'at'\): Shop\.at is an object of columns; name one of them, as in 'at\.street'/,
    ],
    'a column that an embedded object does not have': [
      (scenario) => scenario.given(db).when('y', nothing).expect(db.queries.useIndex(Shop, 'at.zipp')),
      /Shop\.at has no column "zipp" \(did you mean "zip"\?\)/,
    ],
    'a column of what is no embedded object': [
      (scenario) => scenario.given(db).when('y', nothing).expect(db.violates.notNull(Staff, 'shop.at')),
      /Staff has no column "shop\.at"/,
    ],
  }
  for (const [what, [tell, message]] of Object.entries(told))
    it(`fail with a sentence for ${what}`, async () => {
      tell(stage.scenario('x'))
      expect(await stage.failure()).to.match(message)
    })

  it('are joined by tables that a delta has to be told of', () => {
    expect(() => db.delta({ shop_labels: +1 } as object)).to.throw(
      /no table "shop_labels".*; one of no entity, as a join table, is named so: database\(\{ entities: \{ \.\.\., shop_labels: 'shop_labels' \} \}\)/,
    )
  })

  it('have columns of embedded objects, which constraints and indices name', async () => {
    const zip = (value: string | null) => () => db.repository(Shop).insert({ at: { street: 'High', zip: value! } })
    stage
      .scenario('twice')
      .given(db.has(Shop, { at: { zip: '1' } }))
      .when('y', zip('1'))
      .expectError(db.violates.unique(Shop, 'at.zip'))
    stage.scenario('null').given(db).when('y', zip(null)).expectError(db.violates.notNull(Shop, 'at.zip'))
    stage
      .scenario('index')
      .given(db)
      .when('y', () => db.repository(Shop).findBy({ at: { zip: '1' } }))
      .expect(db.queries.useIndex(Shop, 'at.zip'))
    expect(await stage.failure()).to.equal('')
  })

  it('have relations within embedded objects, of which as much is read as is told', async () => {
    const ofTwenty = adults.has(Cake, { made: { by: { age: 20 } } })
    stage
      .scenario('x')
      .given(ofTwenty)
      .when('y', nothing)
      .expect(adults.row(Cake, { id: 1 }, { made: { at: 'at 1', by: { age: 20 } } }))
    stage
      .scenario('wrong')
      .given(ofTwenty)
      .when('y', nothing)
      .expect(adults.row(Cake, { id: 1 }, { made: { by: { aeg: 20 } as object } }))
    const [right, wrong] = await stage.outcomes()
    expect(right?.error?.message).to.equal(undefined)
    expect(wrong?.error?.message).to.match(/db\.row\(Cake\): Guest has no column "aeg" \(did you mean "age"\?\)/)
  })

  it('have columns that the database makes', async () => {
    stage
      .scenario('x')
      .given(db.has(Price, { net: 4 }))
      .given(db.hasMany(Price, 3, () => ({ net: 5 })))
      .when('y', nothing)
      .expect(db.row(Price, { net: 4 }, { gross: 8 }))
      .expect(db.row(Price, { id: 3 }, { gross: 10 }))
    expect(await stage.failure()).to.equal('')
  })

  it('lie between two tables, of which no pair comes twice', async () => {
    const counts = async () => [
      await adults.repository(Staff).count(),
      await adults.repository(Shop).count(),
      await adults.repository(Guest).count(),
    ]
    stage
      .scenario('nothing told')
      .given(adults.hasMany(Staff, 3))
      .when('y', counts)
      .expect('z', (all) => expect(all).to.deep.equal([3, 1, 3]))
    stage
      .scenario('guests told')
      .given(adults.hasMany(Staff, 3, (i) => ({ guest: { age: 20 + i } })))
      .when('y', counts)
      .expect('z', (all) => expect(all).to.deep.equal([3, 1, 3]))
    stage
      .scenario('one guest told')
      .given(adults.has(Guest).as('ann'))
      .given(adults.hasMany(Staff, 3, (_, { ann }: { ann: Guest }) => ({ guest: ann })))
      .when('y', counts)
      .expect('z', (all) => expect(all).to.deep.equal([3, 3, 1]))
    expect(await stage.failure()).to.equal('')
  })

  it('are made no further when their scenario is over', async () => {
    let made = 0
    const keys = database({
      entities,
      factories: [
        factory(Key, ({ n }) => {
          made = n
          if (n === 3) interrupt(new Error('it takes too long'))
          return {}
        }),
      ],
    })
    stage.scenario('cut').given(keys.hasMany(Door, 500)).when('y', nothing).expect('z', nothing)
    stage
      .scenario('next')
      .given(keys)
      .when('y', async () => {
        for (let i = 0; i < 50; i++) await keys.repository(Door).count()
      })
      .expect(keys.unchanged())
    const [cut, next] = await stage.outcomes()
    expect(cut?.error?.message).to.match(/it takes too long/)
    expect(next?.error?.message).to.equal(undefined)
    expect(made).to.be.below(6)
  })

  it('are made by a script no further when its scenario is over', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'script-'))
    const file = join(directory, 'labels.sql')
    writeFileSync(file, ['a', 'b', 'c'].map((code) => `INSERT INTO labels VALUES ('${code}');`).join('\n'))
    const sent: string[] = []
    const logQuery = (sql: string) => {
      const [, code] = /VALUES \('(.)'\)/.exec(sql) ?? []
      if (code) sent.push(code)
      if (code === 'b') interrupt(new Error('it takes too long'))
    }
    const nothingElse = { logQueryError() {}, logQuerySlow() {}, logSchemaBuild() {}, logMigration() {}, log() {} }
    const logged = database({
      dataSource: () =>
        new DataSource({
          type: SQLITE,
          database: ':memory:',
          entities: [Label],
          synchronize: true,
          logging: true,
          logger: { logQuery, ...nothingElse },
        }),
    })
    stage.scenario('cut').when(logged.script(file)).expect('z', nothing)
    stage
      .scenario('next')
      .given(logged)
      .when('y', () => logged.repository(Label).count())
      .expect('z', (count) => expect(count).to.equal(0))
    const [cut, next] = await stage.outcomes()
    rmSync(directory, { recursive: true })
    expect(cut?.error?.message).to.match(/it takes too long/)
    expect(next?.error?.message).to.equal(undefined)
    expect(sent).to.deep.equal(['a', 'b'])
  })
})
