import { expect } from 'chai'
import { DataSource, type DataSourceOptions, EntitySchema, type QueryRunner } from 'typeorm'
import { database } from '../../src/database/index.js'
import { SQLITE } from '../support/sqlite-type.js'
import { type Telling, telling } from '../support/tell.js'

interface Member {
  id: number
  email: string
  nick: string
  active: boolean
}
const Member = new EntitySchema<Member>({
  name: 'Member',
  tableName: 'members',
  columns: {
    id: { type: Number, primary: true, generated: true },
    email: { type: String },
    nick: { type: String },
    active: { type: Boolean },
  },
})

interface Order {
  year: number
  no: number
}
const Order = new EntitySchema<Order>({
  name: 'Order',
  tableName: 'orders',
  columns: { year: { type: Number, primary: true }, no: { type: Number, primary: true } },
})

/** Its key holds the two columns by which it leads to its order. */
interface Line {
  year: number
  no: number
  position: number
  order?: Order
}
const Line = new EntitySchema<Line>({
  name: 'Line',
  tableName: 'lines',
  columns: {
    year: { type: Number, primary: true },
    no: { type: Number, primary: true },
    position: { type: Number, primary: true },
  },
  relations: {
    order: {
      type: 'many-to-one',
      target: 'Order',
      joinColumn: [
        { name: 'year', referencedColumnName: 'year' },
        { name: 'no', referencedColumnName: 'no' },
      ],
    },
  },
})

const key = { sqlite: 'integer PRIMARY KEY AUTOINCREMENT NOT NULL', postgres: 'SERIAL PRIMARY KEY' }

function tables(on: 'sqlite' | 'postgres'): Function {
  const id = key[on]
  return class Tables1700000000001 {
    async up(runner: QueryRunner) {
      await runner.query(
        `CREATE TABLE members (id ${id}, email varchar NOT NULL, nick varchar NOT NULL, active boolean NOT NULL)`,
      )
      await runner.query('CREATE UNIQUE INDEX members_email ON members (lower(email)) WHERE active')
      await runner.query('CREATE UNIQUE INDEX members_both ON members (nick, upper(email))')
      await runner.query('CREATE TABLE orders (year integer NOT NULL, no integer NOT NULL, PRIMARY KEY (year, no))')
      await runner.query(
        `CREATE TABLE lines (year integer NOT NULL, no integer NOT NULL, position integer NOT NULL,
         PRIMARY KEY (year, no, position), FOREIGN KEY (year, no) REFERENCES orders (year, no))`,
      )
    }
    async down(runner: QueryRunner) {
      for (const table of ['lines', 'orders', 'members']) await runner.query(`DROP TABLE ${table}`)
    }
  }
}

class Kinds1700000000002 {
  async up(runner: QueryRunner) {
    await runner.query(`CREATE TYPE kind AS ENUM ('a', 'b')`)
    await runner.query(
      'CREATE TABLE odd (id integer PRIMARY KEY, kinds kind[] NOT NULL, during tstzrange NOT NULL, span int4range NOT NULL, ' +
        'wait interval NOT NULL, host inet NOT NULL, at point NOT NULL, mac macaddr NOT NULL, flags bit(3) NOT NULL, doc xml NOT NULL)',
    )
    await runner.query('CREATE MATERIALIZED VIEW totals AS SELECT count(*)::integer AS n FROM members')
  }
  async down(runner: QueryRunner) {
    await runner.query('DROP MATERIALIZED VIEW totals')
    await runner.query('DROP TABLE odd')
    await runner.query('DROP TYPE kind')
  }
}
/** TypeORM knows of a view only what it has written down itself. */
const Totals = new EntitySchema<{ n: number }>({
  name: 'Totals',
  type: 'view',
  tableName: 'totals',
  materialized: true,
  expression: 'SELECT count(*)::integer AS n FROM members',
  columns: { n: { type: Number } },
} as never)

let stage: Telling

for (const on of ['sqlite', 'postgres'] as const)
  describe(`schemas as migrations write them, on ${on}`, () => {
    const options = on === 'sqlite' ? { type: SQLITE, database: ':memory:' } : { type: on }
    const db = database({
      on,
      dataSource: () =>
        new DataSource({
          ...options,
          entities: [Member, Order, Line],
          migrations: [tables(on)],
        } as DataSourceOptions),
    })

    beforeEach(() => {
      stage = telling()
    })
    afterEach(async () => {
      expect(await stage.end()).to.deep.equal([])
    })

    it('have unique indices over expressions, which are told by the columns of these', async () => {
      const join = (email: string, nick: string) => () => db.repository(Member).insert({ email, nick, active: true })
      const ann = db.has(Member, { email: 'ann@example.com', nick: 'ann', active: true })
      stage
        .scenario('one')
        .given(ann)
        .when('y', join('ANN@example.com', 'b'))
        .expectError(db.violates.unique(Member, 'email'))
      stage
        .scenario('two')
        .given(db.has(Member, { email: 'ann@example.com', nick: 'ann', active: false }))
        .when('y', join('Ann@example.com', 'ann'))
        .expectError(db.violates.unique(Member, 'nick', 'email'))
      stage
        .scenario('other')
        .given(ann)
        .when('y', join('ANN@example.com', 'b'))
        .expectError(db.violates.unique(Member, 'nick'))
      const [one, two, other] = await stage.outcomes()
      expect(one?.error?.message).to.equal(undefined)
      expect(two?.error?.message).to.equal(undefined)
      expect(other?.error?.message).to.match(/Broken was:\n {2}unique members\(email\): INSERT/)
    })

    it('have keys that lead elsewhere by several columns', async () => {
      stage
        .scenario('x')
        .given(db.has(Order, { year: 2026, no: 7 }).as('order'))
        .given(db.has(Line, ({ order }: { order: Order }) => ({ order, position: 1 })).as('line'))
        .when('y', nothing)
        .expect('z', (_, { line }) => expect(line).to.include({ year: 2026, no: 7, position: 1 }))
        .expect(db.row(Line, { position: 1 }, { year: 2026, no: 7 }))
      expect(await stage.failure()).to.equal('')
    })

    if (on === 'postgres')
      it('have types of which values have a form of their own, and views that TypeORM does not know of', async () => {
        const odd = database({
          on,
          dataSource: () =>
            new DataSource({
              ...options,
              entities: [Member, Order, Line, Totals],
              migrations: [tables(on), Kinds1700000000002],
            } as DataSourceOptions),
        })
        stage.scenario('x').given(odd).when('y', nothing).expect(odd.migrations.keepRows())
        stage.scenario('x').given(odd).when('y', nothing).expect(odd.migrations.noDrift())
        const [kept, drift] = await stage.outcomes()
        expect(kept?.error?.message).to.equal(undefined)
        expect(drift?.error?.message).to.match(
          /the schema that the migrations make is not the one of the entities[\s\S]*TypeORM would run this, which fails \(.*"totals" already exists\):/,
        )
      })
  })

function nothing() {}
