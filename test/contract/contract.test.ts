import axios from 'axios'
import { expect } from 'chai'
import { type ContractRequest, contract, del, get, mergePacts, patch, post, put } from '../../src/contract/index.js'
import { mockResults } from '../../src/contract/mock-results.js'
import { newPact } from '../../src/contract/native.js'
import { WRITTEN } from '../../src/contract/parts.js'
import { given, state } from '../../src/index.js'
import { integer, like, regex } from '../../src/match/index.js'
import { type Telling, telling } from '../support/tell.js'
import { filesBelow, inFolder, pactIn } from './in-folder.js'
import { library } from './written.js'

const json = { accept: 'application/json' }
const userExists = state('a user exists', { id: 7, name: 'Ann' })

/** A contract with one interaction, as most tests need it. */
function agreed(request: ContractRequest = get('/api/users/7', { headers: json })) {
  const users = contract({ consumer: 'shop-web', provider: 'users-api' })
  const userSeven = users
    .given(userExists({ id: 7 }))
    .when('a request for user 7', request)
    .expect(200, { id: integer(7), name: like('Ann') })
  return { users, userSeven, stage: telling() }
}

/** Tells a scenario that passes but for what the contract says. */
function ask(stage: Telling, step: Parameters<Telling['scenario']>[0] | object, act: () => unknown) {
  const told = stage.scenario('a client asks').given(step as ReturnType<typeof agreed>['userSeven'])
  return told.when('it asks', async () => void (await act())).expect('nothing', () => {})
}

describe('an interaction as a given', () => {
  it('has the provider played, and is written when its request came as promised', () =>
    inFolder(async (folder) => {
      const { users, userSeven, stage } = agreed()
      stage
        .scenario('the client reads a user')
        .given(userSeven)
        .when('it asks', async () => (await axios.get<unknown>(`${users.url}/api/users/7`, { headers: json })).data)
        .expect('the example', (user) => expect(user).to.deep.equal({ id: 7, name: 'Ann' }))
      const [outcome] = await stage.outcomes()
      expect(outcome!.error).to.equal(undefined)
      expect(outcome!.record.steps.map(({ keyword, title }) => `${keyword} ${title}`)).to.deep.equal([
        'given users-api answers "a request for user 7" with 200',
        'when it asks',
        'verify the request came as promised: a request for user 7',
        'expect the example',
      ])
      expect(filesBelow(folder)).to.have.lengthOf(1)
      await mergePacts()
      const [interaction] = pactIn(folder, 'shop-web-users-api').interactions
      expect(interaction).to.deep.equal({
        type: 'Synchronous/HTTP',
        description: 'a request for user 7',
        pending: false,
        providerStates: [{ name: 'a user exists', params: { id: 7, name: 'Ann' } }],
        request: { method: 'GET', path: '/api/users/7', headers: { accept: ['application/json'] } },
        response: {
          status: 200,
          headers: { 'Content-Type': ['application/json'] },
          body: { content: { id: 7, name: 'Ann' }, contentType: 'application/json', encoded: false },
          matchingRules: {
            body: {
              '$.id': { combine: 'AND', matchers: [{ match: 'integer' }] },
              '$.name': { combine: 'AND', matchers: [{ match: 'type' }] },
            },
          },
        },
      })
    }))

  it('has an example, plain and typed', () => {
    const { userSeven } = agreed()
    const example: { id: number; name: string } = userSeven.example
    expect(example).to.deep.equal({ id: 7, name: 'Ann' })
  })

  it('tells every mismatch by its place, before the error of the client', () =>
    inFolder(async (folder) => {
      const { users, userSeven, stage } = agreed(
        post(
          '/api/users',
          { name: 'Ann', tags: ['a'], address: { city: like('Bonn') } },
          { query: { page: 2 }, headers: { ...json, 'x-id': '1' } },
        ),
      )
      ask(stage, userSeven, () =>
        axios.post(
          `${users.url}/api/users?page=3`,
          { name: 'Bea', tags: [], address: { city: 5 } },
          { headers: { accept: 'application/json, text/plain' } },
        ),
      )
      const text = await stage.failure()
      expect(text).to.contain('2 things failed')
      const lines = [
        'verify the request came as promised: a request for user 7',
        'POST /api/users ("a request for user 7") came otherwise',
        "query page: expected query parameter 'page' with value '2' but was '3'",
        "header accept: 'text/plain' was not expected",
        "header x-id: expected a header 'x-id' but was missing",
        "body $.name: expected 'Bea' (String) to be equal to 'Ann' (String)",
        'body $.tags: expected a List with 1 elements but received 0 elements',
        "body $.address.city: expected 5 (Integer) to be the same type as 'Bonn' (String)",
        'when it asks',
        'Request failed with status code 500',
      ]
      for (const line of lines) expect(text).to.contain(line)
      expect(text.indexOf(lines[0]!)).to.be.below(text.indexOf('Request failed'))
      expect(filesBelow(folder)).to.deep.equal([])
    }))

  it('fails when nobody asks for it', () =>
    inFolder(async (folder) => {
      const { users, userSeven, stage } = agreed()
      ask(stage, userSeven, () => users.url)
      expect(await stage.failure()).to.contain('GET /api/users/7 ("a request for user 7") was not requested')
      ask(stage, userSeven, () => {})
      expect(await stage.failure()).to.contain('nobody has read where "users-api" is played')
      expect(filesBelow(folder)).to.deep.equal([])
    }))

  it('names what came in its place, and why that is something else', () =>
    inFolder(async () => {
      const { users, userSeven, stage } = agreed()
      ask(stage, userSeven, () => fetch(`${users.url}/api/user/7?full=1`, { headers: json }))
      const text = await stage.failure()
      expect(text).to.contain('GET /api/users/7 ("a request for user 7") was not requested')
      expect(text).to.contain('GET /api/user/7?full=1 came instead')
      expect(text).to.contain('path: expected /api/users/7, got /api/user/7')
    }))

  it('fails for a request that no interaction promises, with the nearest', () =>
    inFolder(async (folder) => {
      const { users, userSeven, stage } = agreed()
      const both = async () => {
        await fetch(`${users.url}/api/users/7`, { headers: json })
        await fetch(`${users.url}/api/users/8`, { method: 'DELETE' })
      }
      ask(stage, userSeven, both)
      const text = await stage.failure()
      expect(text).to.contain(
        'DELETE /api/users/8 was not promised; nearest is GET /api/users/7 ("a request for user 7")',
      )
      expect(text).to.contain('method: expected GET, got DELETE')
      expect(filesBelow(folder)).to.deep.equal([])
    }))

  it('fails for a request that comes after the when', () =>
    inFolder(async () => {
      const { users, userSeven, stage } = agreed()
      stage
        .scenario('a client that goes on')
        .given(userSeven)
        .when('it asks', async () => void (await fetch(`${users.url}/api/users/7`, { headers: json })))
        .expect('more', async () => void (await fetch(`${users.url}/api/users/8`, { headers: json })))
      const text = await stage.failure()
      expect(text).to.contain('after the requests were judged')
      expect(text).to.contain('GET /api/users/8 was not promised')
    }))

  it('shares one address with the others of its contract', () =>
    inFolder(async (folder) => {
      const { users, userSeven, stage } = agreed()
      const found = users.when('a search for a', get('/api/users', { query: { name: 'a' } })).expect(200, [])
      const nothing = users.when('a search for b', get('/api/users', { query: { name: 'b' } })).expect(200, [])
      const urls = new Set<string>()
      const asking = stage.scenario('a client asks').given(userSeven).given(found).given(nothing)
      asking
        .when('it asks', async () => {
          for (const path of ['/api/users/7', '/api/users?name=a', '/api/users?name=b'])
            await axios.get(`${urls.add(users.url) && users.url}${path}`, { headers: json })
        })
        .expect('one', () => expect(urls.size).to.equal(1))
      expect(await stage.failure()).to.equal('')
      expect(filesBelow(folder)).to.have.lengthOf(1)
      expect((await mergePacts())[0]!.interactions).to.equal(3)

      ask(stage, userSeven, () => fetch(users.url))
      stage
        .scenario('one of three')
        .given(userSeven)
        .given(found)
        .given(nothing)
        .when('it asks', async () => {
          await axios.get(`${users.url}/api/users?name=b`, { headers: json })
          await axios.get(`${users.url}/api/users/7`, { headers: json })
        })
        .expect('nothing', () => {})
      const [, second] = await stage.outcomes()
      expect(
        second!.record.steps.filter(({ keyword }) => keyword === 'verify').map(({ status }) => status),
      ).to.deep.equal(['passed', 'failed', 'passed'])
      expect(second!.error!.stack).to.contain('GET /api/users ("a search for a") was not requested')
    }))

  it('may have the description of another one, in another state', () =>
    inFolder(async (folder) => {
      const users = contract({ consumer: 'shop-web', provider: 'users-api' })
      const none = state('there are no users', {})
      const some = users.given(userExists()).when('a request for user 7', get('/api/users/7')).expect(200)
      const gone = users.given(none()).when('a request for user 7', get('/api/users/8')).expect(404)
      const stage = telling()
      stage
        .scenario('a client asks twice')
        .given(some)
        .given(gone)
        .when('it asks', async () => {
          const replies = [await fetch(`${users.url}/api/users/7`), await fetch(`${users.url}/api/users/8`)]
          return replies.map(({ status }) => status)
        })
        .expect('both answers', (statuses) => expect(statuses).to.deep.equal([200, 404]))
      expect(await stage.failure()).to.equal('')
      await mergePacts()
      expect(pactIn(folder, 'shop-web-users-api').interactions).to.have.lengthOf(2)
    }))

  it('is played anew in every scenario, and no longer after it', () =>
    inFolder(async () => {
      const { users, userSeven, stage } = agreed()
      const urls: string[] = []
      const visit = async () => fetch(`${urls.at(urls.push(users.url) - 1)}/api/users/7`, { headers: json })
      ask(stage, userSeven, visit)
      ask(stage, userSeven, visit)
      expect(await stage.failure()).to.equal('')
      expect(new Set(urls).size).to.equal(2)
      for (const url of urls) expect(await fetch(url).catch((error: Error) => error.message)).to.equal('fetch failed')
      expect(() => users.url).to.throw(
        'the url of "users-api" is read outside a scenario that was given one of its interactions',
      )
    }))

  it('can be run by a closure', () =>
    inFolder(async () => {
      const { users, userSeven, stage } = agreed()
      stage
        .scenario('a closure')
        .given('a provider', async (_, { run }) => void (await run(userSeven)))
        .when('it asks', async () => (await fetch(`${users.url}/api/users/7`, { headers: json })).status)
        .expect('200', (status) => expect(status).to.equal(200))
      expect(await stage.failure()).to.equal('')
    }))

  it('takes matchers in path, query and headers, and every method', () =>
    inFolder(async (folder) => {
      const users = contract({ consumer: 'shop-web', provider: 'users-api' })
      const path = regex(/^\/api\/users\/\d+$/, '/api/users/7')
      const told = [
        users
          .when(
            'any user',
            get(path, { query: { page: integer(1), tag: ['a', 'b'] }, headers: { 'x-id': regex(/^\d+$/, '1') } }),
          )
          .expect(200),
        users.when('a user', put('/api/users/7', { name: like('Ann') })).expect(204),
        users
          .when(
            'a name',
            patch('/api/users/7', { name: 'Bea' }, { headers: { 'content-type': 'application/merge-patch+json' } }),
          )
          .expect(200, { name: 'Bea' }),
        users
          .when('a note', post('/api/notes', 'hello', { headers: { 'content-type': 'text/plain' } }))
          .expect(201, undefined, { location: regex(/^\/api\/notes\/\d+$/, '/api/notes/1') }),
        users.when('an end', del('/api/users/7')).expect(204),
      ]
      const stage = telling()
      let asking = stage.scenario('a client asks')
      for (const step of told) asking = asking.given(step)
      asking
        .when('it asks', async () => [
          await axios.get(`${users.url}/api/users/12?page=3&tag=a&tag=b`, { headers: { 'x-id': '99' } }),
          await axios.put(`${users.url}/api/users/7`, { name: 'Cy' }),
          await axios.patch(
            `${users.url}/api/users/7`,
            { name: 'Bea' },
            { headers: { 'content-type': 'application/merge-patch+json' } },
          ),
          await axios.post(`${users.url}/api/notes`, 'hello', { headers: { 'content-type': 'text/plain' } }),
          await axios.delete(`${users.url}/api/users/7`),
        ])
        .expect('their answers', (replies) => {
          expect(replies.map(({ status }) => status)).to.deep.equal([200, 204, 200, 201, 204])
          expect(replies[3]!.headers.location).to.equal('/api/notes/1')
        })
      expect(await stage.failure()).to.equal('')
      await mergePacts()
      const kept = new Map(pactIn(folder, 'shop-web-users-api').interactions.map((one) => [one.description, one]))
      expect(kept.get('a name').request.headers).to.deep.equal({ 'Content-Type': ['application/merge-patch+json'] })
      expect(kept.get('a note').request.body).to.deep.equal({
        content: 'hello',
        contentType: 'text/plain',
        encoded: false,
      })
      expect(kept.get('any user').request.matchingRules.path.matchers[0].match).to.equal('regex')
    }))

  it('lets a browser ask from another origin', () =>
    inFolder(async () => {
      const { users, userSeven, stage } = agreed()
      stage
        .scenario('a browser')
        .given(userSeven)
        .when('it asks', async () => {
          const preflight = await fetch(`${users.url}/api/users/7`, { method: 'OPTIONS' })
          const reply = await fetch(`${users.url}/api/users/7`, { headers: json })
          return [preflight, reply].map(({ status, headers }) => [status, headers.get('access-control-allow-origin')])
        })
        .expect('it may', (seen) =>
          expect(seen).to.deep.equal([
            [204, '*'],
            [200, '*'],
          ]),
        )
      expect(await stage.failure()).to.equal('')
    }))

  it('masks nothing away of its own, and leaves no folder behind when the writing fails', () =>
    inFolder(async (folder) => {
      const { users, userSeven, stage } = agreed()
      process.env.QA_INTEG_PACTS = '/dev/null/pacts'
      ask(stage, userSeven, () => fetch(`${users.url}/api/users/7`, { headers: json }))
      expect(await stage.failure()).to.contain('/dev/null/pacts')
      expect(filesBelow(folder)).to.deep.equal([])
    }))

  it('runs the set-up of a state nowhere but where the provider is', () =>
    inFolder(async () => {
      let set = 0
      const withSetUp = state('a user exists', { id: 7 }, () => given('a user', () => void set++))
      const users = contract({ consumer: 'shop-web', provider: 'users-api' })
      const one = users.given(withSetUp()).when('a user', get('/api/users/7')).expect(200)
      const stage = telling()
      ask(stage, one, () => fetch(`${users.url}/api/users/7`))
      expect(await stage.failure()).to.equal('')
      expect(set).to.equal(0)
    }))

  it('keeps the matcher of a content-type beside the body', () =>
    inFolder(async (folder) => {
      const users = contract({ consumer: 'shop-web', provider: 'users-api' })
      const type = regex(/^application\/json(;.*)?$/, 'application/json')
      const one = users.when('a user', get('/api/users/7')).expect(200, { id: 7 }, { 'content-type': type })
      const stage = telling()
      ask(stage, one, () => fetch(`${users.url}/api/users/7`))
      expect(await stage.failure()).to.equal('')
      await mergePacts()
      const { response } = pactIn(folder, 'shop-web-users-api').interactions[0]
      expect(response.headers).to.deep.equal({ 'Content-Type': ['application/json'] })
      expect(response.matchingRules.header['Content-Type'].matchers[0].match).to.equal('regex')
    }))

  it('is judged when Pact has noted every request, which it does some time after the answer', async () => {
    const pact = newPact(library, WRITTEN)
    const asked = library.pactffiNewInteraction(pact, 'a')
    library.pactffiWithRequest(asked, 'GET', '/a')
    library.pactffiResponseStatus(asked, '200')
    const judged: number[] = []
    for (let i = 0; i < 100; i++) {
      const port = library.pactffiCreateMockServerForTransport(pact, '127.0.0.1', 0, 'http', '{}')
      await fetch(`http://127.0.0.1:${port}/a`)
      judged.push((await mockResults(library, port)).length)
      library.pactffiCleanupMockServer(port)
    }
    expect(new Set(judged)).to.deep.equal(new Set([0]))
  })
})
