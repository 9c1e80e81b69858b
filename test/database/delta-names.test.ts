import { expect } from 'chai'
import { DataSource, EntitySchema } from 'typeorm'
import { type Database, database } from '../../src/database/index.js'
import { SQLITE } from '../support/sqlite-type.js'
import { telling } from '../support/tell.js'

class Pet {
  id!: number
  name!: string
  kind!: string
}
class Cat extends Pet {}
class Lion extends Cat {}
class Dog extends Pet {}
class Told {
  id!: number
}

const columns = {
  id: { type: Number, primary: true, generated: true },
  name: { type: String },
  kind: { type: String, length: 10 },
} as const
const child = (target: typeof Pet, discriminatorValue: string) =>
  new EntitySchema<Pet>({ name: target.name, target, type: 'entity-child', discriminatorValue, columns })
const pets = new EntitySchema<Pet>({
  name: 'Pet',
  target: Pet,
  tableName: 'pets',
  columns,
  inheritance: { pattern: 'STI', column: 'kind' },
})
const toldIn = (schema?: string) =>
  new EntitySchema<Told>({
    name: 'Told',
    target: Told,
    tableName: 'told things',
    ...(schema === undefined ? {} : { schema }),
    columns: { id: { type: Number, primary: true } },
  })
const names = new EntitySchema<{ name: string }>({
  name: 'Names',
  tableName: 'names',
  type: 'view',
  expression: 'SELECT name FROM pets',
  columns: { name: { type: String } },
})

const shelter = (on: 'sqlite' | 'postgres') =>
  database({
    entities: {
      pets,
      cats: child(Cat, 'cat'),
      lions: child(Lion, 'lion'),
      dogs: child(Dog, 'dog'),
      told: toldIn(on === 'postgres' ? 'archive' : undefined),
      names,
    },
    on,
  })
type Shelter = Database<'pets' | 'cats' | 'lions' | 'dogs' | 'told' | 'names'>

/** What a when does, what it is said to move, and what the delta says of it. */
const cases: Record<string, [(db: Shelter) => Promise<unknown>, object, RegExp | undefined]> = {
  'each entity of a shared table has rows of its own': [
    (db) => Promise.all([db.repository(Cat).insert({ name: 'a' }), db.repository(Dog).insert({ name: 'b' })]),
    { cats: +1, dogs: +1, lions: 0, pets: +2 },
    undefined,
  ],
  'a row of a subclass is one of its class, too': [
    (db) => db.repository(Lion).insert({ name: 'a' }),
    { cats: +1, lions: +1, dogs: 0 },
    undefined,
  ],
  'a row of another entity of the table is no row of this one': [
    (db) => db.repository(Dog).insert({ name: 'b' }),
    { cats: +1 },
    /^ {2}cats: expected \+1, got no change\n {2}pets: expected no change of other rows, for they are not named, got \+1\n {4}\+ id=1 name='b' kind='dog'$/m,
  ],
  'a row that becomes one of another entity': [
    async (db) => {
      await db.repository(Cat).insert({ name: 'a' })
      await db.repository(Pet).update({ name: 'a' }, { kind: 'dog' })
    },
    { dogs: +1 },
    undefined,
  ],
  'a table of another name and schema': [(db) => db.repository(Told).insert({ id: 1 }), { told: +1 }, undefined],
  'a view has no rows of its own': [
    async () => {},
    { names: 0 },
    /db\.delta\(\{ names: \.\.\. \}\): Names is a view, which has no rows of its own; name the tables that it reads/,
  ],
}

describe('the names of a delta', () => {
  for (const on of ['sqlite', 'postgres'] as const)
    it(`stand for the rows of their entity on ${on}`, async () => {
      const db = shelter(on === 'sqlite' ? SQLITE : on)
      const stage = telling()
      for (const [title, [work, told]] of Object.entries(cases))
        stage
          .scenario(title)
          .given(db)
          .when('rows move', () => work(db))
          .expect(db.delta(told))
      const outcomes = await stage.outcomes({ timeout: 20_000 })
      for (const [i, [title, [, , says]]] of Object.entries(cases).entries())
        if (says === undefined) expect(outcomes[i]!.error?.stack, title).to.equal(undefined)
        else expect(outcomes[i]!.error?.message, title).to.match(says)
      expect(await stage.end()).to.deep.equal([])
    })

  it('say the schema of a table where two have one of that name', async () => {
    class Schemas1700000000001 {
      async up(runner: { query(sql: string): Promise<unknown> }) {
        for (const schema of ['a', 'b']) {
          await runner.query(`CREATE SCHEMA ${schema}`)
          await runner.query(`CREATE TABLE ${schema}.twice (id int PRIMARY KEY)`)
        }
        await runner.query('CREATE TABLE a.things (id int PRIMARY KEY)')
        await runner.query('CREATE TABLE public.things (id int PRIMARY KEY)')
      }
      async down() {}
    }
    const source = new DataSource({
      type: 'postgres',
      url: 'x://a:b@127.0.0.1:1/x',
      migrations: [Schemas1700000000001],
    })
    const db = database({ dataSource: source, on: 'postgres' })
    const stage = telling()
    for (const told of [
      { 'a.twice': +1, things: +1 },
      { 'a.twice': +1, 'public.things': +1 },
      { twice: +1 },
      { 'a.twice': +1, 'a.things': +1 },
    ])
      stage
        .scenario('x')
        .given(db)
        .when('rows come', () => source.query('INSERT INTO a.twice VALUES (1); INSERT INTO things VALUES (1)'))
        .expect(db.delta(told))
    const [bare, whole, two, wrong] = (await stage.outcomes({ timeout: 20_000 })).map(({ error }) => error?.message)
    expect(bare).to.equal(undefined)
    expect(whole).to.equal(undefined)
    expect(two).to.match(
      /there is no table "twice"; did you mean "a\.twice" or "b\.twice"\?; there are a\.things, a\.twice/,
    )
    expect(wrong).to.match(/a\.things: expected \+1, got no change\n {2}public\.things: expected no change/)
    expect(await stage.end()).to.deep.equal([])
  })
})
