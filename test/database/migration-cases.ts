import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { DataSource, EntitySchema, type QueryRunner } from 'typeorm'
import { type Database, database, type EngineName } from '../../src/database/index.js'
import { type Telling, telling } from '../support/tell.js'

interface Guest {
  id: number
  email: string
  name: string | null
}
const columns = {
  id: { type: Number, primary: true, generated: true },
  email: { type: String },
  name: { type: String, nullable: true },
} as const
const Guest = new EntitySchema<Guest>({
  name: 'Guest',
  tableName: 'guests',
  columns,
  indices: [{ name: 'guests_email', columns: ['email'], unique: true }],
})

type Run = (runner: QueryRunner) => Promise<unknown>
type Told = readonly [name: string, up: readonly string[], down: readonly string[] | undefined]

/** Migrations that run these statements, in both dialects. */
function migrationsOf(on: EngineName, told: readonly Told[]): Function[] {
  const run =
    (statements: readonly string[]): Run =>
    async (runner) => {
      for (const sql of statements)
        await runner.query(
          on === 'sqlite' ? sql : sql.replace('integer PRIMARY KEY AUTOINCREMENT NOT NULL', 'SERIAL PRIMARY KEY'),
        )
    }
  return told.map(([name, up, down], i) => {
    const Migration = class {
      name = `${name}170000000000${i + 1}`
      up(runner: QueryRunner) {
        return run(up)(runner)
      }
    }
    if (down) Object.assign(Migration.prototype, { down: run(down) })
    return Migration
  })
}

const create: Told = [
  'CreateGuests',
  ['CREATE TABLE "guests" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "email" varchar NOT NULL)'],
  ['DROP TABLE guests'],
]
const index: Told = [
  'IndexEmail',
  ['CREATE UNIQUE INDEX guests_email ON guests (email)', 'ALTER TABLE guests ADD COLUMN name varchar'],
  ['ALTER TABLE guests DROP COLUMN name', 'DROP INDEX guests_email'],
]
const good = [create, index]

/** What migrations are tried for, on an engine. */
export function migrationCases(on: EngineName): void {
  describe(`migrations on ${on}`, () => {
    let stage: Telling
    beforeEach(() => {
      stage = telling()
    })
    afterEach(async () => expect(await stage.end()).to.deep.equal([]))

    const shop = (told: readonly Told[], entity: EntitySchema = Guest, more: object = {}): Database =>
      database({
        dataSource: new DataSource({
          type: on,
          database: ':memory:',
          entities: [entity],
          migrations: migrationsOf(on, told),
          ...more,
        } as never),
        on,
      })
    /** The text with which a scenario of this when and this expectation fails. */
    const failure = async (
      db: Database,
      when: 'roundTrip' | 'interrupted',
      check?: 'noDrift' | 'leftNothing' | 'keepRows',
    ) => {
      const acted = stage
        .scenario('x')
        .given(db)
        .when(when === 'roundTrip' ? db.migrations.roundTrip() : (db.migrations.interrupted() as never))
      if (check) acted.expect(db.migrations[check]() as never)
      else acted.expect('y', () => {})
      return stage.failure({ timeout: 20_000 })
    }

    it('go up, down and up again, are what the entities ask for, and keep rows', async () => {
      const db = shop(good)
      stage
        .scenario('x')
        .given(db)
        .given(db.has(Guest, { email: 'kept@x.io' }))
        .when(db.migrations.roundTrip())
        .expect('all of them', ({ migrations }) =>
          expect(migrations).to.deep.equal(['CreateGuests1700000000001', 'IndexEmail1700000000002']),
        )
        .expect(db.migrations.noDrift())
        .expect(db.migrations.keepRows())
        .expect(db.unchanged())
        .expect(db.row(Guest, { email: 'kept@x.io' }, { id: 1 }))
      expect(await stage.failure({ timeout: 20_000 })).to.equal('')
    })

    it('that fail leave nothing, at whichever statement', async () => {
      const db = shop(good)
      stage
        .scenario('x')
        .given(db)
        .when(db.migrations.interrupted())
        .expect('each statement', (tried) =>
          expect(tried.map(({ migration, statement }) => `${migration.slice(0, -13)} ${statement}`)).to.deep.equal([
            'CreateGuests 1',
            'IndexEmail 1',
            'IndexEmail 2',
          ]),
        )
        .expect(db.migrations.leftNothing())
      stage
        .scenario('one')
        .given(db)
        .when(db.migrations.interrupted({ migration: 'IndexEmail', statement: 2 }))
        .expect('the one', ([one, ...others]) => {
          expect(one!.sql).to.match(/^ALTER TABLE/)
          expect(others).to.deep.equal([])
        })
      expect(await stage.failure({ timeout: 20_000 })).to.equal('')
    })

    it('that forget an index on the way down are told, and fail on the second way up', async () => {
      const forgets: Told = ['IndexEmail', index[1], ['ALTER TABLE guests DROP COLUMN name']]
      const text = await failure(
        shop([create, forgets, ['More', ['CREATE TABLE more (id int)'], ['DROP TABLE more']]]),
        'roundTrip',
      )
      expect(text).to.match(
        /migrations do not go up, down and up again:\n {2}IndexEmail1700000000002\n {4}after down the schema is not as before up \(\+ is left behind, - is missing\):\n {6}\+ index .*guests_email.*\n {4}up again fails: .*already exists\n {2}the 1 after that could not be tried/,
      )
    })

    it('that can not go up again are named where rows are to be kept, and by their statement where they never go up', async () => {
      const forgets: Told = ['IndexEmail', index[1], ['ALTER TABLE guests DROP COLUMN name']]
      const db = shop([create, forgets])
      stage
        .scenario('kept')
        .given(db)
        .when('y', () => {})
        .expect(db.migrations.keepRows())
      const silent = ['logQuery', 'logQueryError', 'logQuerySlow', 'logSchemaBuild', 'logMigration', 'log']
      const logger = Object.fromEntries(silent.map((name) => [name, () => {}]))
      const never = shop([create, ['Never', ['ALTER TABLE nowhere ADD COLUMN name varchar'], []]], Guest, { logger })
      stage
        .scenario('never')
        .given(never)
        .when('y', () => {})
        .expect('z', () => {})
      const [kept, started] = await stage.outcomes({ timeout: 20_000 })
      expect(kept?.error?.message).to.match(
        /IndexEmail1700000000002 can't go up again, so what becomes of rows is not known: .*already exists; db\.migrations\.roundTrip\(\) says what is left behind/,
      )
      expect(started?.error?.message).to.match(
        /could not start: its migrations fail, at ALTER TABLE nowhere ADD COLUMN name varchar: .*nowhere/,
      )
    })

    it('that lose a column on the way down', async () => {
      const loses: Told = [
        'Loses',
        ['CREATE TABLE logs (id int)'],
        ['DROP TABLE logs', 'ALTER TABLE guests DROP COLUMN email'],
      ]
      expect(await failure(shop([create, loses]), 'roundTrip')).to.match(/ {6}- column \S*guests\.email/)
    })

    it('without a way down are told, unless they are meant to have none', async () => {
      const oneWay: Told = ['OneWay', ['CREATE TABLE logs (id int)'], undefined]
      expect(await failure(shop([create, oneWay]), 'roundTrip')).to.match(
        /OneWay1700000000002\n {4}down fails: it has no down\(queryRunner\)/,
      )
      const db = shop([create, index, oneWay])
      stage
        .scenario('x')
        .given(db)
        .when(db.migrations.roundTrip({ oneWay: ['OneWay'] }))
        .expect(db.migrations.keepRows({ oneWay: ['OneWay'] }))
      expect(await stage.failure({ timeout: 20_000 })).to.equal('')
    })

    it('that do not make what the entities ask for', async () => {
      const More = new EntitySchema<Guest & { age: number }>({
        name: 'Guest',
        tableName: 'guests',
        columns: { ...columns, age: { type: Number, nullable: true } },
        indices: [
          { name: 'guests_email', columns: ['email'], unique: true },
          { name: 'guests_name', columns: ['name'] },
        ],
      })
      const text = await failure(shop(good, More), 'roundTrip', 'noDrift')
      expect(text).to.match(
        /the schema that the migrations make is not the one of the entities.*\n {2}\(\+ the entities have, - only the migrations make\)/,
      )
      expect(text).to.match(/\+ column \S*guests\.age int/)
      expect(text).to.match(/\+ index .*guests_name/)
    })

    it('that lose rows, values or a table', async () => {
      const loses: Told = [
        'Loses',
        ['CREATE TABLE logs (id int)', 'DELETE FROM guests WHERE id = 1', 'ALTER TABLE guests DROP COLUMN name'],
        ['DROP TABLE logs', 'ALTER TABLE guests ADD COLUMN name varchar'],
      ]
      const Bare = new EntitySchema<{ id: number; email: string }>({
        name: 'Guest',
        tableName: 'guests',
        columns: { id: columns.id, email: columns.email },
      })
      const text = await failure(shop([...good, loses], Bare), 'roundTrip', 'keepRows')
      expect(text).to.match(
        /migrations lose rows or values.*\n {2}Loses1700000000003\n {4}up {3}guests\.name: the column is gone, and the values of 2 rows with it\n {4}up {3}guests: 1 of 2 rows are gone, such as \{ id: 1, email: 'email 1'/,
      )
    })

    it('that empty a table on the way down', async () => {
      const empties: Told = ['Empties', ['CREATE TABLE logs (id int)'], ['DROP TABLE logs', 'DELETE FROM guests']]
      expect(await failure(shop([create, index, empties]), 'roundTrip', 'keepRows')).to.match(
        /Empties1700000000003\n {4}down guests: 2 of 2 rows are gone/,
      )
    })

    it('that change rows as they are meant to', async () => {
      const lower: Told = [
        'LowerEmails',
        ['UPDATE guests SET email = lower(email)'],
        ['UPDATE guests SET email = upper(email)'],
      ]
      const renames: Told = [
        'Rename',
        ['ALTER TABLE guests RENAME COLUMN name TO called', 'ALTER TABLE guests RENAME COLUMN called TO name'],
        [],
      ]
      const db = shop([...good, lower, renames])
      const ways: string[] = []
      const rows = { guests: [{ email: 'ANN@X.IO' }, { email: 'BOB@X.IO' }] }
      stage
        .scenario('x')
        .given(db)
        .when(db.migrations.roundTrip())
        .expect(
          db.migrations.keepRows({
            rows,
            changes: {
              LowerEmails: {
                guests: (after, before, way) => {
                  ways.push(way)
                  expect(after.map(({ email }) => email)).to.deep.equal(
                    way === 'up' ? ['ann@x.io', 'bob@x.io'] : ['ANN@X.IO', 'BOB@X.IO'],
                  )
                  expect(before).to.have.length(2)
                },
              },
            },
          }),
        )
      expect(await stage.failure({ timeout: 20_000 })).to.equal('')
      expect(ways).to.deep.equal(['up', 'down'])
      stage.scenario('untold').given(db).when(db.migrations.roundTrip()).expect(db.migrations.keepRows({ rows }))
      expect(await stage.failure({ timeout: 20_000 })).to.match(
        /LowerEmails1700000000003\n {4}up {3}guests: 2 of 2 rows are not what they were, such as \{ id: 1, email: 'ANN@X\.IO'/,
      )
    })

    it('that rename a column or a table keep their rows', async () => {
      const column = (from: string, to: string) => [`ALTER TABLE guests RENAME COLUMN ${from} TO ${to}`]
      const table = (from: string, to: string) => [`ALTER TABLE ${from} RENAME TO ${to}`]
      const db = shop([
        ...good,
        ['Column', column('name', 'called'), column('called', 'name')],
        ['ColumnBack', column('called', 'name'), column('name', 'called')],
        ['Table', table('guests', 'visitors'), table('visitors', 'guests')],
        ['TableBack', table('visitors', 'guests'), table('guests', 'visitors')],
      ])
      stage.scenario('x').given(db).when(db.migrations.roundTrip()).expect(db.migrations.keepRows())
      expect(await stage.failure({ timeout: 20_000 })).to.equal('')
    })

    it('that fail without a transaction leave what they have done, which is told', async () => {
      const db = shop(
        [create, ['Two', ['CREATE TABLE a (id int)', 'CREATE TABLE b (id int)'], ['DROP TABLE b', 'DROP TABLE a']]],
        undefined,
        {
          migrationsTransactionMode: 'none',
          entities: [],
        },
      )
      expect(await failure(db, 'interrupted', 'leftNothing')).to.match(
        /migrations that failed have left something behind; this engine rolls a schema back where the migration runs in a transaction.*\n {2}Two1700000000002, failed at statement 2: CREATE TABLE b \(id int\)\n( {4}\+ .*\n)* {4}\+ table \S*a\n/,
      )
    })

    it('in files are found as TypeORM finds them', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'qa-integ-migrations-'))
      const sql =
        on === 'sqlite'
          ? create[1][0]!
          : create[1][0]!.replace('integer PRIMARY KEY AUTOINCREMENT NOT NULL', 'SERIAL PRIMARY KEY')
      writeFileSync(
        join(folder, 'create.cjs'),
        `exports.CreateGuests1700000000001 = class CreateGuests1700000000001 {
          async up(runner) { await runner.query(${JSON.stringify(sql)}) }
          async down(runner) { await runner.query('DROP TABLE guests') }
        }`,
      )
      const Bare = new EntitySchema<{ id: number; email: string }>({
        name: 'Guest',
        tableName: 'guests',
        columns: { id: columns.id, email: columns.email },
      })
      const db = shop([], Bare, { migrations: [join(folder, '*.cjs')] })
      stage
        .scenario('x')
        .given(db)
        .when(db.migrations.roundTrip())
        .expect(db.migrations.noDrift())
        .expect(db.migrations.keepRows())
      expect(await stage.failure({ timeout: 20_000 })).to.equal('')
      rmSync(folder, { recursive: true })
    })

    it('are refused where there are none, or another is named', async () => {
      const made = database({ entities: { guests: Guest }, on })
      expect(await failure(made, 'roundTrip')).to.contain(
        "a database that is made from entities has no migrations; hand over the application's own data source",
      )
      const none = shop([], Guest)
      expect(await failure(none, 'roundTrip')).to.contain(
        'the data source has no migrations; name them in its option `migrations`',
      )
      const db = shop(good)
      const wrong = async (step: unknown) => {
        stage
          .scenario('x')
          .given(db)
          .when(step as ReturnType<typeof db.migrations.roundTrip>)
          .expect('y', () => {})
        return stage.failure({ timeout: 20_000 })
      }
      expect(await wrong(db.migrations.roundTrip({ oneWay: ['IndexEmial'] }))).to.match(
        /db\.migrations\.roundTrip\(\{ oneWay \}\): there is no migration "IndexEmial".*; there are CreateGuests1700000000001, IndexEmail1700000000002/,
      )
      expect(await wrong(db.migrations.roundTrip({ oneWay: ['IndexEmail', 'CreateGuests'] }))).to.contain(
        'names every migration, so none would be undone',
      )
      expect(await wrong(db.migrations.interrupted({ migration: 'CreateGuests', statement: 9 }))).to.contain(
        'does not send so many statements as 9',
      )
      stage
        .scenario('x')
        .given(db)
        .when(db.migrations.roundTrip())
        .expect(db.migrations.keepRows({ rows: { gests: [{}] } }))
      expect(await stage.failure({ timeout: 20_000 })).to.match(
        /no migration makes a table "gests" \(did you mean "guests"\?\); they make guests/,
      )
      stage
        .scenario('x')
        .given(db)
        .when('y', () => [1])
        .expect(db.migrations.leftNothing() as never)
      expect(await stage.failure({ timeout: 20_000 })).to.contain('judges what db.migrations.interrupted() hands back')
      expect(() => db.migrations.roundTrip({ oneway: [] } as never)).to.throw(/takes the names of migrations/)
      expect(() => db.migrations.interrupted({ statement: 0 })).to.throw(/the statement counted from 1/)
      expect(() => db.migrations.keepRows({ rows: [] as never })).to.throw(/rows are told by table/)
    })
  })
}
