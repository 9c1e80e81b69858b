import { expect } from 'chai'
import { EntitySchema } from 'typeorm'
import { database, type EngineName } from '../../src/database/index.js'
import { suite } from '../../src/index.js'
import { SQLITE } from '../support/sqlite-type.js'
import { type Telling, telling } from '../support/tell.js'

interface Member {
  id: number
  email: string
  name: string
  city: string
  role: string
}
interface Letter {
  id: number
  memberId: number
  title: string
  sentOn: number
}
const Member = new EntitySchema<Member>({
  name: 'Member',
  tableName: 'Members',
  columns: {
    id: { type: Number, primary: true, generated: true },
    email: { type: String, length: 60, unique: true },
    name: { type: String, length: 60 },
    city: { type: String, length: 60 },
    role: { type: String, length: 10 },
  },
  indices: [
    { name: 'members city name', columns: ['city', 'name'] },
    { name: 'members_admins', columns: ['role', 'name'], where: `"role" = 'admin'` },
  ],
})
const Letter = new EntitySchema<Letter>({
  name: 'Letter',
  tableName: 'letters',
  columns: {
    id: { type: Number, primary: true, generated: true },
    memberId: { type: Number },
    title: { type: String, length: 60 },
    sentOn: { type: Number, default: 0 },
  },
  indices: [{ name: 'letters_member', columns: ['memberId', 'sentOn'] }],
})
const society = (on: EngineName) =>
  database({ entities: { members: Member, letters: Letter }, on, name: `${on} society` })

for (const on of ['sqlite', 'postgres'] as const) {
  const db = society(on)
  const members = () => db.repository(Member).createQueryBuilder('m')
  const ask = (sql: string) => db.dataSource.query(sql)

  describe(`the plans of a when on ${on}`, () => {
    const { scenario } = suite({ category: 'database' })
      .given(db)
      .given(
        db.hasMany(Member, 30, (i) => ({ email: `m${i}@x.io`, city: `c${i % 5}`, role: i === 3 ? 'admin' : 'user' })),
      )
      .given(db.hasMany(Letter, 30, (i) => ({ memberId: (i % 30) + 1 })))

    scenario('a unique column, by one value and by many')
      .when('they are looked up', () =>
        members()
          .where('m.email IN (:...all)', { all: ['m1@x.io', 'm2@x.io'] })
          .getMany(),
      )
      .expect(db.queries.useIndex(Member, 'email'))
      .expect(db.queries.scanNothing())
      .expect(db.queries.noSort())

    scenario('either of two columns that each have an index')
      .when('they are looked up', () => members().where(`m.email = 'm1@x.io' OR m.id = 3`).getMany())
      .expect(db.queries.useIndex(Member, 'email'))
      .expect(db.queries.useIndex(Member, 'id'))
      .expect(db.queries.scanNothing())

    scenario('names that are quoted and a table that is called otherwise')
      .when('one is looked up', () =>
        ask(`SELECT "a b".name FROM "Members" AS "a b" WHERE "a b".city = 'c1' AND "a b".name = 'x'`),
      )
      .expect(db.queries.useIndex(Member, 'city', 'name'))
      .expect(db.queries.useIndex(Member, 'city'))
      .expect(db.queries.scanNothing())

    scenario('an index that holds all that is asked for')
      .when('names are read', () => ask(`SELECT name FROM "Members" WHERE city = 'c1'`))
      .expect(db.queries.useIndex(Member, 'city'))
      .expect(db.queries.scanNothing())

    scenario('an index over some rows')
      .when('admins are read', () => ask(`SELECT * FROM "Members" WHERE role = 'admin' AND name = 'x'`))
      .expect(db.queries.useIndex(Member, 'role', 'name'))
      .expect(db.queries.scanNothing())

    scenario('a join and a subquery')
      .when('letters are read', () =>
        ask(
          `SELECT l.title FROM letters l JOIN "Members" m ON m.id = l."memberId"
           WHERE l."memberId" = 3 AND EXISTS (SELECT 1 FROM "Members" o WHERE o.email = m.email AND o.id <> m.id)`,
        ),
      )
      .expect(db.queries.useIndex(Letter, 'memberId'))
      .expect(db.queries.useIndex(Member, 'id'))
      .expect(db.queries.scanNothing())

    scenario('the order of an index')
      .when('the last letters are read', () =>
        db.repository(Letter).find({ where: { memberId: 3 }, order: { sentOn: 'DESC' }, take: 5 }),
      )
      .expect(db.queries.useIndex(Letter, 'memberId'))
      .expect(db.queries.noSort())
      .expect(db.queries.scanNothing())

    scenario('a page of the first rows reads no more than them')
      .when('it is read', () => ask('SELECT * FROM letters ORDER BY id LIMIT 3'))
      .expect(db.queries.scanNothing())
      .expect(db.queries.noSort())

    scenario('rows that change or go are sought, too')
      .when('they change', async () => {
        await db.repository(Member).update({ email: 'm1@x.io' }, { name: 'new' })
        await db.repository(Letter).delete({ memberId: 3 })
        await db.repository(Letter).insert({ memberId: 4, title: 'new' })
      })
      .expect(db.queries.useIndex(Member, 'email'))
      .expect(db.queries.useIndex(Letter, 'memberId'))
      .expect(db.queries.scanNothing())

    scenario('a table that stays small may be read whole')
      .when('all are listed', () => db.repository(Letter).find())
      .expect(db.queries.scanNothing({ except: ['letters'] }))
  })

  describe(`the plans of a when on ${on} fail with a sentence`, () => {
    let stage: Telling
    let own: ReturnType<typeof society>
    before(() => {
      stage = telling()
      own = society(on)
    })
    after(async () => expect(await stage.end()).to.deep.equal([]))

    const failure = async (
      act: () => unknown,
      ...checks: Parameters<ReturnType<ReturnType<Telling['scenario']>['when']>['expect']>[0][]
    ) => {
      const acted = stage.scenario('x').given(own).given(own.hasMany(Letter, 5)).when('y', act)
      for (const check of checks) acted.expect(check)
      return stage.failure({ timeout: 20_000 })
    }
    const run = (sql: string) => () => own.dataSource.query(sql)

    for (const [why, condition] of Object.entries({
      'a function': `lower("m"."email") = 'a'`,
      'an open beginning': `"m"."email" LIKE '%x.io'`,
      arithmetic: `"m"."id" + 0 = 3 AND "m"."name" = 'x'`,
    }))
      it(`on a condition that no index serves: ${why}`, async () => {
        const text = await failure(run(`SELECT * FROM "Members" "m" WHERE ${condition}`), own.queries.scanNothing())
        expect(text).to.match(
          /statements read a whole table.*\n {2}Members: SELECT .*\(test\/database\/query-plans\.test\.ts:\d+:\d+\)\n {4}\S/,
        )
      })

    it('on an index that the condition cannot use, which it names', async () => {
      expect(
        await failure(
          run(`SELECT * FROM "Members" m WHERE lower(m.email) = 'a'`),
          own.queries.useIndex(Member, 'email'),
        ),
      ).to.match(/there is one, \S+, which their conditions can't use: a function, a cast/)
    })

    it('on an index that is gone', async () => {
      const lost = database({
        dataSource: async () => {
          const { DataSource } = await import('typeorm')
          const source = new DataSource({
            type: SQLITE,
            database: ':memory:',
            entities: [Member, Letter],
            synchronize: true,
          })
          await source.initialize()
          await source.query('DROP INDEX letters_member')
          return source
        },
      })
      stage
        .scenario('x')
        .given(lost)
        .when('y', () => lost.repository(Letter).findBy({ memberId: 3 }))
        .expect(lost.queries.useIndex(Letter, 'memberId'))
      expect(await stage.failure()).to.match(
        /no statement seeks rows of letters by an index over memberId; there is no such index\. The plans are:\n.*\n {4}SCAN Letter/,
      )
    })

    it('on a column that is only the second of its index', async () => {
      expect(await failure(run(`SELECT * FROM letters WHERE "sentOn" = 3`), own.queries.scanNothing())).to.match(
        / {2}letters: SELECT/,
      )
    })

    it('on half of an OR', async () => {
      expect(
        await failure(run(`SELECT * FROM "Members" WHERE email = 'a' OR name = 'b'`), own.queries.scanNothing()),
      ).to.match(/ {2}Members: SELECT/)
    })

    it('on a table that is walked in the order of an index', async () => {
      expect(
        await failure(run(`SELECT * FROM letters WHERE title = 'x' ORDER BY id LIMIT 1`), own.queries.scanNothing()),
      ).to.match(/ {2}letters: SELECT/)
    })

    it('on a sort', async () => {
      expect(
        await failure(run(`SELECT * FROM letters WHERE "memberId" = 3 ORDER BY title`), own.queries.noSort()),
      ).to.match(/statements sort what they have found.*\n {2}SELECT .*\n(.*\n)* {4}(USE TEMP B-TREE FOR|Sort)/)
    })

    it('on the view of a table', async () => {
      const text = await failure(async () => {
        await own.dataSource.query('CREATE TEMP VIEW people AS SELECT p.name AS called FROM "Members" p')
        await own.dataSource.query(`SELECT * FROM people WHERE called = 'x'`)
        await own.dataSource.query('DROP VIEW people')
      }, own.queries.scanNothing())
      expect(text).to.match(/nothing can be said of a statement of the when.*people/)
    })

    it('on a statement whose plan nobody tells', async () => {
      expect(
        await failure(
          async () => void (await own.dataSource.query('CALL nothing()').catch(() => {})),
          own.queries.scanNothing(),
        ),
      ).to.match(
        /nothing can be said of a statement of the when, for the engine does not tell its plan \(CALL runs what the engine does not show\): CALL nothing/,
      )
    })

    it('on a when that finds no rows, or sends nothing', async () => {
      const insert = () => own.repository(Letter).insert({ memberId: 1, title: 'x' })
      expect(
        await failure(
          on === 'sqlite' ? run(`INSERT INTO letters ("memberId", title) VALUES (1, 'x')`) : insert,
          own.queries.noSort(),
        ),
      ).to.match(/no statement of the when finds rows, so there is no plan to judge; it sent:\n {2}INSERT/)
      expect(await failure(() => {}, own.queries.scanNothing())).to.contain(
        'the when sent no statement to this database',
      )
    })

    it('on an exception that is no table', async () => {
      expect(await failure(run('SELECT * FROM letters'), own.queries.scanNothing({ except: ['leters'] }))).to.match(
        /there is no table "leters" \(did you mean "letters"\?\); there are members, letters/,
      )
      expect(() => own.queries.scanNothing({ exept: ['letters'] } as never)).to.throw(
        /takes the names of tables that may be read whole/,
      )
    })
  })
}
