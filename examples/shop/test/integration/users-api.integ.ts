import { expect } from 'chai'
import { suite } from 'qa-integ'
import { header, json, status, typed, within } from 'qa-integ/http'
import { integer, like, string } from 'qa-integ/match'
import { errorRate, every, p95, sampled, total } from 'qa-integ/performance'
import type { ErrorBody } from '../../src/index.js'
import { User } from '../../src/index.js'
import { admin, customer, db, shop, userExists } from './world.js'

const { scenario } = suite({ category: 'api', point: 'Client -> Users API' })

interface UserReply {
  id: number
  name: string
  email: string
  role: 'user' | 'admin'
}

scenario('a user is created', { severity: 'critical', tags: ['smoke'] })
  .when(admin.post('/api/users', { name: 'John Doe', email: 'john@example.com' }))
  .expect(status(201))
  .expect(header('location', /^\/api\/users\/\d+$/))
  .expect(json({ id: integer(), name: 'John Doe' }))
  .expect(db.row(User, { email: 'john@example.com' }, { id: integer(), name: 'John Doe', role: 'user' }))
  .expect(db.delta({ users: +1 }))

scenario('a user lives and dies')
  .when(admin.post('/api/users', { name: 'John Doe', email: 'john@example.com' }, { reply: typed<UserReply>() }))
  .as('created')
  .expect(status(201))
  .when(admin.get(({ created }) => `/api/users/${created.body.id}`))
  .expect(json({ name: 'John Doe' }))
  .when(admin.delete(({ created }) => `/api/users/${created.body.id}`))
  .expect(status(204))
  .expect(db.none(User, { email: 'john@example.com' }))

scenario('a user is read back')
  .given(userExists())
  .when(admin.get(({ user }) => `/api/users/${user.id}`, { reply: typed<UserReply>() }))
  .expect(status(200))
  .expect(json.exactly({ id: integer(7), name: 'Ann', email: like('ann@example.com'), role: 'user' }))
  .expect('the role is the lowest', ({ body }) => expect(body.role).to.equal('user'))

scenario
  .each([
    { name: '', email: 'a@example.com', field: 'name' },
    { name: 'Ann', email: 'not-an-email', field: 'email' },
  ])('"$name" <$email> is refused, and the $field is named')
  .when(admin.post('/api/users', ({ name, email }) => ({ name, email }), { reply: typed<ErrorBody>() }))
  .expect(status(400))
  .expect(json({ error: { code: 'invalid_input', message: string() } }))
  .expect('it names the field', ({ body }, { field }) =>
    expect(body.error.details?.map((detail) => detail.field)).to.deep.equal([field]),
  )
  .expect(db.unchanged())

scenario('an address is taken once', { severity: 'high' })
  .given(userExists())
  .when(admin.post('/api/users', ({ user }) => ({ name: 'Bea', email: user.email })))
  .expect(status(409))
  .expect(json({ error: { code: 'conflict' } }))
  .expect(db.unchanged())

scenario('nobody without a key sees users', { severity: 'critical' }).when(shop.get('/api/users')).expect(status(401))

scenario('a customer may not create users', { severity: 'critical' })
  .when(customer.post('/api/users', { name: 'Eve', email: 'eve@example.com' }))
  .expect(status(403))
  .expect(db.unchanged())

scenario('a search answers in time')
  .given(userExists())
  .when(admin.get('/api/users', { query: { q: 'ann' } }))
  .expect(status(200))
  .expect(within('1s'))

scenario('ten health checks take less than a second', { point: 'Client -> Health API' })
  .when(sampled(10, shop.get('/api/health')))
  .expect(every(status(200)))
  .expect(total.under('1s'))

scenario('users are read fast enough', { point: 'Client -> Users API' })
  .given(userExists())
  .when(sampled(40, admin.get('/api/users/7'), { concurrency: 4, warmup: 5 }))
  .expect(p95.under('200ms'))
  .expect(errorRate.under(0.01))
