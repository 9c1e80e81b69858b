import {
  type Acted,
  type Expectation,
  expectation,
  type Given,
  given,
  type Handle,
  handle,
  ofType,
  type Scenario,
  type State,
  type Suite,
  scenario,
  state,
  suite,
  type Told,
  type When,
  when,
} from '../../src/index.js'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const is = <A, B>(_same: Equal<A, B>) => {}

interface Customer {
  id: number
}
interface Order {
  of: Customer
}

// The context grows with what givens return, at once or later; one that returns nothing leaves it.
const empty = scenario('x')
is<typeof empty, Scenario<object>>(true)
const withCustomer = empty.given('a customer', async () => ({ customer: { id: 1 } as Customer }))
is<typeof withCustomer, Scenario<{ customer: Customer }>>(true)
const still = withCustomer.given('nothing more', async ({ customer }) => void customer.id)
is<typeof still, Scenario<{ customer: Customer }>>(true)
const withOrder = still.given('an order', ({ customer }, { defer, signal, attach }) => {
  defer(() => signal.aborted)
  attach('customer', customer)
  return { order: { of: customer } as Order }
})
is<typeof withOrder, Scenario<{ customer: Customer; order: Order }>>(true)
const undefinedFromOneBranch = empty.given('maybe', () => {
  if (Math.random() > 2) return undefined
  return undefined
})
is<typeof undefinedFromOneBranch, Scenario<object>>(true)

// The result of a when comes unwrapped to its expects, and goes on under a name.
const paid = withOrder.when('it is paid', async ({ order }) => ({ status: 200, of: order.of }))
is<typeof paid, Acted<{ customer: Customer; order: Order }, { status: number; of: Customer }>>(true)
const checked = paid.expect('ok', ({ status }, { customer }) => void (status + customer.id))
is<typeof checked, Told<{ customer: Customer; order: Order }, { status: number; of: Customer }>>(true)
const again = checked.when('it is read', ({ order }) => order.of.id)
is<typeof again, Acted<{ customer: Customer; order: Order }, number>>(true)
is<ReturnType<typeof again.expect>, Told<{ customer: Customer; order: Order }, number>>(true)
const kept = empty.when('made', () => ({ id: 7 })).as('made')
is<typeof kept, Acted<{ made: { id: number } }, { id: number }>>(true)
kept.expect('seen by both', ({ id }, { made }) => void (id - made.id))
const later = kept.expect('x', () => {}).when('read', ({ made }) => String(made.id))
is<typeof later, Acted<{ made: { id: number } }, string>>(true)
const failing = empty.when('fails', () => Promise.reject<number>(new Error('no')))
is<typeof failing, Acted<object, number>>(true)
is<ReturnType<typeof failing.expectError>, Told<object, Error>>(true)
failing.expectError('why', (error) => void error.message).expect('more about it', (error) => void error.stack)
failing.expectError(ofType(TypeError, /no/)).expect(ofType(TypeError))

// Step values say what they need and what they give; a step that needs a customer fits once there is one.
const orderOf = given('an order', ({ customer }: { customer: Customer }) => ({ order: customer.id }))
is<typeof orderOf, Given<{ customer: Customer }, { order: number }>>(true)
const withNumber = withCustomer.given(orderOf)
is<typeof withNumber, Scenario<{ customer: Customer; order: number }>>(true)
const aCustomer = (name: string) => given(`a customer ${name}`, () => ({ customer: { id: name.length } }))
is<ReturnType<typeof aCustomer>, Given<object, { customer: { id: number } }>>(true)
const doubled = when('it is doubled', ({ n }: { n: number }) => n * 2)
is<typeof doubled, When<{ n: number }, number>>(true)
const positive = expectation('positive', (n: number) => void (n > 0))
is<typeof positive, Expectation<number, object>>(true)
scenario('x')
  .given('n', () => ({ n: 1 }))
  .when(doubled)
  .expect(positive)
const armed = expectation(
  'moved',
  (_: unknown, { n }: { n: number }) => void n,
  ({ n }) => void n.toFixed(),
)
is<typeof armed, Expectation<unknown, { n: number }>>(true)

// A factory of steps sees the context without annotations, by where it is told.
const post = <C>(path: string, body: (context: C) => unknown) =>
  when(path, async (context: C) => ({ status: 1, body: body(context) }))
const posted = withNumber.when(post('/x', ({ customer, order }) => customer.id + order))
is<typeof posted, Acted<{ customer: Customer; order: number }, { status: number; body: unknown }>>(true)
const status = (wanted: number) =>
  expectation(`status is ${wanted}`, (reply: { status: number }) => void (reply.status === wanted))
posted.expect(status(1)).expect(status(2))

// tools.run gives what the step gives.
scenario('x').given('in a closure', async (_, { run, skip, verify }) => {
  const { customer } = await run(aCustomer('Ada'))
  is<typeof customer, { id: number }>(true)
  const sum = await run(when('sum', () => 3))
  is<typeof sum, number>(true)
  verify('held', () => {})
  return customer.id > 7 ? skip('too many') : { customer }
})

// Rows are the context; so is a suite's background.
const row = scenario.each([
  { a: 1, b: 'x' },
  { a: 2, b: 'y' },
])('$a')
is<typeof row, Scenario<{ a: number; b: string }>>(true)
is<ReturnType<ReturnType<typeof scenario.only.each<{ a: number }>>>, Scenario<{ a: number }>>(true)
scenario.skip
  .each(new Set([{ a: 1 }]))('$a')
  .when('x', ({ a }) => a)
const shared = suite({ category: 'api', point: 'A -> B', severity: 'high', tags: ['smoke'], retries: 1, timeout: '2s' })
is<typeof shared, Suite<object>>(true)
const behind = shared
  .given('prices', () => ({ prices: [3] }))
  .given(given('nothing', ({ prices }: { prices: number[] }) => void prices))
is<typeof behind, Suite<{ prices: number[] }>>(true)
is<ReturnType<typeof behind.scenario>, Scenario<{ prices: number[] }>>(true)
const rowBehind = behind.scenario.each([{ a: 1 }])('$a')
is<typeof rowBehind, Scenario<{ prices: number[]; a: number }>>(true)
is<ReturnType<typeof behind.scenario.todo>, void>(true)

// Handles and states are givens; a handle's value has the type of its start.
const queue = handle({
  name: 'queue',
  start: async () => ['job'],
  reset: (jobs) => void jobs.splice(0),
  stop: () => {},
})
is<typeof queue, Handle & { readonly value: string[] }>(true)
is<ReturnType<typeof withCustomer.given<void>>, Scenario<{ customer: Customer }>>(true)
const withQueue = withCustomer.given(queue)
is<typeof withQueue, Scenario<{ customer: Customer }>>(true)
const userExists = state('a user exists', { id: 7, name: 'Ann' }, ({ id, name }) =>
  given(`user ${id}`, () => ({ user: { id, name } })),
)
is<typeof userExists, State<{ id: number; name: string }, { user: { id: number; name: string } }>>(true)
const withUser = scenario('x').given(userExists({ name: 'Bob' }))
is<typeof withUser, Scenario<{ user: { id: number; name: string } }>>(true)
const known = state('known by name only', { id: 7 })
is<ReturnType<typeof known>['params'], { id: number }>(true)
