import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { HttpInteraction } from '../../src/contract/http-interaction.js'
import { contract, get, mergePacts, post, verification } from '../../src/contract/index.js'
import { type AnyState, given, state } from '../../src/index.js'
import { integer, like } from '../../src/match/index.js'
import { telling } from '../support/tell.js'
import { inFolder } from './in-folder.js'
import { answering, declared, verifying } from './verified.js'
import { writeAsPart } from './written.js'

const pair = { consumer: 'shop-web', provider: 'users-api' }

/** The provider's own store, as an application in this process would have it. */
const users = new Map<number, object>()
let status = 200
const target = answering((request, response) => {
  if (request.url === '/hang') return
  if (request.url === '/moved') return void response.writeHead(302, { location: '/api/users/7' }).end()
  const user = users.get(Number(request.url?.split('/').at(-1)))
  response.writeHead(user ? status : 404, { 'content-type': 'application/json' }).end(JSON.stringify(user ?? {}))
})
const userExists = state('a user exists', { id: 7, name: 'Ann' }, (user) =>
  given('a user', (_, { defer }) => {
    users.set(user.id, user)
    defer(() => users.delete(user.id))
    return { user }
  }),
)
const told = (description: string, more: Partial<HttpInteraction> = {}): HttpInteraction => ({
  identity: { type: 'Synchronous/HTTP', description, states: [] },
  request: get('/api/users/7'),
  response: { status: 200, headers: [] },
  place: 'web.integ.ts:1:1',
  ...more,
})

describe('the verification of a provider', () => {
  const stage = verifying()
  after(() => stage.end())
  afterEach(() => {
    expect(users.size, 'what a state has set up is gone').to.equal(0)
    status = 200
  })

  /** A pact as a consumer's scenario writes it: user 7, whose id is a whole number and whose name is a text. */
  const agreed = async () => {
    const own = contract(pair)
    const one = own
      .given(userExists({ name: 'Bea' }))
      .when('a request for user 7', get('/api/users/7', { headers: { accept: 'application/json' } }))
      .expect(200, { id: integer(7), name: like('Ann') })
    const consumer = telling()
    consumer
      .scenario('the client reads a user')
      .given(one)
      .when(
        'it asks',
        async () => void (await fetch(`${own.url}/api/users/7`, { headers: { accept: 'application/json' } })),
      )
      .expect('nothing', () => {})
    expect(await consumer.failure()).to.equal('')
    await mergePacts()
  }

  it('is a scenario for each interaction, with its states as givens', () =>
    inFolder(async () => {
      await agreed()
      const [outcome, ...others] = await stage.outcomes('users-api', { target, states: [userExists] })
      expect(others).to.deep.equal([])
      expect(outcome!.error).to.equal(undefined)
      const { title, category, point, steps } = outcome!.record
      expect(title).to.equal("shop-web: a request for user 7, given a user exists { id: 7, name: 'Bea' }")
      expect({ category, point }).to.deep.equal({ category: 'api', point: 'shop-web -> users-api' })
      expect(steps.map((step) => `${step.keyword} ${step.title}`)).to.deep.equal([
        "given a user exists { id: 7, name: 'Bea' }",
        'when it is replayed against users-api',
        'expect the answer is what shop-web relies on',
      ])
    }))

  it('tells what the provider answers otherwise, and how to ask again', () =>
    inFolder(async () => {
      await agreed()
      status = 203
      const wrong = state('a user exists', { id: 7, name: '' }, ({ id }) =>
        given('a user', (_, { defer }) => {
          users.set(7, { id: String(id) })
          defer(() => users.delete(7))
        }),
      )
      const text = await stage.failures('users-api', { target, states: [wrong] })
      expect(text).to.contain('users-api does not keep what it promised to shop-web')
      expect(text).to.contain('status: expected 200 but was 203')
      expect(text).to.contain('body $: Actual map is missing the following keys: name')
      expect(text).to.contain("body $.id: expected '7' (String) to be an integer")
      expect(text).to.match(
        /the request that was replayed\n\s+curl -H 'accept: application\/json' http:\/\/127\.0\.0\.1:\d+\/api\/users\/7/,
      )
    }))

  it('fails for a state that nobody sets up, with what to paste', () =>
    inFolder(async () => {
      await agreed()
      const text = await stage.failures('users-api', { target, states: [] })
      expect(text).to.contain('no state of this verification is called "a user exists"; it has none')
      expect(text).to.contain(
        "export const aUserExists = state('a user exists', { id: 7, name: 'Bea' }, ({ id, name }) =>\n",
      )
      const other = await stage.failures('users-api', {
        target,
        states: [state('another', {}, () => given('a', () => {}))],
      })
      expect(other).to.contain('there are "another"')
    }))

  it('fails for a set-up that fails, that is missing or that does not know a parameter', () =>
    inFolder(async () => {
      await agreed()
      const failing = (broken: AnyState) => stage.failures('users-api', { target, states: [broken] })
      const throwing = state('a user exists', { id: 7, name: '' }, () =>
        given('a user', () => {
          throw new Error('no database')
        }),
      )
      expect(await failing(throwing)).to.contain('no database')
      expect(await failing(state('a user exists', { id: 7, name: '' }))).to.contain(
        'state "a user exists" has no set-up here',
      )
      const poorer = state('a user exists', { id: 7 }, () => given('a user', () => {}))
      expect(await failing(poorer)).to.contain('state "a user exists" has no parameter "name"; it has id')
    }))

  it('fails for a state that no pact names', () =>
    inFolder(async () => {
      await agreed()
      const text = await stage.failures('users-api', {
        target,
        states: [userExists, state('a usr exists', {}, () => given('a', () => {}))],
      })
      expect(text).to.contain('the pacts ask for every state and message')
      expect(text).to.contain('no pact names the state "a usr exists"; they name "a user exists"')
    }))

  it('says which suites have to run first when there is no pact', () =>
    inFolder(async (folder) => {
      expect(await stage.failures('users-api', { target, states: [] })).to.contain(
        "those with contract({ consumer, provider: 'users-api' })",
      )
      writeAsPart(pair, 'one', [told('a')])
      expect(await stage.failures('users-api', { target, states: [] }))
        .to.contain('what shop-web and users-api agree on lies in')
        .and.to.contain('is not merged yet')
      await mergePacts()
      const text = await stage.failures('user-api', { target, states: [] })
      expect(text).to.contain('is one of user-api: those there are of users-api')
      expect(text).to.contain(folder)
    }))

  it('fails for a pact without interactions, and for a file that is no pact', () =>
    inFolder(async (folder) => {
      writeFileSync(
        join(folder, 'a.json'),
        JSON.stringify({ consumer: { name: 'shop-web' }, provider: { name: 'users-api' }, interactions: [] }),
      )
      writeFileSync(join(folder, 'b.json'), '{')
      writeFileSync(join(folder, 'c.json'), '{}')
      const text = await stage.failures('users-api', { target, states: [] })
      expect(text).to.contain('a.json holds no interaction, so verifying it would prove nothing')
      expect(text).to.contain('b.json is no pact: ')
      expect(text).to.contain('c.json is no pact: it names no consumer and provider')
    }))

  it('reads the pacts of another folder, of other tools and of older specifications', () =>
    inFolder(async (folder) => {
      const other = join(folder, 'elsewhere')
      mkdirSync(other)
      const old = {
        consumer: { name: 'old' },
        provider: { name: 'users-api' },
        interactions: [
          {
            description: 'a user',
            providerState: 'a user exists',
            request: { method: 'get', path: '/api/users/7', query: 'full=1' },
            response: { status: 200, body: { name: 'Ann' } },
          },
          { description: 'nobody', request: { method: 'GET', path: '/api/users/8' }, response: { status: 404 } },
        ],
        metadata: { pactSpecification: { version: '2.0.0' } },
      }
      writeFileSync(join(other, 'old-users-api.json'), JSON.stringify(old))
      const loose = answering((request, response) => {
        const found = request.url === '/api/users/7?full=1' ? { id: 7, ...users.get(7) } : undefined
        response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(found ?? {}))
      })
      const outcomes = await stage.outcomes('users-api', { target: loose, states: [userExists], pacts: other })
      expect(outcomes.map(({ record, error }) => error ?? record.title)).to.deep.equal([
        'old: a user, given a user exists',
        'old: nobody',
      ])
    }))

  it('sets up a state that is named twice', () =>
    inFolder(async () => {
      const states = [
        { name: 'a user exists', params: { id: 7 } },
        { name: 'a user exists', params: { id: 8 } },
      ]
      writeAsPart(pair, 'one', [
        told('two users', { identity: { type: 'Synchronous/HTTP', description: 'two users', states } }),
      ])
      await mergePacts()
      expect(await stage.failures('users-api', { target, states: [userExists] })).to.equal('')
    }))

  it('sends the body, the query and the headers that were told', () =>
    inFolder(async () => {
      const seen: string[] = []
      const echo = answering((request, response) => {
        let body = ''
        request.on('data', (part) => {
          body += part
        })
        request.on('end', () => {
          seen.push(`${request.method} ${request.url} ${request.headers['x-id']} ${body}`)
          response.writeHead(201).end()
        })
      })
      const request = post('/api/users', { name: like('Ann') }, { query: { page: 2 }, headers: { 'x-id': '1' } })
      writeAsPart(pair, 'one', [told('a', { request, response: { status: 201, headers: [] } })])
      await mergePacts()
      expect(await stage.failures('users-api', { target: echo, states: [] })).to.equal('')
      expect(seen).to.deep.equal(['POST /api/users?page=2 1 {"name":"Ann"}'])
    }))

  it('says when nobody answers', () =>
    inFolder(async () => {
      writeAsPart(pair, 'one', [told('a')])
      await mergePacts()
      const closed = answering((request) => void request.socket.destroy())
      const text = await stage.failures('users-api', { target: closed, states: [] })
      expect(text).to.contain('users-api does not keep what it promised to shop-web')
      expect(text).to.contain('error sending request')
    }))

  it('ends with its scenario when the provider hangs, and goes on with the next', () =>
    inFolder(async () => {
      writeAsPart(pair, 'one', [
        told('a hanging one', { request: get('/hang') }),
        told('nobody', { response: { status: 404, headers: [] } }),
      ])
      await mergePacts()
      const [first, second] = await stage.outcomes('users-api', { target, states: [] }, 1_500)
      expect(first!.error?.message).to.contain('ran out of its')
      expect(second!.error).to.equal(undefined)
    })).timeout(20_000)

  it('does not follow redirects, or says that it must', () =>
    inFolder(async () => {
      writeAsPart(pair, 'one', [
        told('moved', { request: get('/moved'), response: { status: 302, headers: [['location', ['/api/users/7']]] } }),
      ])
      await mergePacts()
      const text = await stage.failures('users-api', { target, states: [] })
      expect(text === '' || text.includes('npm i -D @pact-foundation/pact@17')).to.equal(true)
    }))

  it('needs a target for requests, and knows no interactions of other kinds', () =>
    inFolder(async (folder) => {
      writeAsPart(pair, 'one', [told('a')])
      await mergePacts()
      expect(await stage.failures('users-api', { states: [] })).to.contain('has no target')
      const sync = { type: 'Synchronous/Messages', description: 'a call', request: {}, response: [] }
      writeFileSync(
        join(folder, 'x.json'),
        JSON.stringify({ consumer: { name: 'x' }, provider: { name: 'y' }, interactions: [sync] }),
      )
      expect(await stage.failures('y', { states: [] })).to.contain(
        "interactions of the type Synchronous/Messages can't be verified",
      )
    }))

  it('tells interactions of one title apart', () =>
    inFolder(async (folder) => {
      const one = { description: 'a', request: { method: 'GET', path: '/a' }, response: { status: 404 } }
      for (const file of ['x', 'y'])
        writeFileSync(
          join(folder, `${file}.json`),
          JSON.stringify({ consumer: { name: 'x' }, provider: { name: 'users-api' }, interactions: [one] }),
        )
      expect(declared(() => verification('users-api', { target, states: [] })).map(({ title }) => title)).to.deep.equal(
        ['x: a', 'x: a (2)'],
      )
    }))

  it('skips what is pending and not kept, and says so', () =>
    inFolder(async (folder) => {
      const one = {
        type: 'Synchronous/HTTP',
        pending: true,
        description: 'a',
        request: { method: 'GET', path: '/a' },
        response: { status: 200 },
      }
      const pact = {
        consumer: { name: 'x' },
        provider: { name: 'users-api' },
        interactions: [one],
        metadata: { pactSpecification: { version: '4.0' } },
      }
      writeFileSync(join(folder, 'x.json'), JSON.stringify(pact))
      const [outcome] = await stage.outcomes('users-api', { target, states: [] })
      expect(outcome!.record.status).to.equal('skipped')
      expect(outcome!.record.reason).to.contain('it is pending').and.to.contain('status: expected 200 but was 404')
    }))
})
