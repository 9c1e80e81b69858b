import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcp } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { apiKey, type Reply, status, target, type typed } from '../../src/http/index.js'
import { telling } from '../support/tell.js'

describe('replies', () => {
  /** The reply to a GET, from a server that answers so. */
  async function replyFrom(
    answer: (response: ServerResponse, path: string) => unknown,
    options: Parameters<ReturnType<typeof target>['get']>[1] = {},
  ): Promise<Reply> {
    const stage = telling()
    const server = target({
      app: () => (request: { url: string }, response: ServerResponse) => void answer(response, request.url),
    })
    let seen: Reply | undefined
    stage
      .scenario('x')
      .when(server.get('/', options as object))
      .expect('a reply', (reply) => {
        seen = reply
      })
    const failure = await stage.failure()
    await stage.end()
    if (failure !== '') throw new Error(failure)
    return seen!
  }
  const typedAs = (type: string | undefined, content: string | Buffer) =>
    replyFrom((response) => response.writeHead(200, type === undefined ? {} : { 'content-type': type }).end(content))

  it('have the status, headers in lower case, and a time', async () => {
    const reply = await replyFrom((response) =>
      response.writeHead(418, { 'X-Pot': 'tea', 'Set-Cookie': ['a=1', 'b=2'] }).end(),
    )
    expect(reply.status).to.equal(418)
    expect(reply.headers).to.include({ 'x-pot': 'tea', 'set-cookie': 'a=1\nb=2' })
    expect(reply.ms).to.be.above(0)
    expect(Object.isFrozen(reply) && Object.isFrozen(reply.headers)).to.equal(true)
    expect(Object.keys(reply)).to.deep.equal(['status', 'headers', 'body', 'ms'])
  })

  const bodies: [type: string | undefined, content: string | Buffer, body: unknown][] = [
    ['application/json', '{"a":[1]}', { a: [1] }],
    ['application/problem+json; charset=utf-8', '{"title":"x"}', { title: 'x' }],
    ['application/json', '\ufeff{"a":1}', { a: 1 }],
    ['application/json', '{"a":', '{"a":'],
    ['application/json', '', undefined],
    ['text/html; charset=utf-8', '<p>ü</p>', '<p>ü</p>'],
    ['text/plain; charset=iso-8859-1', Buffer.from('ü', 'latin1'), 'ü'],
    ['text/plain; charset=martian', 'x', 'x'],
    ['text/plain', '', ''],
    ['application/xml', '<a/>', '<a/>'],
    [undefined, 'told without a type', 'told without a type'],
    [undefined, '', undefined],
    [undefined, Buffer.from([0xff, 0xfe, 0x00]), new Uint8Array([0xff, 0xfe, 0x00])],
    ['image/png', Buffer.from([1, 2]), new Uint8Array([1, 2])],
  ]
  for (const [type, content, body] of bodies)
    it(`${JSON.stringify(content)} as ${type} is read as ${JSON.stringify(body)}`, async () =>
      expect((await typedAs(type, content)).body).to.deep.equal(body))

  it('are unpacked', async () => {
    const { body } = await replyFrom((response) =>
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(gzipSync('{"a":1}')),
    )
    expect(body).to.deep.equal({ a: 1 })
  })

  it('resolve whatever the status is', async () => {
    for (const code of [204, 304, 400, 404, 500, 503])
      expect((await replyFrom((response) => response.writeHead(code).end())).status).to.equal(code)
  })

  it('are redirects unless those are to be followed', async () => {
    const away = (response: ServerResponse, path: string) =>
      path === '/' ? response.writeHead(302, { location: '/there' }).end() : response.end(path)
    expect((await replyFrom(away)).status).to.equal(302)
    expect(await replyFrom(away, { follow: true })).to.include({ status: 200, body: '/there' })
  })

  it('followed elsewhere leave the credentials behind', async () => {
    const seen: unknown[] = []
    const elsewhere = createServer((request, response) => {
      seen.push(request.headers['x-key'], request.headers.authorization)
      response.end('else')
    }).listen(0, '127.0.0.1')
    await once(elsewhere, 'listening')
    const { port } = elsewhere.address() as AddressInfo
    const stage = telling()
    const server = target({
      app: () => (_: object, response: ServerResponse) =>
        void response.writeHead(302, { location: `http://127.0.0.1:${port}/` }).end(),
    }).as(apiKey('only-for-one', { header: 'x-key' }))
    stage
      .scenario('x')
      .when(server.get('/', { follow: true }))
      .expect('there', ({ body }) => expect(body).to.equal('else'))
    expect(await stage.failure()).to.equal('')
    expect(seen).to.deep.equal([undefined, undefined])
    await stage.end()
    elsewhere.close()
    elsewhere.closeAllConnections()
  })

  describe('with a Standard Schema', () => {
    const schema = (validate: (value: unknown) => unknown) =>
      ({ '~standard': { version: 1, vendor: 'test', validate } }) as unknown as ReturnType<typeof typed<{ n: number }>>
    const json = (response: ServerResponse) =>
      response.writeHead(201, { 'content-type': 'application/json' }).end('{"n":"7"}')

    it('have the body that the schema makes', async () => {
      const reply = schema(async (value) => ({ value: { n: Number((value as { n: string }).n) } }))
      expect((await replyFrom(json, { reply })).body).to.deep.equal({ n: 7 })
    })

    it('fail beside all other expectations when it does not fit', async () => {
      const stage = telling()
      const server = target({ app: () => (_: object, response: ServerResponse) => void json(response) })
      const reply = schema(() => ({ issues: [{ message: 'no number', path: ['n', { key: 0 }] }, { message: 'odd' }] }))
      stage.scenario('x').when(server.get('/', { reply })).expect(status(200))
      const failure = await stage.failure()
      expect(failure).to.contain('2 things failed')
      expect(failure).to.contain('verify the body is of its type')
      expect(failure).to.contain('the body is not what its schema says:')
      expect(failure).to.contain('$.n[0]: no number').and.contain('$: odd')
      expect(failure).to.contain('expected status 200 OK, got 201 Created')
      await stage.end()
    })

    it('fail a given at once', async () => {
      const stage = telling()
      const server = target({ app: () => (_: object, response: ServerResponse) => void json(response) })
      const reply = schema(() => ({ issues: [{ message: 'no number' }] }))
      stage
        .scenario('x')
        .given('a user', async (_, { run }) => void (await run(server.get('/', { reply }))))
        .when('act', () => {})
        .expect('z', () => {})
      expect(await stage.failure()).to.contain('could not be run: given a user: the body is not what its schema says')
      await stage.end()
    })
  })

  describe('that do not come', () => {
    const failureAt = async (url: string, options: { timeout?: number } = {}): Promise<string> => {
      const stage = telling()
      stage.scenario('x').when(target({ url }).get('/users?q=1')).expect(status(200))
      const failure = await stage.failure(options)
      await stage.end()
      return failure
    }
    const tcp = async (answer: string | undefined, use: (url: string) => Promise<unknown>): Promise<void> => {
      const server = createTcp((socket) => {
        socket.on('error', () => {})
        socket.once('data', () => (answer === undefined ? socket.destroy() : socket.write(answer)))
      }).listen(0, '127.0.0.1')
      await once(server, 'listening')
      try {
        await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
      } finally {
        // Ends when the client has closed its connections.
        await new Promise((resolve) => server.close(resolve))
      }
    }

    it('are told: nobody listens', async () => {
      let free = ''
      await tcp('', async (url) => {
        free = url
      })
      const host = new URL(free).host
      const failure = await failureAt(free)
      expect(failure).to.contain(
        `GET ${free}/users?q=1: nobody listens at ${host} (connection refused); is it started?`,
      )
      expect(failure).to.contain(`the last exchange with ${host}`)
      expect(failure).to.contain(`curl -H 'accept: application/json, text/plain, */*' '${free}/users?q=1'`)
    })

    it('are told: the connection was closed', () =>
      tcp(undefined, async (url) =>
        expect(await failureAt(url)).to.contain('was closed before the whole answer was here'),
      ))

    it('are told: it was closed in the middle', () =>
      tcp(undefined, async () => {
        const stage = telling()
        const server = target({
          app: () => (_: object, response: ServerResponse) => {
            response.writeHead(200, { 'content-length': '100' })
            response.write('half')
            setImmediate(() => response.destroy())
          },
        })
        stage.scenario('x').when(server.get('/')).expect(status(200))
        expect(await stage.failure()).to.contain('was closed before the whole answer was here')
        await stage.end()
      }))

    it('are told: that is no HTTP', () =>
      tcp('SSH-2.0-OpenSSH_9.6\r\n', async (url) =>
        expect(await failureAt(url)).to.match(/answered with something that is no HTTP \(HPE_/),
      ))

    it('are told: no such host', async () =>
      expect(await failureAt('http://no-such-host.invalid')).to.match(
        /the name of the host no-such-host\.invalid could not be resolved \(E/,
      ))

    it('are given up when the scenario runs out of time, and close the connection', () =>
      tcp('', async (url) => {
        const failure = await failureAt(url, { timeout: 100 })
        expect(failure).to.contain('the scenario ran out of its 100 ms in this step')
      }))
  })
})
