import {
  type Contract,
  contract,
  del,
  get,
  type Interaction,
  patch,
  post,
  put,
  verification,
} from '../../src/contract/index.js'
import { given, handle, scenario, state } from '../../src/index.js'
import { eachLike, integer, like, regex } from '../../src/match/index.js'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(_same: Equal<A, B>) => {}

const userExists = state('a user exists', { id: 7, name: 'Ann' }, () => given('a user', () => ({ user: { id: 7 } })))
const users: Contract = contract({ consumer: 'shop-web', provider: 'users-api' })

// The example is the plain value of what was told.
const userSeven = users
  .given(userExists({ id: 7 }))
  .when('a user', get('/api/users/7'))
  .expect(200, { id: integer(7), tags: eachLike('new'), name: like('Ann'), role: 'admin' })
same<typeof userSeven, Interaction<{ id: number; tags: string[]; name: string; role: string }>>(true)
const name: string = userSeven.example.name

// It is a given that adds nothing, so that several stand side by side.
scenario('x')
  .given(userSeven)
  .given(users.when('another', get('/b')).expect(204))
  .given(userExists())
  .when('y', () => users.url)
  .expect('z', (url) => void url.toUpperCase())

// A message hands its example to the handler.
const created = users.message('a user was created', { id: integer(7), name: like('Ann') })
scenario('m')
  .when(created.handledBy(async ({ name }) => `hi ${name}`))
  .expect('n', (greeting) => void greeting.toUpperCase())
// @ts-expect-error a misspelt field of a message
created.handledBy((event) => event.nmae)
// @ts-expect-error a misspelt field of an example
userSeven.example.nmae

// Paths, queries and headers are texts or matchers of such.
get(regex(/^\/api\/users\/\d+$/, '/api/users/7'), {
  query: { page: integer(2), tag: ['a', 'b'], full: true },
  headers: { accept: 'application/json' },
})
// @ts-expect-error a number is no path
get(7)
// @ts-expect-error a GET has no body
get('/a', { body: {} })
// @ts-expect-error nor has a DELETE
del('/a', { body: {} })
// @ts-expect-error a header is no object
post('/a', {}, { headers: { accept: {} } })
// @ts-expect-error the options come after the body
put('/a', {}, { header: {} })
// @ts-expect-error a query is no list
patch('/a', {}, { query: ['a'] })

// @ts-expect-error both parties have a name
contract({ consumer: 'a' })
// @ts-expect-error an unknown option
contract({ consumer: 'a', provider: 'b', dir: 'c' })
// @ts-expect-error a state is called
users.given(given('a', () => {}))
// @ts-expect-error the status comes first
users.when('a', get('/a')).expect({ id: 1 })
// @ts-expect-error a request is made by get(...) and the like
users.when('a', '/a')

const api = handle({ name: 'api', start: () => 'http://x' })
const target = Object.defineProperty({ ...api }, 'url', { get: () => api.value }) as typeof api & {
  readonly url: string
}
verification('users-api', { target, states: [userExists], messages: { 'a user was created': () => ({ id: 7 }) } })
// @ts-expect-error a handle without a url
verification('users-api', { target: api, states: [userExists] })
// @ts-expect-error states are handed over as they are, not called
verification('users-api', { target, states: [userExists()] })
// @ts-expect-error a provider without states says so
verification('users-api', { target })

export { name }
