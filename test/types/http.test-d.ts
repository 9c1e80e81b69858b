import {
  answering,
  apiKey,
  type Body,
  basic,
  bearer,
  header,
  json,
  type Reply,
  type ReplyType,
  status,
  type Target,
  target,
  typed,
  within,
} from '../../src/http/index.js'
import { given, handle, scenario } from '../../src/index.js'
import { eachLike, integer, like, string } from '../../src/match/index.js'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(_same: Equal<A, B>) => {}

interface User {
  id: number
  name: string
  role: 'user' | 'admin'
  bornAt: Date
}

const shop = target({ url: 'http://x' })
const admin: Target = shop.as(apiKey('test-key', { header: 'authorization' }))
const aUser = given('a user', () => ({ user: { id: 7, name: 'Ann' } }))
const db = handle({ name: 'db', start: () => 1 })

// The three kinds of target, and what they share.
target({ url: () => process.env.SHOP ?? '', uses: [db], name: 'shop' })
target({ app: () => (_request: object, response: { end(): void }) => response.end(), per: 'scenario', uses: [db] })
target({ app: async () => ({ handler: () => {} }), within: '2m' })
target({ command: ['python3', 'ledger.py', '{port}'], readyWhen: answering('/health'), per: 'run', cwd: 'ledger' })
target({ command: ['x'], readyWhen: answering('/'), env: () => ({ LEDGER_MODE: 'test' }), uses: [db] })
target({ app: () => (request, response) => response.end(request.headers.host) })
target({ app: async () => (request, response) => void response.writeHead(request.url === '/' ? 200 : 404).end() })
// @ts-expect-error a number is no application
target({ app: () => 7 })
// @ts-expect-error an application can't be shared by a run
target({ app: () => () => {}, per: 'run' })
// @ts-expect-error a process tells when it is ready
target({ command: ['x'] })
// @ts-expect-error no such option
target({ url: 'http://x', port: 80 })
// @ts-expect-error nowhere
target({})
// @ts-expect-error readiness is a value, not a path
target({ command: ['x'], readyWhen: '/health' })

// The context of functions is inferred, in each place of a request.
scenario('x')
  .given(aUser)
  .when(admin.post('/x', ({ user }) => ({ id: user.id })))
  .expect(status(201))
scenario('x')
  .given(aUser)
  .when(
    admin.put(
      ({ user }) => `/users/${user.id}`,
      ({ user }) => ({ name: user.name }),
      { query: { at: new Date() } },
    ),
  )
  .expect(status('2xx'))
scenario('x')
  .given(aUser)
  .when(admin.get('/x', { query: ({ user }) => ({ q: user.name }), headers: ({ user }) => ({ 'x-user': user.name }) }))
  .expect(within('200ms'))
  .expect(header('location', /x/))
scenario('x')
  .given(aUser)
  .when(admin.delete(({ user }) => `/users/${user.id}`))
  .expect(status(204))
scenario
  .each([{ name: '' }])('x')
  .when(shop.patch('/x', ({ name }) => ({ name })))
  .expect(status(400))
scenario('x')
  .when('a closure', async (_, { run }) => (await run(shop.post('/x', [1, 2]))).status)
  .expect('z', (code) => void same<typeof code, number>(true))

// A typed reply goes on with its type.
scenario('x')
  .when(shop.get('/u', { reply: typed<User>() }))
  .as('created')
  .expect(status(200))
  .expect('its body is a user', ({ body }) => void same<typeof body, User>(true))
  .when(shop.get(({ created }) => `/users/${created.body.id}`))
  .expect('its body is unknown', ({ body }) => void same<typeof body, unknown>(true))

// So does a Standard Schema, by what comes out of it.
const schema = {
  '~standard': {
    version: 1 as const,
    vendor: 'test',
    validate: (value: unknown) => ({ value: value as { n: number } }),
    types: undefined as { input: { n: string }; output: { n: number } } | undefined,
  },
}
const read: ReplyType<{ n: number }> = schema
void read
scenario('x')
  .when(shop.get('/n', { reply: schema }))
  .expect(json({ n: integer() }))
  .expect('z', ({ body }) => void same<typeof body, { n: number }>(true))

// What is said of a typed body is checked, of an untyped one it is free.
scenario('x')
  .when(shop.get('/u', { reply: typed<User>() }))
  .expect(json({ name: 'x' }))
  .expect(json({ id: integer(), name: like('Ann'), bornAt: '2000-01-01T00:00:00.000Z' }))
  .expect(json(like({ id: 7 })))
  .expect(json.exactly({ id: 7, name: string(), role: 'user', bornAt: new Date(0) }))
scenario('x')
  .when(shop.get('/u', { reply: typed<User[]>() }))
  .expect(json(eachLike({ id: integer() })))
  .expect(json([{ name: 'Ann' }]))
scenario('x')
  .when(shop.get('/u'))
  .expect(json({ anything: [integer(), 'x', null] }))
  .expect(json('text'))
same<Body<unknown>, unknown>(true)

scenario('x')
  .when(shop.get('/u', { reply: typed<User>() }))
  // @ts-expect-error a misspelt property of a typed reply
  .expect(json({ nmae: 'x' }))
scenario('x')
  .when(shop.get('/u', { reply: typed<User>() }))
  // @ts-expect-error a misspelt property of a typed reply, exactly
  .expect(json.exactly({ nmae: 'x' }))
scenario('x')
  .when(shop.get('/u', { reply: typed<User>() }))
  // @ts-expect-error a value of the wrong type
  .expect(json({ name: 7 }))
scenario('x')
  .when(shop.get('/u', { reply: typed<User[]>() }))
  // @ts-expect-error a misspelt property of the elements
  .expect(json([{ nmae: 'Ann' }]))
scenario('x')
  // @ts-expect-error no user was given
  .when(shop.get(({ user }) => `/u/${user.id}`))
  .expect(status(200))
scenario('x')
  // @ts-expect-error no user was given, for a body
  .when(shop.post('/x', ({ user }) => ({ id: user.id })))
  .expect(status(200))
scenario('x')
  // @ts-expect-error no user was given, for a query
  .when(shop.get('/x', { query: ({ user }) => ({ id: user.id }) }))
  .expect(status(200))
scenario('x')
  // @ts-expect-error no user was given, told by hand
  .when(shop.post('/x', ({ user }: { user: User }) => ({ id: user.id })))
scenario('x')
  .given(aUser)
  // @ts-expect-error the user has no such field
  .when(shop.get(({ user }) => `/u/${user.nmae}`))
  .expect(status(200))
scenario('x')
  .when('y', () => 1)
  // @ts-expect-error the result is no reply
  .expect(json({ a: 1 }))
scenario('x')
  .when('y', () => 1)
  // @ts-expect-error the result has no status
  .expect(status(200))
// @ts-expect-error no such class of statuses
scenario('x').when(shop.get('/')).expect(status('2x'))
scenario('x')
  // @ts-expect-error a get has no body
  .when(shop.get('/', { body: 1 }))
  .expect(status(200))
scenario('x')
  // @ts-expect-error a header is text
  .when(shop.get('/', { headers: { 'x-n': 1 } }))
  .expect(status(200))
// @ts-expect-error a header is compared with text or a pattern
scenario('x').when(shop.get('/')).expect(header('x-n', 1))
// @ts-expect-error a duration has a unit
scenario('x').when(shop.get('/')).expect(within(200))
// @ts-expect-error credentials are made by bearer, basic or apiKey
shop.as({ user: 'ann' })

// Credentials.
shop.as(bearer('t')).as(basic('ann', 'secret'))
shop.as(bearer(async () => 't'))
// @ts-expect-error a token that comes later comes by a promise
bearer(() => 't')

// Steps outside a scenario tell their context.
const byId = shop.get(({ user }: { user: { id: number } }) => `/users/${user.id}`, { reply: typed<User>() })
same<ReturnType<typeof byId.act> extends infer R ? Awaited<R> : never, Reply<User>>(true)
scenario('x')
  .given(aUser)
  .when(byId)
  .expect(json({ name: 'Ann' }))
