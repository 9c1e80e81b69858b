import { expect } from 'chai'
import { suite } from 'qa-integ'
import { header, json, status, typed, within } from 'qa-integ/http'
import { integer, like } from 'qa-integ/match'
import { every, sampled, total } from 'qa-integ/performance'
import { User } from '../shop/entities.ts'
import { admin, db, shop, userExists } from './world.ts'

const { scenario } = suite({ category: 'api', point: 'Client -> Users API' })

scenario('a user is created', { severity: 'critical' })
  .when(admin.post('/api/users', { name: 'John Doe', email: 'john@example.com' }))
  .expect(status(201))
  .expect(header('location', /^\/api\/users\/\d+$/))
  .expect(json({ id: integer(), name: 'John Doe' }))
  .expect(db.delta({ users: +1 }))

scenario('a user lives and dies')
  .when(admin.post('/api/users', { name: 'John Doe', email: 'john@example.com' }, { reply: typed<User>() }))
  .as('created')
  .expect(status(201))
  .when(admin.get(({ created }) => `/api/users/${created.body.id}`))
  .expect(json({ name: 'John Doe' }))
  .when(admin.delete(({ created }) => `/api/users/${created.body.id}`))
  .expect(status(204))
  .expect(db.none(User, { email: 'john@example.com' }))

scenario('a user is read back')
  .given(userExists())
  .when(admin.get(({ user }) => `/api/users/${user.id}`, { reply: typed<User>() }))
  .expect(status(200))
  .expect(json.exactly({ id: integer(7), name: 'Ann', email: like('ann@example.com'), role: 'user' }))
  .expect('the role is the lowest', ({ body }) => expect(body.role).to.equal('user'))

scenario
  .each([
    { name: '', email: 'a@x.io' },
    { name: 'Ann', email: 'not-an-email' },
  ])('"$name" <$email> is refused')
  .when(admin.post('/api/users', ({ name, email }) => ({ name, email })))
  .expect(status(400))
  .expect(db.unchanged())

scenario('an address is taken once')
  .given(userExists())
  .when(admin.post('/api/users', ({ user }) => ({ name: 'B', email: user.email })))
  .expect(status(409))
  .expect(db.violates.unique(User, 'email'))

scenario('a search answers in time')
  .when(admin.get('/api/users', { query: { q: 'ann' } }))
  .expect(status(200))
  .expect(within('200ms'))

scenario('ten health checks take less than a second', { point: 'Client -> Health API' })
  .when(sampled(10, shop.get('/api/health')))
  .expect(every(status(200)))
  .expect(total.under('1s'))
