import type { ServerResponse } from 'node:http'
import { expect } from 'chai'
import { header, json, type Reply, status, target, within } from '../../src/http/index.js'
import { integer, like } from '../../src/match/index.js'
import type { Expectation } from '../../src/scenario/step.js'
import { telling } from '../support/tell.js'

describe('expectations of a reply', () => {
  /** What a scenario fails with, or '' if it passes. */
  async function failure(
    answer: { status?: number; headers?: Record<string, string>; body?: string },
    expectation: Expectation<Reply, object>,
  ): Promise<string> {
    const stage = telling()
    const server = target({
      app: () => (_: object, response: ServerResponse) =>
        void response.writeHead(answer.status ?? 200, answer.headers ?? {}).end(answer.body),
    })
    stage.scenario('x').when(server.get('/')).expect(expectation)
    const [outcome] = await stage.outcomes()
    await stage.end()
    return outcome!.error?.message ?? ''
  }
  const holding = (body: unknown) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

  it('status: the number, or its class', async () => {
    expect(await failure({ status: 201 }, status(201))).to.equal('')
    expect(await failure({ status: 201 }, status('2xx'))).to.equal('')
    expect(await failure({ status: 400 }, status(201))).to.equal('expected status 201 Created, got 400 Bad Request')
    expect(await failure({ status: 302 }, status('2xx'))).to.equal('expected status 2xx, got 302 Found')
    expect(await failure({ status: 599 }, status(500))).to.equal('expected status 500 Internal Server Error, got 599')
    expect(status(201).title).to.equal('status is 201')
  })

  it('header: the whole text, or a pattern, whatever the case of its name', async () => {
    const answer = { headers: { Location: '/users/7' } }
    expect(await failure(answer, header('LOCATION', '/users/7'))).to.equal('')
    expect(await failure(answer, header('location', /\/\d+$/g))).to.equal('')
    expect(await failure(answer, header('location', '/users'))).to.equal(
      'expected a header location that is "/users", got "/users/7"',
    )
    expect(await failure(answer, header('location', /x/))).to.equal(
      'expected a header location that matches /x/, got "/users/7"',
    )
    expect(await failure(answer, header('etag', 'x'))).to.match(
      /^expected the header etag, and the reply has location, /,
    )
    expect(header('location', /x/).title).to.equal('header location matches /x/')
    const secret = { headers: { 'X-Auth-Token': 'hunter2' } }
    expect(await failure(secret, header('x-auth-token', 'opensesame')))
      .to.contain('[masked]')
      .and.not.to.match(/hunter2|opensesame/)
    expect(header('set-cookie', /sid=opensesame/).title).to.equal('header set-cookie matches [masked]')
  })

  it('header: a pattern with state finds the same each time', async () => {
    const step = header('location', /7/g)
    for (const _ of [1, 2, 3]) expect(await failure({ headers: { location: '7' } }, step)).to.equal('')
    expect(await failure({ headers: { location: '/users/7' } }, header('location', /\d+$/y))).to.equal('')
  })

  it('json: at least this, or exactly this', async () => {
    const answer = holding({ id: 7, name: 'Ann', tags: ['a'] })
    expect(await failure(answer, json({ id: integer(), name: 'Ann' }))).to.equal('')
    expect(await failure(answer, json({ tags: ['a'] }))).to.equal('')
    expect(await failure(answer, json.exactly({ id: 7, name: like('x'), tags: ['a'] }))).to.equal('')
    expect(await failure(answer, json({ id: 8, nmae: 'Ann' }))).to.equal(
      "the body does not match:\n  $.id: expected 8, got 7\n  $.nmae: expected 'Ann', got nothing",
    )
    expect(await failure(answer, json.exactly({ id: 7, name: 'Ann' }))).to.contain('$.tags: expected nothing, got')
    expect(json({ id: integer() }).title).to.equal('json holds { id: an integer }')
    expect(json.exactly([1]).title).to.equal('json is [1]')
    expect(json({ password: 'hunter2' }).title).to.not.contain('hunter2')
  })

  it('json: reads JSON that is no object', async () => {
    for (const body of [null, 0, '', false, [], 'text']) expect(await failure(holding(body), json(body))).to.equal('')
    expect(await failure(holding(null), json({}))).to.contain('$: expected {}, got null')
  })

  it('json: says what stands in place of JSON', async () => {
    const text = { headers: { 'content-type': 'text/html' }, body: '<h1>Oops</h1>' }
    expect(await failure(text, json({}))).to.equal('the body is no JSON but text (text/html):\n  <h1>Oops</h1>')
    expect(await failure({ body: 'x' }, json({}))).to.equal(
      'the body is no JSON but text (without a content-type):\n  x',
    )
    expect(await failure({ status: 204 }, json({}))).to.equal('the reply (status 204) has no body')
    expect(await failure({ ...text, body: '' }, json({}))).to.contain('text (text/html), and it is empty')
    const malformed = { headers: { 'content-type': 'application/json' }, body: '{"id": 7,}' }
    expect(await failure(malformed, json({ id: 7 }))).to.match(
      /^the body calls itself JSON \(application\/json\) and can't be read: .+:\n {2}\{"id": 7,\}$/,
    )
    const bytes = { headers: { 'content-type': 'image/png' }, body: 'xx' }
    expect(await failure(bytes, json({}))).to.equal('the body is no JSON but 2 bytes (image/png)')
  })

  it('within: the time it took', async () => {
    expect(await failure({}, within('10s'))).to.equal('')
    expect(await failure({}, within('0ms'))).to.match(/^it took .* ms, longer than 0ms$/)
  })

  it('judge replies of other clients, and say so of what is none', async () => {
    const stage = telling()
    const reply = { status: 200, headers: { a: 'b' }, body: { id: 7 }, ms: 3 }
    stage
      .scenario('x')
      .when('another client', () => reply)
      .expect(status(200))
      .expect(header('a', 'b'))
      .expect(json({ id: 7 }))
      .expect(within('3ms'))
    const none = (expectation: unknown) =>
      stage
        .scenario('y')
        .when('no client', () => 7 as never)
        .expect(expectation as Expectation<never, object>)
    none(status(200))
    none(header('a', 'b'))
    none(json(7))
    none(within('1s'))
    const [first, ...others] = (await stage.outcomes()).map(({ error }) => error?.message)
    expect(first).to.equal(undefined)
    expect(others.map((message) => message?.replace(/^\w+/, ''))).to.deep.equal(
      Array(4).fill('(...) looks at a reply, and the when returned 7'),
    )
  })

  it('are refused when they could only be wrong', () => {
    const wrong: [() => unknown, RegExp][] = [
      [() => status('2x' as never), /^status\('2x'\): a status is a number from 100 to 599, or one of '2xx'/],
      [() => status('1xx' as never), /a status is a number/],
      [() => status(99), /a status is a number/],
      [() => status(20.5), /a status is a number/],
      [() => status(undefined as never), /^status\(undefined\)/],
      [() => header('', 'x'), /"" is no name of a header/],
      [() => header('a b', 'x'), /"a b" is no name of a header/],
      [() => header('a', undefined as never), /header\('a', \.\.\.\) takes a text or a pattern, not undefined/],
      [() => json(undefined), /json\(\.\.\.\) needs what the body holds/],
      [() => json.exactly(undefined), /json\.exactly\(\.\.\.\) needs/],
      [() => json({ at: () => 1 }), /a check of your own belongs into an expect/],
      [() => within('fast'), /"fast" is no duration/],
    ]
    for (const [use, sentence] of wrong) expect(use).to.throw(TypeError, sentence)
  })
})
