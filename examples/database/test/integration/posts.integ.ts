import { expect } from 'chai'
import { suite } from 'qa-integ'
import { Post, User } from '../../src/entities/index.js'
import { db, users } from './world.js'

const { scenario } = suite({ category: 'database', point: 'posts -> users' }).given(db)

scenario('a post is found with its user')
  .given(db.has(User, { name: 'Ann' }).as('ann'))
  .given(db.has(Post, ({ ann }) => ({ userId: ann.id, title: 'Test Post' })))
  .when('it is read', () =>
    db.repository(Post).findOneOrFail({ where: { title: 'Test Post' }, relations: { user: true } }),
  )
  .expect('its user is Ann', ({ user }) => expect(user?.name).to.equal('Ann'))
  .expect(db.queries.noRepeats())

scenario('a post needs its user')
  .when('one is stored without', () => db.repository(Post).insert({ userId: 999, title: 'Invalid Post' }))
  .expectError(db.violates.foreignKey(Post, 'userId'))
  .expect(db.unchanged())

scenario('the posts go with their user')
  .given(db.has(User).as('ann'))
  .given(db.hasMany(Post, 3, () => ({ userId: 1 })))
  .when('she leaves', ({ ann }) => db.repository(User).delete(ann.id))
  .expect(db.delta({ users: -1, posts: -3 }))

scenario('a welcome without its first post leaves nobody behind')
  .given(db.failing({ statement: 2 }))
  .when('Ann is welcomed', () => users().welcome({ name: 'Ann', email: 'ann@example.com' }))
  .expectError(db.rolledBack())

scenario('a welcome that can not be committed leaves nobody behind')
  .given(db.failing('COMMIT'))
  .when('Ann is welcomed', () => users().welcome({ name: 'Ann', email: 'ann@example.com' }))
  .expectError(db.rolledBack())
