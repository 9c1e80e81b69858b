import { expect } from 'chai'
import sinon from 'sinon'
import { expectation, given, handle, type Scenario, scenario, state, suite, when } from '../../src/index.js'

/** Wrong uses of the language that do not compile. Their sentences are asserted in test/types/sentences.test.ts. */

interface Customer {
  id: number
}
class Entity {
  id = 1
}
const repository = { save: async (entity: Entity) => entity }
const start = scenario('x')
const withCustomer = start.given('a customer', () => ({ customer: { id: 1 } as Customer }))
const acted = withCustomer.when('it is read', () => ({ status: 200 }))
const numbered = given('an order', ({ customer }: { customer: Customer }) => ({ order: customer.id }))
const row = scenario.each([{ a: 1 }])('$a')
const background = suite().given('prices', () => ({ prices: 1 }))
const ok = expectation('ok', ({ status }: { status: number }) => void status)

// @ts-expect-error the step needs a customer, which nothing has given yet
start.given(numbered)
// @ts-expect-error the when needs a customer
start.when(when('read', ({ customer }: { customer: Customer }) => customer.id))
// @ts-expect-error no such name in the context
withCustomer.when('read', ({ order }) => order)
// @ts-expect-error no such name in the context of an expect
acted.expect('x', (_, { order }) => void order)
// @ts-expect-error no such property of the result
acted.expect('x', ({ stauts }) => void stauts)
// @ts-expect-error a number has no status
start.when('n', () => 3).expect(ok)

// @ts-expect-error "customer" is already in the context
withCustomer.given('again', () => ({ customer: 1 })).when
// @ts-expect-error "customer" is already in the context, by a step value
withCustomer.given(given('again', () => ({ customer: 1 }))).when
// @ts-expect-error "customer" is already in the context, by a result
acted.as('customer').expect
// @ts-expect-error "a" is already in the row
row.given('again', () => ({ a: 2 })).when
// @ts-expect-error "prices" is already in the background
background.given('again', () => ({ prices: 2 })).scenario

// @ts-expect-error an entity is no context
start.given('a user', async () => repository.save(new Entity()))
// @ts-expect-error a stub is no context
start.given('a charge', () => sinon.stub().resolves({ id: 1 }))
// @ts-expect-error a list is no context
start.given('rows', () => [1])
// @ts-expect-error a text is no context
start.given('a name', () => 'Ann')
// @ts-expect-error any is no context: nothing of it could be checked
start.given('a reply', () => JSON.parse('{}')).when
// @ts-expect-error nor beside what is there
withCustomer.given('a reply', async () => JSON.parse('{}')).when
// @ts-expect-error nor in a step value
start.given(given('a reply', () => JSON.parse('{}'))).when
// @ts-expect-error nor in a background
suite().given('a reply', () => JSON.parse('{}')).scenario
// @ts-expect-error nor does a step value hide an entity
given('a user', () => new Entity())

// @ts-expect-error a boolean asserts nothing
acted.expect('x', ({ status }) => status === 200)
// @ts-expect-error nor does a promised one
acted.expect('x', async ({ status }) => status === 200)
// @ts-expect-error nor in a step value
expectation('x', (n: number) => n > 0)
// @ts-expect-error nor a number
acted.expect('x', ({ status }) => status)
// @ts-expect-error nor of an error
acted.expectError('x', (error) => error.message === 'no')

// @ts-expect-error a when comes before an expect
start.expect('x', () => {})
// @ts-expect-error a when comes before an expectError
start.expectError('x', () => {})
// @ts-expect-error a given comes before the when
acted.given('x', () => {})
// @ts-expect-error a given comes before the expects
acted.expect('x', () => {}).given('y', () => {})
// @ts-expect-error a second when needs an expect before it
acted.when('x', () => 1)
// @ts-expect-error expectError is the first expect of its when
acted.expect('x', () => {}).expectError('y', () => {})
// @ts-expect-error only the result of a when has a name
start.as('x')
// @ts-expect-error a name stands directly after its when
acted.expect('x', () => {}).as('y')
// @ts-expect-error never a thenable
start.then
// @ts-expect-error there is no terminal call
acted.expect('x', () => {}).run

// @ts-expect-error a title alone says nothing
start.given('a customer')
// @ts-expect-error a when is no given
start.given(when('x', () => 1))
// @ts-expect-error an expectation is no when
start.when(ok)
// @ts-expect-error a given is no expectation
acted.expect(given('x', () => {}))
// @ts-expect-error an unknown option
scenario('x', { timout: '1s' })
// @ts-expect-error an unknown category
scenario('x', { category: 'apis' })
// @ts-expect-error an unknown severity
scenario('x', { severity: 'blocker' })
// @ts-expect-error a duration has a unit
scenario('x', { timeout: 100 })
// @ts-expect-error rows are objects
scenario.each([1, 2])('x')
// @ts-expect-error a todo tells no steps
scenario.todo('x').given
// @ts-expect-error only what is described in data lives per run
handle({ name: 'x', start: () => 1, per: 'run' })
// @ts-expect-error a handle needs a start
handle({ name: 'x' })
// @ts-expect-error no such parameter of the state
state('a user exists', { name: 'Ann' })({ nmae: 'Bob' })
// @ts-expect-error the set-up of a state is a given
state('a user exists', { name: 'Ann' }, ({ name }) => name)

// What is fine beside them: chai's chains, nothing, and other objects are checks.
const fine: Scenario<object> = start
fine
  .when('y', () => 1)
  .expect('a chain', (n) => expect(n).to.equal(1))
  .expect('nothing', () => {})
  .expect('promised', async (n) => expect(n).to.be.above(0))
