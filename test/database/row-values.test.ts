import { expect } from 'chai'
import { DataSource, EntitySchema } from 'typeorm'
import { type Database, database } from '../../src/database/index.js'
import { eachLike, integer, like, regex } from '../../src/match/index.js'
import { SQLITE } from '../support/sqlite-type.js'
import { telling } from '../support/tell.js'
import { unlessWithout } from './engines.js'

class Money {
  readonly cents: number
  constructor(cents: number) {
    this.cents = cents
  }
}
interface Address {
  city: string | null
  zip: string | null
}
interface Owner {
  id: number
  name: string
  home: Address
}
interface Thing {
  id: number
  at: Date
  day: string
  big: string
  exact: bigint
  ok: boolean
  kind: string
  level: number
  data: { a: unknown[]; s?: string } | null
  list: string[]
  bytes: Buffer
  price: Money
  word: string | null
  gone: Date | null
  home: Address
  ownerId: number | null
  owner: Owner | null
  keeper: Owner | null
}

const Home = new EntitySchema<Address>({
  name: 'Home',
  columns: { city: { type: String, nullable: true }, zip: { type: String, nullable: true } },
})
const Owner = new EntitySchema<Owner>({
  name: 'Owner',
  tableName: 'owners',
  columns: { id: { type: Number, primary: true, generated: true }, name: { type: String } },
  embeddeds: { home: { schema: Home, prefix: 'home_' } },
})
const thing = (on: string) => {
  const [postgres, mysql] = [on === 'postgres', on === 'mariadb']
  const to = (value: unknown) => (typeof value === 'bigint' ? String(value) : value)
  return new EntitySchema<Thing>({
    name: 'Thing',
    tableName: 'things',
    columns: {
      id: { type: Number, primary: true },
      at: postgres ? { type: 'timestamptz' } : { type: 'datetime', ...(mysql ? { precision: 6 } : {}) },
      day: { type: 'date' },
      big: { type: 'bigint' },
      exact: { type: 'varchar', transformer: { to, from: BigInt } },
      ok: { type: Boolean },
      kind: { type: postgres || mysql ? 'enum' : 'simple-enum', enum: ['a', 'b'] },
      level: { type: postgres || mysql ? 'enum' : 'simple-enum', enum: [0, 1] },
      data: { type: postgres ? 'jsonb' : mysql ? 'json' : 'simple-json', nullable: true },
      list: postgres ? { type: 'text', array: true } : { type: 'simple-array' },
      bytes: { type: postgres ? 'bytea' : 'blob' },
      price: { type: Number, transformer: { to: (one: Money) => one?.cents, from: (cents) => new Money(cents) } },
      word: { type: String, nullable: true, select: false },
      gone: { type: postgres ? 'timestamptz' : 'datetime', deleteDate: true, nullable: true },
      ownerId: { type: Number, nullable: true },
    },
    embeddeds: { home: { schema: Home, prefix: 'home_' } },
    relations: {
      owner: { type: 'many-to-one', target: 'Owner', joinColumn: { name: 'ownerId' }, nullable: true },
      keeper: { type: 'many-to-one', target: 'Owner', joinColumn: { name: 'keeperId' }, nullable: true },
    },
  })
}

const first = {
  id: 1,
  at: new Date('2020-01-02T03:04:05.678Z'),
  day: '2020-01-02',
  big: '9007199254740993',
  exact: 9007199254740993n,
  ok: true,
  kind: 'b',
  level: 1,
  data: { a: [1, { b: null }], s: 'x' },
  list: ['x', 'y'],
  bytes: Buffer.from([0, 255]),
  price: new Money(500),
  word: 'hidden',
  home: { city: 'Rome', zip: null },
  ownerId: 1,
}
const second = {
  id: 2,
  exact: 1n,
  price: new Money(1),
  kind: 'a',
  level: 0,
  data: null,
  list: ['q'],
  home: { city: null, zip: '1' },
  ownerId: null,
  keeper: null,
}

/** What is said of the first row, and the text with which it fails; nothing where it holds. */
const shapes: Record<string, readonly [shape: object, says?: RegExp]> = {
  'a Date, its text, and a matcher of it': [{ at: first.at }],
  'the text of a Date': [{ at: '2020-01-02T03:04:05.678Z' }],
  'a pattern for a Date': [{ at: regex(/^2020-/) }],
  'a day, a boolean, a member of an enum': [{ day: '2020-01-02', ok: true, kind: regex(/^[ab]$/) }],
  'a bigint that a transformer makes': [{ exact: 9007199254740993n }],
  'an object that a transformer makes': [{ price: { cents: integer(1) } }],
  'a JSON, whole and by what it is like': [{ data: { a: [1, { b: null }] }, list: eachLike('s') }],
  'a JSON that is like another': [{ data: like({ s: 'z' }) }],
  bytes: [{ bytes: Buffer.from([0, 255]) }],
  'other bytes': [{ bytes: new Uint8Array([1]) }, /\$\.bytes: expected "x'01'", got "x'00ff'"/],
  'a column that is not selected by itself': [{ word: 'hidden' }],
  'an embedded object': [{ home: { city: 'Rome', zip: null } }],
  'the key of a row that it leads to': [{ owner: { id: 1 }, keeper: { id: 2 } }],
  'the rows that it leads to': [{ owner: { name: 'Ann', home: { city: 'Bern' } }, keeper: { name: regex(/^B/) } }],
  'another row than it leads to': [{ keeper: { name: 'Ann' } }, /\$\.keeper\.name: expected 'Ann', got 'Bob'/],
  'no row where it leads to one': [{ keeper: null }, /\$\.keeper: expected null, got \{ id: 2, name: 'Bob'/],
  'an unknown column of an embedded object': [
    { home: { ctiy: 'Rome' } },
    /^db\.row\(Thing\): Thing\.home has no column "ctiy" \(did you mean "city"\?\)/,
  ],
  'an unknown column of a row that it leads to': [
    { owner: { nmae: 'Ann' } },
    /^db\.row\(Thing\): Owner has no column "nmae" \(did you mean "name"\?\)/,
  ],
  'an unknown column in a matcher': [like({ knid: 'a' }), /Thing has no column "knid" \(did you mean "kind"\?\)/],
}

/** What rows are found by, which of them it finds, or the sentence that refuses it. */
const wheres: Record<string, readonly [where: object, finds: 1 | 2 | RegExp]> = {
  'a Date': [{ at: first.at }, 1],
  'the text of a Date': [{ at: '2020-01-02T03:04:05.678Z' }, 1],
  'a Date for a day': [{ day: new Date('2020-01-02T00:00:00Z') }, 1],
  'a number of an enum': [{ level: 1 }, 1],
  'a bigint': [{ big: 9007199254740993n }, 1],
  'a bigint that a transformer takes': [{ exact: 9007199254740993n }, 1],
  'an object that a transformer takes': [{ price: new Money(500) }, 1],
  'a JSON': [{ data: { s: 'x', a: [1, { b: null }] } }, 1],
  'no JSON': [{ data: null }, 2],
  'a list': [{ list: ['q'] }, 2],
  bytes: [{ bytes: Buffer.from([0, 255]) }, 1],
  'an embedded object with a null': [{ home: { zip: null } }, 1],
  'the null of another column of it': [{ home: { city: null } }, 2],
  'the key of a row that it leads to': [{ keeper: { id: 2 } }, 1],
  'the key alone': [{ owner: 1 }, 1],
  'a column of the row that it leads to': [{ owner: { name: 'Ann', home: { city: 'Bern' } } }, 1],
  'a relation that leads nowhere': [{ owner: null, keeper: null }, 2],
  'a relation to no row in particular': [{ owner: {} }, /Thing\.owner is \{\}, which every row has; name what it has/],
  'an embedded object without a value': [{ home: {} }, /Thing\.home is \{\}, which every row has/],
  'an unknown column of the row that it leads to': [{ owner: { nmae: 'A' } }, /Owner has no column "nmae"/],
  'a number that is none': [
    { ownerId: 1, big: Number.NaN },
    /^db\.row\(Thing\): Thing\.big is a whole number, not NaN/,
  ],
  'an invalid Date': [{ at: new Date('x') }, /^db\.row\(Thing\): Thing\.at is an invalid Date/],
  'no member of the enum': [{ kind: 'z' }, /^db\.row\(Thing\): Thing\.kind is one of "a", "b", not 'z'/],
  'an object for a boolean': [{ ok: {} }, /Thing\.ok is true or false, not \{\}/],
  'a row that is not there': [
    { kind: 'b', word: 'other' },
    /things has no row with kind "b", word "other"; it has\n {2}\{ id: 1, kind: 'b', word: 'hidden', .*\n {2}\{ id: 2, kind: 'a', word: null/,
  ],
}

function rowsOn(on: 'sqlite' | 'postgres' | 'mariadb'): void {
  it(`are compared with values of every kind on ${on}`, async () => {
    const Thing = thing(on)
    const db: Database = database({ entities: { owners: Owner, things: Thing }, on: on === 'sqlite' ? SQLITE : on })
    const stage = telling()
    const begun = (title: string) =>
      stage
        .scenario(title)
        .given(db.has(Owner, { name: 'Ann', home: { city: 'Bern', zip: null } }))
        .given(db.has(Owner, { name: 'Bob' }).as('bob'))
        .given(db.has(Thing, ({ bob }) => ({ ...first, keeper: bob }) as object))
        .given(db.has(Thing, second as object))
        .when('nothing happens', () => {})
    for (const [title, [shape]] of Object.entries(shapes)) begun(title).expect(db.row(Thing, { id: 1 }, shape))
    for (const [title, [where, finds]] of Object.entries(wheres))
      begun(title).expect(db.row(Thing, where, { id: finds === 2 ? 2 : 1 }))
    const texts = (await stage.outcomes({ timeout: 20_000 })).map(({ error }) => error?.message)
    for (const [i, [title, [, says]]] of Object.entries(shapes).entries())
      if (says === undefined) expect(texts[i], `shape: ${title}`).to.equal(undefined)
      else expect(texts[i], `shape: ${title}`).to.match(says)
    for (const [i, [title, [, finds]]] of Object.entries(wheres).entries()) {
      const text = texts[i + Object.keys(shapes).length]
      if (typeof finds === 'number') expect(text, `where: ${title}`).to.equal(undefined)
      else expect(text, `where: ${title}`).to.match(finds)
    }
    expect(await stage.end()).to.deep.equal([])
  })
}

describe('rows of a database', () => {
  rowsOn('sqlite')
  rowsOn('postgres')
  unlessWithout('are compared with values of every kind', () => rowsOn('mariadb'))

  it('are read from the tables, whatever a cache of the data source holds', async () => {
    const source = new DataSource({
      type: SQLITE,
      database: ':memory:',
      entities: [Owner],
      synchronize: true,
      cache: { alwaysEnabled: true, duration: 60_000 },
    })
    const db = database({ dataSource: source })
    const stage = telling()
    const look = db.row(Owner, { id: 1 }, { name: 'Ann' })
    stage
      .scenario('x')
      .given(db.has(Owner, { name: 'Ann' }))
      .when('it is looked at', () => {})
      .expect(look)
      .when('it is renamed', () => db.repository(Owner).update(1, { name: 'Anna' }))
      .expect(look)
    const [only] = await stage.outcomes({ timeout: 20_000 })
    expect(only?.error?.message).to.match(/\$\.name: expected 'Ann', got 'Anna'/)
    expect(await stage.end()).to.deep.equal([])
  })
})
