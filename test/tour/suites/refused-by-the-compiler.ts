// biome-ignore-all format: what is expected to be refused stands on one line with its directive before it.
import { expect } from 'chai'
import { scenario } from 'qa-integ'
import { called, component, double } from 'qa-integ/component'
import { database } from 'qa-integ/database'
import { json, status, target, typed } from 'qa-integ/http'
import { integer, like } from 'qa-integ/match'
import { Mailer, OrderService, PaymentGateway } from '../shop/app.ts'
import { User } from '../shop/entities.ts'

const shop = target({ url: 'http://x' }), db = database({ entities: { users: User } }), gateway = double(PaymentGateway)
const orders = component('OrderService', () => new OrderService(gateway, double(Mailer)))

// @ts-expect-error a misspelt property of a typed reply
scenario('x').when(shop.get('/u', { reply: typed<User>() })).expect(json({ nmae: 'x' }))
// @ts-expect-error a value of the wrong type
scenario('x').when(shop.get('/u', { reply: typed<User>() })).expect(json({ name: 7 }))
// @ts-expect-error no user was given
scenario('x').when(shop.get(({ user }) => `/u/${user.id}`)).expect(status(200))
// @ts-expect-error no user was given, told by hand
scenario('x').when(shop.post('/x', ({ user }: { user: User }) => ({ id: user.id }))).expect(status(200))
// @ts-expect-error not a column
scenario('x').given(db.has(User, { nope: 1 })).when('y', () => 1).expect('z', () => {})
// @ts-expect-error not a table
scenario('x').when('y', () => 1).expect(db.delta({ usres: 1 }))
// @ts-expect-error the result is no reply
scenario('x').when('y', () => 1).expect(json({ a: 1 }))
// @ts-expect-error a boolean asserts nothing
scenario('x').when('y', () => 1).expect('z', (n) => n === 1)
// @ts-expect-error an entity is no context
scenario('x').given('a user', async () => db.repository(User).save({} as User)).when('y', () => 1)
// @ts-expect-error a stub is no context
scenario('x').given('a charge', () => gateway.charge.resolves({ id: 'p' })).when('y', () => 1)
// @ts-expect-error twice the same name
scenario('x').given(db.has(User).as('user')).given(db.has(User).as('user')).when('y', () => 1)
// @ts-expect-error expect before when
scenario('x').given(db.has(User)).expect('z', () => {})
// @ts-expect-error the wrong argument
scenario('x').when('y', () => 1).expect(called(gateway.charge).with('fifty'))
// @ts-expect-error not a spy
scenario('x').when('y', () => 1).expect(called.never(Math.max))
// @ts-expect-error no such method
scenario('x').when(orders.call('proces')).expect('z', () => {})

scenario('fine: a nested matcher gives its example').when('y', () => like({ id: integer(7) })).expect('z', () => expect(1).to.equal(1))
