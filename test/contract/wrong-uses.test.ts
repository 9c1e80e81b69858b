import { expect } from 'chai'
import { type Contract, contract, del, get, post, verification } from '../../src/contract/index.js'
import { given, handle, state } from '../../src/index.js'
import { integer, regex } from '../../src/match/index.js'
import { telling } from '../support/tell.js'
import { inFolder } from './in-folder.js'

const parties = { consumer: 'shop-web', provider: 'users-api' }
const userExists = state('a user exists', { id: 7 })
const any = (value: unknown) => value as never
/** A flag that the compiler's target does not know. */
const SETS = 'v'

/** Wrong uses that are told while a file loads, each with a part of its sentence. */
const WRONG: readonly [what: string, use: () => unknown, says: string][] = [
  ['no parties', () => contract(any(undefined)), "contract({ consumer: 'shop-web', provider: 'users-api' })"],
  ['no consumer', () => contract(any({ provider: 'a' })), 'the consumer needs a name'],
  ['a blank provider', () => contract({ consumer: 'a', provider: ' ' }), 'the provider needs a name'],
  ['a name of two lines', () => contract({ consumer: 'a\nb', provider: 'b' }), 'a name of one line'],
  ['an unknown party', () => contract(any({ ...parties, dir: 'x' })), 'not "dir"'],
  ['no description', () => contract(parties).when('', get('/a')), '.when(...) needs a description of one line'],
  [
    'no request',
    () => contract(parties).when('a', any('/a')),
    'made by get(...), post(...), put(...), patch(...) or del(...)',
  ],
  ['a state that is not called', () => contract(parties).given(any(userExists)), 'call it: .given(aUserExists())'],
  [
    'a given that is no state',
    () => contract(parties).given(any(given('a', () => {}))),
    'takes a state, for that is what the provider sets up',
  ],
  [
    'parameters that are no JSON',
    () => contract(parties).given(state('s', { at: 1n })()),
    `state "s" can't travel to the provider`,
  ],
  [
    'no status',
    () =>
      contract(parties)
        .when('a', get('/a'))
        .expect(any({ id: 1 })),
    'begins with the status',
  ],
  ['a status that is none', () => contract(parties).when('a', get('/a')).expect(20), 'from 100 to 599'],
  ['a path without a slash', () => get('api'), 'begins with "/"'],
  ['a path whose example has none', () => get(regex(/api/, 'api')), 'begins with "/"'],
  ['a pattern without an example', () => get(regex(/^\/api/)), 'has no example'],
  ['a query in the path', () => get('/a?page=2'), 'tell what comes after "?" as query'],
  ['a fragment in the path', () => get('/a#b'), 'is never sent'],
  ['a GET with a body', () => get('/a', any({ body: {} })), 'a GET carries no body'],
  ['a DELETE with a body', () => del('/a', any({ body: {} })), 'a DELETE carries no body'],
  ['a body among the options', () => post('/a', {}, any({ body: {} })), 'the body is the second argument'],
  ['an unknown option', () => get('/a', any({ header: {} })), '"header" is no option of a request'],
  ['a header of a wrong name', () => get('/a', { headers: { 'x y': '1' } }), '"x y" is no name of a header'],
  [
    'a header twice',
    () => get('/a', { headers: { accept: '1', Accept: '2' } }),
    '"accept" and "Accept" are one header',
  ],
  ['a header with a line break', () => get('/a', { headers: { a: 'b\r\nc: d' } }), 'holds a line break'],
  ['a header without a value', () => get('/a', { headers: any({ a: undefined }) }), 'not undefined'],
  ['a header that is an object', () => get('/a', { headers: any({ a: {} }) }), 'not object'],
  ['an empty list of values', () => get('/a', { query: { a: [] } }), 'the query parameter "a" has no value'],
  ['headers that are a list', () => get('/a', { headers: any(['a']) }), 'write each header as a name with its value'],
  [
    'a text body that is none',
    () => post('/a', { a: 1 }, { headers: { 'content-type': 'text/plain' } }),
    'only JSON can hold matchers',
  ],
  ['a body that JSON has not', () => post('/a', { at: 1n }), `the body can't be told to Pact`],
  [
    "a pattern that Pact can't run",
    () =>
      contract(parties)
        .when('a', get('/a'))
        .expect(200, { id: regex(new RegExp('[a--b]', SETS), 'a') }),
    `Pact's engine can't run`,
  ],
  [
    'an answer that says what must be absent',
    () => contract(parties).when('a', get('/a')).expect(200, { id: undefined }),
    `Pact can't promise that of an answer`,
  ],
  ['a message without a name', () => contract(parties).message('', {}), '.message(...) needs a description'],
  [
    "a message that Pact can't hold",
    () => contract(parties).message('a', { at: 1n }),
    `the message "a" can't be told to Pact`,
  ],
  [
    'a message without a handler',
    () => contract(parties).message('a', { a: 1 }).handledBy(any(undefined)),
    'needs the function that handles it',
  ],
  [
    'one name for two answers',
    () =>
      twice(
        (users) => users,
        (users) => users,
      ),
    'they differ at $.response.body.text: ',
  ],
  [
    'a name that only parameters tell apart',
    () =>
      twice(
        (users) => users.given(userExists({ id: 1 })),
        (users) => users.given(userExists({ id: 2 })),
      ),
    'Pact tools tell interactions apart by description and the names of their states',
  ],
  [
    'a name that is told with a state and without',
    () =>
      twice(
        (users) => users.given(userExists()),
        (users) => users,
      ),
    'give one another description',
  ],
  ['a verification without a name', () => verification('', { states: [] }), "begins with the provider's name"],
  ['a verification without options', () => verification('a', any(undefined)), 'needs a target and states'],
  [
    'an unknown option of a verification',
    () => verification('a', any({ states: [], state: [] })),
    '"state" is no option',
  ],
  ['a verification without states', () => verification('a', any({})), 'needs states: [...]'],
  [
    'states that were called',
    () => verification('a', { states: any([userExists()]) }),
    'states: [userExists], not userExists()',
  ],
  [
    'two states of one name',
    () => verification('a', { states: [userExists, state('a user exists', {})] }),
    'two of its states are called "a user exists"',
  ],
  [
    'a target that is no handle',
    () => verification('a', { target: any({ url: 'http://x' }), states: [] }),
    'the target is a handle with a url',
  ],
  [
    'a handle without a url',
    () => verification('a', { target: any(handle({ name: 'a', start: () => 1 })), states: [] }),
    'the target is a handle with a url',
  ],
  [
    'a message that is no function',
    () => verification('a', { states: [], messages: any({ m: {} }) }),
    'needs a function that produces its content',
  ],
]

function twice(one: (users: Contract) => Contract, other: (users: Contract) => Contract) {
  const users = contract(parties)
  one(users).when('a user', get('/a')).expect(200, { a: 1 })
  other(users).when('a user', get('/a')).expect(200, { a: 2 })
}

describe('a contract, told wrongly', () => {
  for (const [what, use, says] of WRONG)
    it(`${what}: ${says}`, () => {
      expect(use).to.throw(Error, says)
    })

  it('names both places where one name was told', () => {
    expect(() =>
      twice(
        (users) => users,
        (users) => users,
      ),
    ).to.throw(/told at .*wrong-uses\.test\.ts:\d+:\d+\n.*told at .*wrong-uses\.test\.ts:\d+:\d+/)
  })

  it('lets the same be told twice', () => {
    const users = contract(parties)
    for (let i = 0; i < 2; i++)
      users
        .given(userExists())
        .when('a user', get('/a'))
        .expect(200, { a: integer(1) })
  })
})

describe('an interaction, used wrongly', () => {
  const users = contract(parties)
  const one = users.when('a user', get('/a')).expect(200)
  const same = users.when('the same user', get('/a')).expect(404)
  const other = users.when('another user', get('/b')).expect(200)

  it('in the background of a suite', async () => {
    const stage = telling()
    const { scenario } = stage.suite().given(one)
    scenario('a')
      .when('b', () => 1)
      .expect('c', () => {})
    expect(await stage.failure()).to.contain("give it to the scenarios, not to their suite's background")
  })

  it('after the address was read', () =>
    inFolder(async () => {
      const stage = telling()
      stage
        .scenario('a')
        .given(one)
        .given('a client', () => ({ url: users.url }))
        .given(other)
        .when('b', () => 1)
        .expect('c', () => {})
      expect(await stage.failure()).to.contain('give all its interactions before the first step that reads it')
    }))

  it('before it was given', async () => {
    const stage = telling()
    stage
      .scenario('a')
      .given('a client', () => ({ url: users.url }))
      .given(one)
      .when('b', () => 1)
      .expect('c', () => {})
    expect(await stage.failure()).to.contain('add .given(<interaction>) to the scenario, before the step that reads it')
  })

  it('beside one with the same request', async () => {
    const stage = telling()
    stage
      .scenario('a')
      .given(one)
      .given(same)
      .when('b', () => 1)
      .expect('c', () => {})
    expect(await stage.failure()).to.contain('"a user" and "the same user" promise two answers to one request')
  })

  it('told in a closure and not run', async () => {
    const stage = telling()
    stage
      .scenario('a')
      .given('a closure', () => void users.given(userExists()).when('dropped', get('/c')).expect(200))
      .when('b', () => 1)
      .expect('c', () => {})
    expect(await stage.failure()).to.match(/a step value was made at .*wrong-uses\.test\.ts.* and neither told nor run/)
  })
})
