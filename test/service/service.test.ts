import http from 'node:http'
import net from 'node:net'
import axios from 'axios'
import { expect } from 'chai'
import { handle } from '../../src/handle/index.js'
import { integer } from '../../src/match/index.js'
import type { Note } from '../../src/scenario/record.js'
import {
  called,
  delay,
  double,
  malformedJson,
  reply,
  reset,
  type Service,
  service,
  silence,
  tooManyRequests,
} from '../../src/service/index.js'
import { type Telling, telling } from '../support/tell.js'

class Mailer {
  async receipt(_to: string): Promise<void> {}
}

const AT = 'https://api.payments.example'
const mailer = double(Mailer)
const payments = service('payments', { at: AT })
const charge = payments.on('POST', '/v1/payments')
const pay = (amount: number, at = AT) =>
  axios.post(`${at}/v1/payments`, { amount }, { validateStatus: () => true, timeout: 2_000 })

describe('service', () => {
  const { connect } = net.Socket.prototype
  let stage: Telling
  beforeEach(() => {
    stage = telling()
  })
  afterEach(async () => {
    expect(await stage.end()).to.deep.equal([])
    expect(net.Socket.prototype.connect).to.equal(connect)
  })

  for (const at of ['https://api.payments.example', 'http://payments.example:8080'])
    for (const [client, ask] of Object.entries({
      axios: async () => (await axios.post(`${at}/v1/payments?trace=1`, { amount: 50 })).data as unknown,
      fetch: async () =>
        (
          await fetch(`${at}/v1/payments?trace=1`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: '{"amount":50}',
          })
        ).json(),
    }))
      it(`plays ${at} to ${client}, and tells what was called`, async () => {
        const played = service('payments', { at })
        const endpoint = played.on('post', '/v1/payments')
        stage
          .scenario('an order is charged')
          .given(endpoint.answers(({ body, query }) => reply(201, { amount: body.amount, trace: query.get('trace') })))
          .when('it is', async () => {
            const answer = await ask()
            await mailer.receipt('ann')
            return answer
          })
          .expect('the answer', (answer) => expect(answer).to.deep.equal({ amount: 50, trace: '1' }))
          .expect(
            called(endpoint)
              .with({ body: { amount: 50 }, query: { trace: '1' } })
              .times(1),
          )
          .expect(
            called(endpoint).with({ body: { amount: integer() }, headers: { 'Content-Type': 'application/json' } }),
          )
          .expect(called(endpoint).before(mailer.receipt))
          .expect('the history', () => {
            expect(played.history.map(({ status, outcome }) => [status, outcome])).to.deep.equal([[201, '201 Created']])
            expect(played.history[0]?.request.method).to.equal('POST')
          })
        expect(await stage.failure()).to.equal('')
      })

  it('gives its answers one after the other, the last one again and again, and forgets them after the scenario', async () => {
    const statuses = async () => [(await pay(1)).status, (await pay(1)).status, (await pay(1)).status]
    for (const n of [1, 2])
      stage
        .scenario(`run ${n}`)
        .given(charge.answers(reply(503), reply(201)))
        .when('it is called', statuses)
        .expect('in order', (result) => expect(result).to.deep.equal([503, 201, 201]))
        .expect(called(charge).times(3))
    stage
      .scenario('told anew in a closure')
      .given('first one, then another', async (_, { run }) => {
        await run(charge.answers(reply(500)))
        await run(charge.answers(reply(200)))
      })
      .when('it is called', async () => (await pay(1)).status)
      .expect('the last told', (status) => expect(status).to.equal(200))
    expect(await stage.failure()).to.equal('')
    stage
      .scenario('nothing told')
      .given(payments)
      .when('it is called', async () => (await pay(1)).status)
      .expect('refused', (status) => expect(status).to.equal(501))
    expect(await stage.failure()).to.contain(
      'payments was called with POST /v1/payments, and that endpoint has no answer; tell it: .given(endpoint.answers(reply(200)))',
    )
  })

  it('reads parameters of the path, prefers the endpoint that says more, and puts a shared path before all', async () => {
    const api = service('shop', { at: 'http://shop.example/api/' })
    const user = api.on('GET', '/users/:id')
    const me = api.on('GET', '/users/me')
    const order = api.on('GET', '/users/{user}/orders/{order}')
    expect(api.on('get', '/users/:id')).to.equal(user)
    expect(api.url).to.equal('http://shop.example/api')
    const get = async (path: string) => (await axios.get(`${api.url}${path}`)).data as unknown
    stage
      .scenario('x')
      .given(user.answers(({ params }) => reply(200, params)))
      .given(me.answers(reply(200, 'me')))
      .given(order.answers(({ params }) => reply(200, params)))
      .when('asked', async () => [await get('/users/a%20b'), await get('/users/me'), await get('/users/7/orders/8')])
      .expect('found', (found) => expect(found).to.deep.equal([{ id: 'a b' }, 'me', { user: '7', order: '8' }]))
      .expect(
        called(user)
          .with({ params: { id: 'a b' } })
          .times(1),
      )
    expect(await stage.failure()).to.equal('')
  })

  it('fails the scenario for a call that no endpoint answers, with what came near, although the code got over it', async () => {
    payments.on('GET', '/v1/payments/:id')
    stage
      .scenario('x')
      .given(charge.answers(reply(201)))
      .when('the wrong thing is called', () =>
        fetch(`${AT}/v1/payment`, { method: 'POST' }).then(({ status }) => status),
      )
      .expect('and nobody cares', (status) => expect(status).to.equal(501))
    const failure = await stage.failure()
    expect(failure).to.contain(
      "payments was called with POST /v1/payment, which none of its endpoints answers; add one: on('POST', '/v1/payment')",
    )
    expect(failure).to.contain('  POST /v1/payments  (another path)')
    expect(failure).to.contain(
      'the last exchange with payments\n    POST https://api.payments.example/v1/payment -> 501 Not Implemented',
    )
    stage
      .scenario('y')
      .given(charge.answers(reply(201)))
      .when('the wrong method is used', () => fetch(`${AT}/v1/payments`, { method: 'PUT' }))
      .expect('z', () => {})
    expect(await stage.failure()).to.contain('POST /v1/payments  (another method: it was PUT)')
  })

  it('fails the scenario for an answer that throws or is none', async () => {
    const broken = (answer: () => never) =>
      stage
        .scenario('x')
        .given(charge.answers(answer))
        .when('it is called', () => pay(1).catch(() => {}))
        .expect('y', () => {})
    broken(() => {
      throw new Error('the answer is broken')
    })
    expect(await stage.failure()).to.contain('the answer is broken')
    broken((() => 'text') as unknown as () => never)
    expect(await stage.failure()).to.contain('gave a value of type string for an answer')
  })

  it('plays troubles', async () => {
    const patient = (timeout: number) => (error: Error & { code?: string }) => `${error.code} ${timeout}`
    const ask = async (timeout = 2_000) =>
      axios
        .post(`${AT}/v1/payments`, {}, { timeout, validateStatus: () => true })
        .then(
          ({ status, data, headers }) => `${status} ${data} ${headers['retry-after'] ?? ''}`.trim(),
          patient(timeout),
        )
    stage
      .scenario('x')
      .given(
        charge.answers(
          reset(),
          silence(),
          malformedJson(),
          tooManyRequests({ retryAfter: '20s' }),
          delay('40ms', reply(200, 'late')),
        ),
      )
      .when('asked', async () => [await ask(), await ask(100), await ask(), await ask(), await ask()])
      .expect('trouble', (told) =>
        expect(told).to.deep.equal([
          'ECONNRESET 2000',
          'ECONNABORTED 100',
          '200 {"id": "1", "items": [{"na',
          '429  20',
          '200 late',
        ]),
      )
      .expect('in the history', () =>
        expect(payments.history.map(({ outcome }) => outcome)).to.deep.equal([
          'the connection was reset',
          'no answer was given',
          'malformed JSON',
          '429 Too Many Requests',
          '200 OK',
        ]),
      )
    stage
      .scenario('a client that leaves is not waited for')
      .given(charge.answers(delay('10s', reply(200))))
      .when('asked', () => ask(50))
      .expect('gone', (told) => expect(told).to.equal('ECONNABORTED 50'))
    expect(await stage.failure()).to.equal('')
  })

  it('refuses a host that nobody declares, and fails the scenario even if the code gets over it', async () => {
    stage
      .scenario('x')
      .given(charge.answers(reply(201)))
      .when('somebody else is called, twice', async () => {
        const call = () => fetch('https://telemetry.example/').catch((error: Error) => (error.cause as Error).message)
        await call()
        return call()
      })
      .expect('refused', (message) => expect(message).to.contain("service('telemetry'"))
    const [outcome] = await stage.outcomes()
    expect(outcome?.record.errors.map(({ message }) => message)).to.have.length(1)
    expect(outcome?.error?.message).to.contain(
      'the connection to telemetry.example:443 was stopped, because no handle declares that host',
    )
  })

  it('is in force in the scenarios that are given it, and in no others', async () => {
    stage
      .scenario('given by an expectation alone')
      .when('the code does not call', () => fetch(`${AT}/v1/payments`, { method: 'POST' }).then(({ status }) => status))
      .expect(called.never(charge))
    expect(await stage.failure()).to.contain('payments POST /v1/payments is never called, but it was called once')
    stage
      .scenario('not given')
      .when('nothing is redirected', () => net.Socket.prototype.connect === connect)
      .expect('y', (same) => expect(same).to.equal(true))
    expect(await stage.failure()).to.equal('')
    expect(() => payments.history).to.throw('handle "payments" is read outside a scenario that was given it')
  })

  it('lets no pooled connection live on into the next scenario', async () => {
    const agent = new http.Agent({ keepAlive: true })
    const api = service('api', { at: 'http://api.example', per: 'worker' })
    const ping = api.on('GET', '/ping')
    for (const n of [1, 2, 3])
      stage
        .scenario(`${n}`)
        .given(ping.answers(reply(200, `answer ${n}`)))
        .when('asked twice', async () => {
          const ask = async () => (await axios.get('http://api.example/ping', { httpAgent: agent })).data as unknown
          return [await ask(), await ask(), Object.keys(agent.freeSockets).length]
        })
        .expect('its own answers', (seen) => expect(seen).to.deep.equal([`answer ${n}`, `answer ${n}`, 1]))
        .expect(called(ping).times(2))
        .expect('its own history', () => expect(api.history).to.have.length(2))
    expect(await stage.failure()).to.equal('')
    expect(stage.events).to.deep.equal(['started api'])
    expect(agent.freeSockets).to.deep.equal({})
    agent.destroy()
  })

  it('can be used by what lives as long as it does', async () => {
    const api = service('api', { at: 'http://api.example', per: 'worker' })
    const config = api.on('GET', '/config')
    config.stub.returns(reply(200, 'from the start'))
    const app = handle({
      name: 'app',
      start: async ({ uses }) => {
        await uses(api)
        return (await axios.get('http://api.example/config')).data as string
      },
    })
    stage
      .scenario('x')
      .given(app)
      .when('it has started', () => app.value)
      .expect('it has asked', (text) => expect(text).to.equal('from the start'))
    expect(await stage.failure()).to.equal('')
  })

  it('answers every scenario of a suite as its background says, and then no more', async () => {
    const { scenario } = stage.suite().given(charge.answers(reply(500), reply(201)))
    for (const n of [1, 2])
      scenario(`${n}`)
        .when('it is called', async () => [(await pay(1)).status, (await pay(1)).status])
        .expect('as told', (statuses) => expect(statuses).to.deep.equal([500, 201]))
        .expect(called(charge).times(2))
    scenario('another answer for once')
      .given(charge.answers(reply(202)))
      .when('it is called', async () => (await pay(1)).status)
      .expect('as told', (status) => expect(status).to.equal(202))
    scenario('the background again')
      .when('it is called', async () => (await pay(1)).status)
      .expect('as told', (status) => expect(status).to.equal(500))
    stage
      .scenario('another suite')
      .given(payments)
      .when('it is called', async () => (await pay(1)).status)
      .expect('not answered', (status) => expect(status).to.equal(501))
    const errors = (await stage.outcomes()).map(({ error }) => error?.message ?? '')
    expect(errors.slice(0, 4)).to.deep.equal(['', '', '', ''])
    expect(errors[4]).to.contain('that endpoint has no answer')
  })

  it('leaves its exchanges in the report, and the last one with a failure', async () => {
    stage
      .scenario('x')
      .given(charge.answers(reply(402, { error: 'declined' })))
      .when('it is called', () => pay(50))
      .expect('paid', ({ status }) => expect(status).to.equal(201))
    const [outcome] = await stage.outcomes()
    const notes = outcome?.record.notes
      .filter(({ kind }) => kind === 'exchange')
      .map(({ kind, service: by, method, path, status }: Note) => ({
        kind,
        by,
        method,
        path,
        status,
      }))
    expect(notes).to.deep.equal([
      { kind: 'exchange', by: 'payments', method: 'POST', path: '/v1/payments', status: 402 },
    ])
    expect(outcome?.error?.stack).to.match(
      /the last exchange with payments\n {4}POST https:\/\/api\.payments\.example\/v1\/payments -> 402 Payment Required \([\d.]+ ms\)[\s\S]*> \{"amount":50\}[\s\S]*< \{"error":"declined"\}\n {4}curl /,
    )
  })

  it('refuses two players of one address', async () => {
    const other = service('refunds', { at: AT })
    stage
      .scenario('x')
      .given(payments)
      .given(other)
      .when('act', () => {})
      .expect('y', () => {})
    expect(await stage.failure()).to.contain(
      'handle "refunds" could not start: "refunds" and "payments" both play api.payments.example:443',
    )
  })

  describe('refuses with a sentence', () => {
    const wrong: Readonly<Record<string, () => unknown>> = {
      "service('x', { at: 'api.example.com' }): this is no URL": () => service('x', { at: 'api.example.com' }),
      "service('x', { at: 'ftp://x' }): it is played over http and https only": () => service('x', { at: 'ftp://x' }),
      'an address has no query': () => service('x', { at: 'https://x/?a=1' }),
      'an address has no user': () => service('x', { at: 'https://u:p@x/' }),
      'service(...) needs a name': () => service(' ', { at: AT }),
      "per is 'scenario' or 'worker', not \"run\"": () => service('x', { at: AT, per: 'run' as 'worker' }),
      "on('POST /x', ...): the first word is a method": () => payments.on('POST /x', '/x'),
      'the path "v1" does not begin with a slash': () => payments.on('GET', 'v1'),
      'the path "/v1?a=1" holds more than a path': () => payments.on('GET', '/v1?a=1'),
      'names "id" twice': () => payments.on('GET', '/:id/{id}'),
      'answers() of POST /v1/payments needs at least one answer': () => charge.answers(),
      'it was handed number': () => charge.answers(201 as never),
      'reply(20)': () => reply(20),
      'reply(204, ...): an answer with this status has no body': () => reply(204, {}),
      'the body cannot be written as JSON': () => reply(200, { n: 1n }),
      'Retry-After is told in whole seconds': () => tooManyRequests({ retryAfter: '1500ms' }),
      "delay('1s', ...) needs an answer": () => delay('1s', 200 as never),
      '"soon" is no duration': () => delay('soon', reply(200)),
    }
    for (const [sentence, act] of Object.entries(wrong)) it(sentence, () => expect(act).to.throw(TypeError, sentence))
  })

  it('has a type that knows what may be told', () => {
    const typed = (api: Service) => {
      // @ts-expect-error an answer is made by reply(...)
      api.on('GET', '/').answers({ status: 200 })
      // @ts-expect-error no such part of a request
      called(api.on('GET', '/')).with({ bodi: 1 })
    }
    expect(typed).to.be.a('function')
  })
})
