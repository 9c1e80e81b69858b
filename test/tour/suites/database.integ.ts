import { expect } from 'chai'
import { suite } from 'qa-integ'
import { integer } from 'qa-integ/match'
import { UserService, withdraw } from '../shop/app.ts'
import { Account, Post, User } from '../shop/entities.ts'
import { accounts, db } from './world.ts'

const { scenario } = suite({ category: 'database', point: 'UserService -> users' }).given(db)
const users = () => new UserService(db.dataSource)

scenario('a user is stored')
  .when('Ann registers', () => users().createUser({ name: 'Ann', email: 'ann@x.io', role: 'user' }))
  .expect('it gets an id', (user) => expect(user.id).to.be.above(0))
  .expect(db.row(User, { email: 'ann@x.io' }, { id: integer(), name: 'Ann' }))
  .expect(db.delta({ users: +1 }))

scenario('an e-mail address is taken once')
  .given(db.has(User, { email: 'ann@x.io' }))
  .when('it is registered again', () => users().createUser({ name: 'B', email: 'ann@x.io', role: 'user' }))
  .expectError(db.violates.unique(User, 'email'))
  .expect(db.unchanged())

scenario('a post needs its user', { point: 'posts -> users' })
  .when('one is stored without', () => db.repository(Post).insert({ userId: 999, title: 'T', content: '' }))
  .expectError(db.violates.foreignKey(Post, 'userId'))

scenario('the posts go with their user', { point: 'posts -> users' })
  .given(db.has(User).as('user'))
  .given(db.has(Post, ({ user }) => ({ userId: user.id })))
  .when('the user is removed', ({ user }) => db.repository(User).delete(user.id))
  .expect(db.delta({ users: -1, posts: -1 }))

scenario('a rename that fails at COMMIT leaves nothing behind')
  .given(db.has(User).as('user'))
  .given(db.failing('COMMIT'))
  .when('the user is renamed', ({ user }) => users().rename(user.id, 'New'))
  .expectError('the fault reaches the caller', (error) => expect(error).to.be.instanceOf(Error))
  .expect(db.rolledBack())

scenario('two withdrawals at once lose no money', { point: 'accounts', severity: 'critical' })
  .given(db.has(Account, { balance: 100 }).as('account'))
  .when(
    db.race(
      [
        ({ account }) => withdraw(db.dataSource, account.id, 30),
        ({ account }) => withdraw(db.dataSource, account.id, 50),
      ],
      {
        always: async ({ account }) =>
          expect((await db.repository(Account).findOneByOrFail({ id: account.id })).balance).to.be.at.least(0),
      },
    ),
  )
  .expect(db.serializable())

scenario('a user is found by e-mail through the index')
  .given(db.hasMany(User, 1_000, (i) => ({ email: `user${i}@x.io` })))
  .when('one is looked up', () => db.repository(User).findOneBy({ email: 'user500@x.io' }))
  .expect(db.queries.useIndex(User, 'email'))
  .expect(db.queries.atMost(1))

scenario('every migration can be undone', { point: 'migrations' })
  .when(accounts.migrations.roundTrip())
  .expect(accounts.migrations.noDrift())
