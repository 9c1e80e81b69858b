import { expect } from 'chai'
import { suite } from 'qa-integ'
import { integer } from 'qa-integ/match'
import { User } from '../../src/entities/index.js'
import { db, users } from './world.js'

const { scenario } = suite({ category: 'database', point: 'UserService -> users' }).given(db)

scenario('a user is stored')
  .when('Ann registers', () => users().create({ name: 'Ann', email: 'ann@example.com' }))
  .expect('she gets the first number', ({ id }) => expect(id).to.equal(1))
  .expect(db.row(User, { email: 'ann@example.com' }, { id: integer(), name: 'Ann', role: 'user' }))
  .expect(db.delta({ users: +1 }))

scenario('a user is renamed')
  .given(db.has(User, { name: 'Ann' }).as('ann'))
  .when('she marries', ({ ann }) => users().rename(ann.id, 'Anna'))
  .expect(db.row(User, ({ ann }) => ({ id: ann.id }), { name: 'Anna' }))
  .expect(db.delta({ users: { changed: 1 } }))

scenario('an e-mail address is taken once', { severity: 'critical' })
  .given(db.has(User, { email: 'ann@example.com' }))
  .when('it is registered again', () => users().create({ name: 'Bob', email: 'ann@example.com' }))
  .expectError(db.violates.unique(User, 'email'))
  .expect(db.unchanged())

scenario('there are users and admins, and nobody else')
  .when('a guest registers', () => users().create({ name: 'Eve', email: 'eve@example.com', role: 'guest' as 'user' }))
  .expectError(db.violates.check(User, 'users_role'))
  .expect(db.unchanged())

scenario('nobody is without a name')
  .when('somebody tries', () => users().create({ name: null as never, email: 'x@example.com' }))
  .expectError(db.violates.notNull(User, 'name'))
