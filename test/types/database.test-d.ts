import type { DataSource } from 'typeorm'
import { container, database, factory, type Race } from '../../src/database/index.js'
import { scenario, state } from '../../src/index.js'
import { integer } from '../../src/match/index.js'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(_same: Equal<A, B>) => {}

class User {
  id!: number
  name!: string
  email!: string
  role!: 'user' | 'admin'
}
class Post {
  id!: number
  userId!: number
  title!: string
}
const db = database({ entities: { users: User, posts: Post, userTags: 'user_tags' } })

const sc = scenario('x')
const acted = sc.when('y', () => 1)

// Tables are the names of the entities.
acted.expect(db.delta({ users: +1, posts: -1, userTags: { added: 2 } }))
// @ts-expect-error not a table
db.delta({ usres: 1 })
// @ts-expect-error not a way to move
db.delta({ users: { moved: 1 } })
database({ entities: { users: User }, on: 'postgres', name: 'users' })
// @ts-expect-error not an option
database({ entities: { users: User }, uses: [] })
// @ts-expect-error not an engine
database({ dataSource: {} as DataSource, on: 'oracle' })
database({ entities: { users: User }, on: container('postgis/postgis:17-3.5', { engine: 'postgres' }) })
// @ts-expect-error a container has to be made
database({ entities: { users: User }, on: { image: 'postgres:17', engine: 'postgres' } })
// @ts-expect-error not an engine
container('x/y:1', { engine: 'oracle' })
// Of a data source, the tables are known when it runs.
database({ dataSource: {} as DataSource, on: 'sqlite' }).delta({ whatever: 1 })

// Columns and their values are the entity's.
sc.given(db.has(User, { name: 'Ann' }))
// @ts-expect-error not a column
sc.given(db.has(User, { nope: 1 }))
// @ts-expect-error not its type
sc.given(db.has(User, { name: 7 }))
// @ts-expect-error not one of the enum
sc.given(db.has(User, { role: 'root' }))
// @ts-expect-error not a column of many
db.hasMany(User, 3, (i) => ({ nmae: `${i}` }))
// What many rows are made of may come from the context.
sc.given(db.has(User).as('user')).given(db.hasMany(Post, 3, (i, { user }) => ({ userId: user.id, title: `${i}` })))

// A factory hands back columns of its entity, and nothing else.
const users = factory(User, ({ n, random }) => ({ name: `user ${n}`, role: random.pick(['user', 'admin']) }))
database({ entities: { users: User }, factories: [users], seed: 7 })
// @ts-expect-error not a column
factory(User, ({ n }) => ({ name: `user ${n}`, nmae: 'x' }))
// @ts-expect-error not its type
factory(User, ({ n }) => ({ name: n }))
// @ts-expect-error not a seed
database({ entities: { users: User }, seed: {} })

// @ts-expect-error not a column to find by
acted.expect(db.none(User, { nope: 1 }))
// @ts-expect-error not a column of the shape
acted.expect(db.row(User, { id: 1 }, { nope: 1 }))
// @ts-expect-error not the type of the column
acted.expect(db.row(User, { id: 1 }, { name: integer() }))

// What a row leads to and what is embedded in it may be told in part, in a where and in a shape; bytes are compared, too.
class Letter {
  id!: number
  at!: Date
  seal!: Buffer
  count!: bigint
  from!: User
  home!: { city: string; zip: string | null }
}
acted
  .expect(
    db.row(Letter, { from: { name: 'Ann' }, home: { zip: null } }, { from: { role: 'admin' }, home: { city: 'Bern' } }),
  )
  .expect(db.row(Letter, { from: 7 }, { seal: Buffer.from([1]), count: 7n, at: new Date(0) }))
  .expect(db.none(Letter, { at: new Date(0), seal: Buffer.from([1]) }))
// @ts-expect-error not a column of the row that it leads to
db.row(Letter, { from: { nmae: 'Ann' } }, {})
// @ts-expect-error not a column of the row that it leads to
db.row(Letter, { id: 1 }, { from: { nmae: 'Ann' } })
// @ts-expect-error not a column of what is embedded
db.none(Letter, { home: { ctiy: 'Bern' } })
// @ts-expect-error not its type
db.none(Letter, { at: '2026-01-01' })
// @ts-expect-error not its type
db.row(Letter, { id: 1 }, { count: 7 })
// @ts-expect-error not its type
db.row(Letter, { id: '1' }, {})

// @ts-expect-error not a column of a constraint
db.violates.unique(User, 'nope')
// @ts-expect-error not a column with a length
db.violates.tooLong(User, 'nope')
// @ts-expect-error one column
db.violates.tooLong(User, 'email', 'name')
// @ts-expect-error one column
db.violates.outOfRange(User, 'email', 'name')
// @ts-expect-error not a column of a constraint
db.violates.exclusion(User, 'nope')
// @ts-expect-error not a column of an index
db.queries.useIndex(User, 'nope')
class Shop {
  id!: number
  at!: { street: string } | null
}
acted.expect(db.violates.notNull(Shop, 'at.street')).expect(db.queries.useIndex(Shop, 'id', 'at.street'))
// @ts-expect-error not within a column that is no object
db.violates.notNull(Shop, 'id.street')
// @ts-expect-error nowhere to fail
db.failing('BEGIN')
acted
  .expect(db.violates.unique(User, 'email'))
  .expect(db.violates.tooLong(User, 'name'))
  .expect(db.violates.outOfRange(User, 'name'))
  .expect(db.violates.exclusion(User, 'email', 'name'))
  .expect(db.queries.useIndex(User, 'email', 'name'))
  .expect(db.rolledBack())
acted.expectError(db.violates.foreignKey(Post, 'userId')).expect(db.unchanged())
sc.given(db.failing({ statement: 2 })).given(db.failing('COMMIT'))

// `as` puts the entity into the context, once; what a later row takes from there is inferred.
const withUser = sc.given(db.has(User).as('user'))
withUser
  .given(db.has(Post, ({ user }) => ({ userId: user.id })))
  .given(db.has(Post, ({ user }: { user: User }) => ({ userId: user.id })).as('post'))
  .when('y', ({ user, post }) => {
    same<typeof user, User>(true)
    same<typeof post, Post>(true)
  })
  .expect(db.row(Post, ({ post }) => ({ id: post.id }), { title: 'T', id: integer() }))
  .expect(db.none(User, ({ user }) => ({ id: user.id })))
// @ts-expect-error twice the same name
withUser.given(db.has(User).as('user')).when('y', () => 1)
// @ts-expect-error without as, nothing is in the context
sc.given(db.has(User)).when('y', ({ user }) => user)
// @ts-expect-error an entity is no context
sc.given('a user', async () => db.repository(User).save({} as User))
// @ts-expect-error expect before when
sc.given(db.has(User)).expect('z', () => {})

// A race's tasks and what always holds are called with the context; its expectations judge nothing else.
withUser
  .when(
    db.race([({ user }) => db.repository(User).update(user.id, { name: 'B' }), async ({ user }) => user.id], {
      always: ({ user }) => same<typeof user, User>(true),
      preemptions: 1,
    }),
  )
  .expect(db.serializable())
  .expect(db.retriesOnly('deadlock', 'serialization', 'lockTimeout'))
  .expect('schedules', (race) => same<typeof race, Race>(true))
withUser.when(db.race([async () => 1, async () => 2], { schedule: '3:ABAABB', timeout: '1m' })).expect(db.retriesOnly())
// @ts-expect-error not in the context
withUser.when(db.race([async ({ post }) => post, async () => 2])).expect(db.serializable())
// @ts-expect-error not in the context of always
withUser.when(db.race([async () => 1, async () => 2], { always: ({ post }) => void post })).expect(db.serializable())
// @ts-expect-error a check that returns a boolean asserts nothing
withUser.when(db.race([async () => 1, async () => 2], { always: ({ user }) => user.id > 0 })).expect(db.serializable())
// @ts-expect-error a task is a promise
sc.when(db.race([() => 1, () => 2]))
// @ts-expect-error not an option
sc.when(db.race([async () => 1, async () => 2], { bound: 2 }))
// @ts-expect-error the result of another when is no race
acted.expect(db.serializable())
// @ts-expect-error nothing to try again after
db.retriesOnly('unique')

// A row is what a state sets up.
const userExists = state('a user exists', { id: 7, name: 'Ann' }, (user) => db.has(User, user).as('user'))
sc.given(userExists({ name: 'Bob' })).when('y', ({ user }) => same<typeof user, User>(true))

same<typeof db.dataSource, DataSource>(true)

// How many connections there may be is a number; that none is free adds nothing to the context.
sc.given(db.pool.exhausted())
  .when('y', () => 1)
  .expect(db.pool.atMost(2))
// @ts-expect-error not a number
db.pool.atMost('2')
// @ts-expect-error the given takes nothing
db.pool.exhausted(2)

// An action that runs with a few rows and with many is called with the context; only that is judged by its shape.
withUser
  .when(db.grown(Post, [100, 1_000], async ({ user }) => user.id))
  .expect(db.queries.sameShape())
  .expect('results', ({ results }) => same<typeof results, readonly number[]>(true))
// @ts-expect-error one size has nothing to compare with
db.grown(Post, [100], () => 1)
// @ts-expect-error not in the context
withUser.when(db.grown(Post, [1, 2], async ({ post }) => post))
// @ts-expect-error the result of another when has no shape
acted.expect(db.queries.sameShape())
