import { expect } from 'chai'
import { DataSource, EntitySchema, type MigrationInterface, type QueryRunner } from 'typeorm'
import { type Database, database } from '../../src/database/index.js'
import { type Telling, telling } from '../support/tell.js'
import { unlessWithout } from './engines.js'

interface Home {
  town: string
  no: number
}
interface Person {
  id: number
  email: string
  bio: string | null
  seen: Date
  extra: object
  town: string
  homeNo: number
}
interface Logged {
  id: number
  email: string
}
const id = { type: Number, primary: true, generated: true } as const
const Home = new EntitySchema<Home>({
  name: 'Home',
  tableName: 'homes',
  columns: { town: { type: String, length: 20, primary: true }, no: { type: Number, primary: true } },
})
const Person = new EntitySchema<Person>({
  name: 'Person',
  tableName: 'people',
  columns: {
    id,
    email: { type: String, length: 60, unique: true },
    bio: { type: 'text', nullable: true },
    seen: { type: 'timestamp' },
    extra: { type: 'json' },
    town: { type: String, length: 20 },
    homeNo: { name: 'home_no', type: Number },
  },
  relations: {
    // @ts-expect-error the relation has no property of its own in the interface
    home: {
      type: 'many-to-one',
      target: 'Home',
      joinColumn: [
        { name: 'town', referencedColumnName: 'town' },
        { name: 'home_no', referencedColumnName: 'no' },
      ],
    },
  },
})
const Logged = new EntitySchema<Logged>({
  name: 'Logged',
  tableName: 'logged',
  columns: { id, email: { type: String, length: 60 } },
})

const Seat = new EntitySchema<{ id: number; n: number }>({
  name: 'Seat',
  tableName: 'seats',
  columns: { id, n: { type: Number, unique: true } },
})

const KEY = { postgres: 'serial', mariadb: 'int AUTO_INCREMENT' }
const TRIGGER = {
  postgres: `CREATE FUNCTION audited() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO audit (email) VALUES (NEW.email); RETURN NULL; END';
    CREATE TRIGGER audited AFTER INSERT ON logged FOR EACH ROW EXECUTE FUNCTION audited()`,
  mariadb: 'CREATE TRIGGER audited AFTER INSERT ON logged FOR EACH ROW INSERT INTO audit (email) VALUES (NEW.email)',
}

function world(on: keyof typeof KEY): Database {
  class Tables1700000000001 implements MigrationInterface {
    async up(runner: QueryRunner) {
      for (const sql of [
        'CREATE TABLE homes (town varchar(20), no int, PRIMARY KEY (town, no))',
        `CREATE TABLE people (id ${KEY[on]} PRIMARY KEY, email varchar(60) NOT NULL UNIQUE, bio text, seen timestamp NOT NULL, extra json NOT NULL,
          town varchar(20) NOT NULL, home_no int NOT NULL, FOREIGN KEY (town, home_no) REFERENCES homes (town, no))`,
        `CREATE TABLE logged (id ${KEY[on]} PRIMARY KEY, email varchar(60) NOT NULL)`,
        `CREATE TABLE audit (id ${KEY[on]} PRIMARY KEY, email varchar(60) NOT NULL)`,
        `CREATE TABLE seats (id ${KEY[on]} PRIMARY KEY, n int NOT NULL, UNIQUE (n)${on === 'postgres' ? ' DEFERRABLE' : ''})`,
        TRIGGER[on],
      ])
        await runner.query(sql)
    }
    async down() {}
  }
  const type = on === 'postgres' ? 'postgres' : 'mysql'
  const entities = [Home, Person, Logged, Seat]
  const source = new DataSource({ type, entities, migrations: [Tables1700000000001] } as never)
  return database({ dataSource: source, on, strict: true })
}

/** Enough of them not to be checked one by one. */
const MANY = 600
const ODD = ['', '\t', 'a\tb\nc\r\n', '\\N', "it's", '\\', '"q"', 'ü 🙂', 'NULL', '\\.']

for (const on of ['postgres', 'mariadb'] as const) {
  const tell = () =>
    describe(`rows by the hundred on ${on}`, () => {
      let stage: Telling
      let db: Database
      before(() => {
        stage = telling()
        db = world(on)
      })
      after(async () => expect(await stage.end()).to.deep.equal([]))

      const passes = async () => expect(await stage.failure({ timeout: 10_000 })).to.equal('')
      const rows = (count: number, text: (i: number) => object = () => ({})) =>
        db.hasMany(Person, count, (i) => ({ email: `e${i}@x.io`, ...text(i) }))
      const nobody = () =>
        stage
          .scenario('afterwards')
          .given(db)
          .when('they are counted', () => db.repository(Person).count())
          .expect('there are none', (people) => expect(people).to.equal(0))

      it('hold what a few rows of the same values hold', async () => {
        const odd = (i: number) => ({
          bio: i % 11 === 10 ? null : ODD[i % 11]!,
          seen: new Date(Date.UTC(2024, 0, 1 + i, 12, 30)),
          extra: { text: ODD[i % 10], n: [i, null] },
        })
        const seen: unknown[] = []
        for (const count of [20, MANY])
          stage
            .scenario(`${count} rows`)
            .given(db)
            .given(rows(count, odd))
            .when('the first are read', () => db.repository(Person).find({ where: {}, order: { id: 'ASC' }, take: 20 }))
            .expect('z', (people) => void seen.push(people))
        await passes()
        const [few, many] = seen as Person[][]
        expect(many).to.deep.equal(few)
        expect(many!.map(({ bio }) => bio).slice(0, 11)).to.deep.equal([...ODD, null])
      })

      it('are told as rows that are new, and are gone afterwards, more than once', async () => {
        for (const title of ['once', 'again'])
          stage
            .scenario(title)
            .given(db)
            .given(rows(MANY))
            .when('one more comes', () =>
              db
                .repository(Person)
                .save({ email: 'more@x.io', seen: new Date(1e12), extra: {}, town: 'town 1', homeNo: 1 }),
            )
            .expect('with the next id', ({ id }) => expect(id).to.equal(MANY + 1))
            .expect(db.delta({ people: +1 }))
        nobody()
        await passes()
      })

      it('have ids without gaps, few as many', async () => {
        for (const count of [5, 20, MANY])
          stage
            .scenario(`${count}`)
            .given(db)
            .given(db.hasMany(Logged, count))
            .when('one more comes', () => db.repository(Logged).save({ email: 'a' }))
            .expect('with the next id', ({ id }) => expect(id).to.equal(count + 1))
        await passes()
      })

      it('have a parent for each part of its key that they tell', async () => {
        stage
          .scenario('x')
          .given(db)
          .given(rows(MANY, (i) => ({ town: i % 2 ? 'Ulm' : 'Bonn' })))
          .when('y', async () => [
            (await db.repository(Home).find({ order: { town: 'ASC' } })).map(({ town }) => town),
            await db.repository(Person).countBy({ town: 'Ulm' }),
          ])
          .expect('z', (found) => expect(found).to.deep.equal([['Bonn', 'Ulm'], MANY / 2]))
        await passes()
      })

      it('are refused where one leads to nothing or is there twice, and leave nothing', async () => {
        const last = (wrong: object) => (i: number) => (i === MANY - 1 ? wrong : {})
        const many = {
          'leads to nothing': rows(MANY, last({ town: 'Ulm', homeNo: 9 })),
          'is there twice': rows(MANY, last({ email: 'e5@x.io' })),
          'is seen to be there twice at the end': db.hasMany(Seat, MANY, last({ n: 5 })),
        }
        for (const [title, given] of Object.entries(many))
          stage
            .scenario(title)
            .given(db)
            .given(given)
            .when('y', () => 1)
            .expect('z', () => {})
        const [nowhere, twice, atTheEnd] = (await stage.outcomes({ timeout: 10_000 })).map(
          ({ error }) => error?.message,
        )
        expect(nowhere).to.match(/foreign key constraint/)
        expect(twice)
          .to.match(/duplicate/i)
          .and.to.match(/e5@x\.io|email/)
        expect(atTheEnd).to.match(/duplicate/i)
        nobody()
        await passes()
      })

      it('are seen by the triggers of the application', async () => {
        stage
          .scenario('x')
          .given(db)
          .given(db.hasMany(Logged, MANY))
          .when('y', () => db.dataSource.query<[{ n: unknown }]>('SELECT count(*) AS n FROM audit'))
          .expect('z', ([{ n }]) => expect(Number(n)).to.equal(MANY))
        await passes()
      })
    })
  if (on === 'mariadb') unlessWithout('rows by the hundred', () => void tell())
  else tell()
}
