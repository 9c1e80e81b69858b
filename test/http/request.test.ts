import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { expect } from 'chai'
import fc from 'fast-check'
import { apiKey, basic, bearer, type RequestOptions, status, type Target, target, typed } from '../../src/http/index.js'
import { given, when } from '../../src/index.js'
import { integer } from '../../src/match/index.js'
import { telling } from '../support/tell.js'
import { echo, type Got } from './echo.js'

const GOT = { reply: typed<Got>() }

describe('requests', () => {
  const server = target({ app: () => echo })

  /** What the server got for a request. */
  async function got(
    send: (server: Target) => ReturnType<Target['get']>,
    context: Record<string, unknown> = {},
  ): Promise<Got> {
    const stage = telling()
    let seen: Got | undefined
    stage
      .scenario('x')
      .given('a context', () => ({ ...context }) as Record<never, unknown>)
      .when(send(server))
      .expect('an echo', ({ body }) => {
        seen = body as Got
      })
    const failure = await stage.failure()
    await stage.end()
    if (failure !== '') throw new Error(failure)
    return seen!
  }
  const failure = async (send: (server: Target) => ReturnType<Target['get']>): Promise<string> => {
    try {
      return JSON.stringify(await got(send))
    } catch (error) {
      return (error as Error).message
    }
  }

  it('are sent with the method, path and body that were told', async () => {
    expect(await got((at) => at.get('/a/b?c=d'))).to.include({ method: 'GET', url: '/a/b?c=d', body: '' })
    expect(await got((at) => at.get('/a b '))).to.include({ url: '/a%20b%20' })
    expect(await got((at) => at.post('/a', { name: 'Ann' }))).to.include({ method: 'POST', body: '{"name":"Ann"}' })
    expect(await got((at) => at.put('/a', [1, null]))).to.include({ method: 'PUT', body: '[1,null]' })
    expect(await got((at) => at.patch('/a', 7))).to.include({ method: 'PATCH', body: '7' })
    expect(await got((at) => at.delete('/a'))).to.include({ method: 'DELETE', url: '/a', body: '' })
  })

  it('take path, body, query and headers from the context', async () => {
    const at = server as unknown as Target
    const step = at.post(
      ({ user }: { user: { id: number } }) => `/users/${user.id}`,
      ({ user }) => ({ id: user.id }),
      { query: ({ user }) => ({ q: user.id }), headers: ({ user }) => ({ 'x-user': String(user.id) }) },
    )
    const seen = await got(() => step as never, { user: { id: 7 } })
    expect(seen).to.include({ url: '/users/7?q=7', body: '{"id":7}' })
    expect(seen.headers['x-user']).to.equal('7')
    expect(step.title).to.equal('POST /users/{user.id}')
  })

  const kinds: [
    name: string,
    body: object | string | number | boolean | null,
    type: string | RegExp,
    content: string | RegExp,
  ][] = [
    ['an object', { a: [1] }, 'application/json', '{"a":[1]}'],
    ['null', null, 'application/json', 'null'],
    ['false', false, 'application/json', 'false'],
    ['text', 'plain', 'text/plain; charset=utf-8', 'plain'],
    ['a form', new URLSearchParams({ a: 'b c' }), /^application\/x-www-form-urlencoded/, 'a=b+c'],
    ['bytes', new Uint8Array([65, 66]), 'application/octet-stream', 'AB'],
    ['a part of a buffer', Buffer.from('xABx').subarray(1, 3), 'application/octet-stream', 'AB'],
    ['a blob', new Blob(['AB'], { type: 'image/png' }), 'image/png', 'AB'],
  ]
  for (const [name, body, type, content] of kinds)
    it(`send ${name} as what it is`, async () => {
      const seen = await got((at) => at.post('/', body))
      expect(seen.headers['content-type']).to.match(typeof type === 'string' ? new RegExp(`^${type}$`) : type)
      expect(seen.body).to.equal(content)
    })

  it('send form data with its files', async () => {
    const form = new FormData()
    form.set('name', 'Ann')
    form.set('photo', new Blob(['pixels']), 'ann.png')
    const seen = await got((at) => at.post('/', form))
    const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(seen.headers['content-type']!)?.[1]
    expect(seen.body.split(`--${boundary}`)).to.have.length(4)
    expect(seen.body).to.contain('filename="ann.png"').and.contain('pixels')
  })

  it('send malformed JSON where the header says so', async () => {
    const seen = await got((at) => at.post('/', '{"a":', { headers: { 'Content-Type': 'application/json' } }))
    expect(seen.headers['content-type']).to.equal('application/json')
    expect(seen.body).to.equal('{"a":')
  })

  it('name no type where there is no body', async () => {
    const { headers } = await got((at) => at.post('/'))
    expect(headers).to.not.have.property('content-type')
    expect(headers['content-length']).to.equal('0')
  })

  it('write queries: lists several times, undefined not at all, dates in ISO 8601', async () => {
    const query = { q: 'a&b=c', tag: ['x', 'y'], none: undefined, at: new Date(0), big: 7n, yes: true }
    const { url } = await got((at) => at.get('/s?p=1', { query }))
    expect(url).to.equal('/s?p=1&q=a%26b%3Dc&tag=x&tag=y&at=1970-01-01T00%3A00%3A00.000Z&big=7&yes=true')
  })

  it('reach the server as they were told, whatever a path and a query hold', async () => {
    const stage = telling()
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((one) => !/^\.{1,2}$/.test(one))
    let runs = 0
    stage
      .scenario('x')
      .given(server)
      .when('many are sent', async (_, tools) => {
        await fc.assert(
          fc.asyncProperty(text, fc.dictionary(text, fc.oneof(text, fc.array(text))), async (segment, query) => {
            runs += 1
            const { body } = await tools.run(server.get(`/a/${encodeURIComponent(segment)}/b`, { query, ...GOT }))
            const url = new URL(body.url, 'http://x')
            expect(url.pathname.split('/').map(decodeURIComponent)).to.deep.equal(['', 'a', segment, 'b'])
            const pairs = Object.entries(query).flatMap(([k, v]) => [v].flat().map((one) => [k, one]))
            expect([...url.searchParams]).to.deep.equal(pairs)
          }),
          { numRuns: 150 },
        )
      })
      .expect('all', () => expect(runs).to.be.at.least(150))
    expect(await stage.failure({ timeout: 20_000 })).to.equal('')
    await stage.end()
  })

  it('send free-form paths or refuse them with a sentence', async () => {
    const stage = telling()
    let sent = 0
    stage
      .scenario('x')
      .given(server)
      .when('many are sent', async (_, tools) => {
        await fc.assert(
          fc.asyncProperty(fc.string({ unit: 'binary' }), async (raw) => {
            const path = `/${raw}`
            let step: ReturnType<typeof server.get<object, Got>>
            try {
              step = server.get(path, GOT)
            } catch (error) {
              expect((error as Error).message).to.match(/^the path ".*" (?:holds|must)/)
              return
            }
            const { body } = await tools.run(step)
            sent += 1
            const whole = (one: string) => one.replace(/%(?![\da-f]{2})/gi, '%25')
            expect(decode(whole(body.url))).to.equal(decode(whole(path)))
          }),
          { numRuns: 300 },
        )
      })
      .expect('most were sent', () => expect(sent).to.be.above(30))
    expect(await stage.failure({ timeout: 20_000 })).to.equal('')
    await stage.end()
  })

  it('send header values as they were told', async () => {
    const stage = telling()
    const value = fc.string({
      unit: fc
        .integer({ min: 0x20, max: 0xff })
        .filter((c) => c !== 0x7f)
        .map((c) => String.fromCharCode(c)),
    })
    stage
      .scenario('x')
      .given(server)
      .when('many are sent', async (_, tools) => {
        await fc.assert(
          fc.asyncProperty(value, async (told) => {
            const { body } = await tools.run(server.get('/', { headers: { 'X-Told': told }, ...GOT }))
            expect(body.headers['x-told']).to.equal(told.replace(/^[\t ]+|[\t ]+$/g, ''))
          }),
          { numRuns: 100 },
        )
      })
      .expect('all', () => {})
    expect(await stage.failure({ timeout: 20_000 })).to.equal('')
    await stage.end()
  })

  it('carry credentials; what a request says itself wins', async () => {
    expect((await got((at) => at.as(bearer('tok-en-1')).get('/'))).headers.authorization).to.equal('Bearer tok-en-1')
    let asked = 0
    const renewed = server.as(bearer(async () => `tok-en-${++asked}`))
    expect((await got(() => renewed.get('/'))).headers.authorization).to.equal('Bearer tok-en-1')
    expect((await got(() => renewed.get('/'))).headers.authorization).to.equal('Bearer tok-en-2')
    const code = Buffer.from('änn:pa:ss').toString('base64')
    expect((await got((at) => at.as(basic('änn', 'pa:ss')).get('/'))).headers.authorization).to.equal(`Basic ${code}`)
    expect((await got((at) => at.as(apiKey('k-e-y')).get('/'))).headers['x-api-key']).to.equal('k-e-y')
    expect((await got((at) => at.as(apiKey('k-e-y', { header: 'X-Shop' })).get('/'))).headers['x-shop']).to.equal(
      'k-e-y',
    )
    expect((await got((at) => at.as(apiKey('k&y', { query: 'key' })).get('/?a=b'))).url).to.equal('/?a=b&key=k%26y')
    const own = { headers: { Authorization: 'broken' } }
    expect((await got((at) => at.as(bearer('tok-en-1')).get('/', own))).headers.authorization).to.equal('broken')
    expect((await got((at) => at.as(bearer('tok-en-1')).as(apiKey('k-e-y')).get('/'))).headers).to.not.have.property(
      'authorization',
    )
    expect((await got((at) => at.get('/'))).headers).to.not.have.property('authorization')
  })

  it('say what is wrong with what the context gave', async () => {
    const sentences: [() => Promise<string>, RegExp][] = [
      [
        () => failure((at) => at.get((() => `/users/${undefined}`) as () => string)),
        /the path "\/users\/undefined" holds undefined/,
      ],
      [() => failure((at) => at.get((() => '/users/[object Object]/x') as () => string)), /holds \[object Object\]/],
      [() => failure((at) => at.get((() => 7) as never)), /a path is a text such as '\/users'.*not 7/],
      [
        () => failure((at) => at.get('http://elsewhere.example/x')),
        /http:\/\/elsewhere\.example is not this target, which is at http:\/\/127/,
      ],
      [
        () => failure((at) => at.post('/', (async () => ({})) as never)),
        /the body is a promise; wait for its value in a given/,
      ],
      [() => failure((at) => at.post('/', (() => undefined) as never)), /the body is undefined; leave it out/],
      [() => failure((at) => at.post('/', new Map())), /the body is a Map, which JSON writes as \{\}/],
      [() => failure((at) => at.post('/', { id: integer() })), /the body holds a matcher/],
      [() => failure((at) => at.post('/', { n: 7n })), /the body can't be written as JSON: .*BigInt/],
      [() => failure((at) => at.post('/', new ReadableStream())), /the body is a stream/],
      [
        () => failure((at) => at.get('/', { query: { a: {} } })),
        /the query parameter "a" is an object, for which there is no usual form/,
      ],
      [() => failure((at) => at.get('/', { query: { a: null } })), /the query parameter "a" is null/],
      [() => failure((at) => at.get('/', { query: 'a=b' as never })), /query is a plain object/],
      [() => failure((at) => at.get('/', { headers: { '': 'x' } })), /"" is no name of a header/],
      [
        () => failure((at) => at.get('/', { headers: { a: 'x\ny' } })),
        /the header "a" holds a character that no header can hold/,
      ],
      [() => failure((at) => at.get('/', { headers: { a: '日本' } })), /the header "a" holds a character/],
      [
        () => failure((at) => at.get('/', { headers: { a: 7 as never } })),
        /the header "a" is 7; write its value as text/,
      ],
      [() => failure((at) => at.get('/', { headers: { 'x-a': '1', 'X-A': '2' } })), /the header "X-A" is told twice/],
      [
        () => failure((at) => at.as(bearer(async () => '')).get('/')),
        /bearer\(\.\.\.\) was handed an empty text in place of a secret/,
      ],
      [
        () => failure((at) => at.as(bearer(async () => Promise.reject(new Error('no login')))).get('/')),
        /could not get a token: no login/,
      ],
    ]
    for (const [told, sentence] of sentences) expect(await told()).to.match(sentence)
  })

  it('accept the absolute URL that the target itself gave', async () => {
    const stage = telling()
    stage
      .scenario('x')
      .given(server)
      .when('it is asked by URL', async (_, { run }) => (await run(server.get(`${server.url}/there`, GOT))).body.url)
      .expect('there', (url) => expect(url).to.equal('/there'))
    expect(await stage.failure()).to.equal('')
    await stage.end()
  })

  it('share a connection, which is closed when the target stops', async () => {
    const sockets: Socket[] = []
    const opened = (message: unknown) => void sockets.push((message as { socket: Socket }).socket)
    subscribe('net.client.socket', opened)
    const stage = telling()
    for (const n of [1, 2, 3]) stage.scenario(`${n}`).when(server.get('/')).expect(status(200))
    expect(await stage.failure()).to.equal('')
    expect(sockets.map(({ destroyed }) => destroyed)).to.deep.equal([false])
    expect(await stage.end()).to.deep.equal([])
    expect(sockets.map(({ destroyed }) => destroyed)).to.deep.equal([true])
    unsubscribe('net.client.socket', opened)
  })

  it('are refused at declaration when they could only be wrong', () => {
    const wrong: [() => unknown, RegExp][] = [
      [() => server.get('users'), /the path "users" must begin with a slash/],
      [() => server.get('/a#b'), /the path "\/a#b" holds a fragment/],
      [() => server.get('/a/../b'), /holds "\." or "\.\."/],
      [() => server.get('/a/%2E%2e'), /holds "\." or "\.\."/],
      [() => server.get('/a\\b'), /holds a backslash/],
      [() => server.get('/a\nb'), /holds a character that no URL can hold/],
      [() => server.get('/\ud800'), /holds a character that no URL can hold/],
      [() => server.get(7 as never), /a path is a text/],
      [
        () => server.get('/', { body: 1 } as RequestOptions<object, unknown>),
        /"body" is no option of a request; .* a GET carries no body/,
      ],
      [() => server.delete('/', { name: 'x' } as never), /"name" is no option.*a DELETE carries no body/],
      [
        () => server.post('/', {}, { Query: {} } as never),
        /"Query" is no option of a request; there are query, headers, reply, follow$/,
      ],
      [() => server.get('/', 'x' as never), /its options are an object/],
      [() => server.get('/', { reply: {} as never }), /reply is typed<\.\.\.>\(\) or a Standard Schema/],
      [() => server.get('/', { follow: 3 as never }), /follow is true or false/],
      [() => server.as({ scheme: 'bearer' }), /takes credentials, made by bearer/],
      [
        () => bearer(undefined as never),
        /bearer\(\.\.\.\) was handed nothing in place of a secret; is the environment variable/,
      ],
      [() => basic('a:b', 'secret'), /the user is a text without a colon/],
      [() => basic('ann', ''), /basic\(\.\.\.\) was handed an empty text/],
      [() => apiKey('k', { header: 'a', query: 'b' }), /name one of them/],
      [() => apiKey('k', { cookie: 'a' } as never), /"cookie" is no place for a key/],
      [() => apiKey(' '), /handed blanks/],
    ]
    for (const [use, sentence] of wrong) expect(use).to.throw(TypeError, sentence)
  })

  it('fail the scenario when they are made in a closure and not run', async () => {
    const stage = telling()
    stage
      .scenario('x')
      .given(server)
      .when('nothing happens', () => void server.get('/'))
      .expect('z', () => {})
    expect(await stage.failure()).to.match(/"GET \/": a step value was made at .* and neither told nor run/)
    await stage.end()
  })

  it('start the target also from a closure', async () => {
    const stage = telling()
    const asked = when('it is asked', (_, { run }) => run(server.get('/')))
    stage
      .scenario('x')
      .given(given('nothing', () => {}))
      .when(asked)
      .expect(status(200))
    expect(await stage.failure()).to.equal('')
    expect(stage.events).to.have.length(1)
    await stage.end()
  })
})

function decode(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch {
    return Buffer.from(
      url.replace(/%([\da-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
      'latin1',
    ).toString()
  }
}
