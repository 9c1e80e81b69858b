import { once } from 'node:events'
import { createServer, get, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import express from 'express'
import { bearer, json, status, target } from '../../src/http/index.js'
import { handle } from '../../src/index.js'
import { telling } from '../support/tell.js'

const answer: RequestListener = (_, response) => void response.end('here')

describe('an application as a target', () => {
  /** Asks the application and hands back the failure; checks that nothing listens afterwards. */
  async function failureOf(app: () => unknown): Promise<string> {
    const stage = telling()
    const server = target({ app: app as () => object })
    let url = ''
    stage
      .scenario('x')
      .when(server.get('/there'))
      .expect(status(200))
      .expect('its body', ({ body }) => {
        url = server.url
        expect(body).to.equal('here')
      })
    const failure = await stage.failure()
    expect(await stage.end()).to.deep.equal([])
    if (url !== '') expect(await refused(url)).to.equal('ECONNREFUSED')
    return failure
  }
  const refused = (url: string): Promise<unknown> =>
    new Promise((resolve) =>
      get(url, (response) => resolve(response.resume().statusCode)).on('error', (error) =>
        resolve((error as NodeJS.ErrnoException).code),
      ),
    )

  /** With the members by which Fastify and Nest are known; both are tested as they are where they are installed. */
  const fastify = () => {
    const server = createServer(answer)
    return {
      server,
      ready: async () => {},
      listen: async (where: { port: number; host: string }) => {
        server.listen(where)
        await once(server, 'listening')
        return 'http://…'
      },
      close: () => new Promise((resolve) => server.close(resolve)),
    }
  }
  const nest = () => {
    const server = createServer(answer)
    return {
      getHttpServer: () => server,
      listen: async (port: number, host: string) => {
        server.listen(port, host)
        await once(server, 'listening')
      },
      close: () => new Promise((resolve) => server.close(resolve)),
    }
  }
  const apps: [string, () => unknown][] = [
    ['a node handler', () => answer],
    ['a promise of one', async () => answer],
    ['an asynchronous handler', () => async (_: IncomingMessage, response: ServerResponse) => response.end('here')],
    ['an Express application', () => express().get('/there', (_, response) => void response.type('text').send('here'))],
    ['an http.Server', () => createServer(answer)],
    ['one that listens', listening],
    ['one that was just told to listen', () => createServer(answer).listen(0, '127.0.0.1')],
    ['something with a handler', () => ({ handler: answer })],
    [
      'something that listens as Koa does',
      () => ({ listen: (...at: [number, string]) => createServer(answer).listen(...at) }),
    ],
    ['something that listens as Fastify does', fastify],
    ['something that listens as Nest does', nest],
    [
      'a Nest that listens',
      async () => {
        const app = nest()
        await app.listen(0, '127.0.0.1')
        return app
      },
    ],
  ]
  async function listening() {
    const server = createServer(answer).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return server
  }
  for (const [name, app] of apps) it(`is ${name}`, async () => expect(await failureOf(app)).to.equal(''))

  const wrong: [string, () => unknown, RegExp][] = [
    [
      'nothing',
      () => {},
      /handle "the application \(.*:\d+:\d+\)" could not start: app: \(\) => \.\.\. returned nothing; return the application/,
    ],
    ['a number', () => 7, /app: \(\) => \.\.\. returned 7, which is no application: neither a handler/],
    ['an object', () => ({}), /returned an object, which is no application/],
    ['a class', () => class Shop {}, /returned function Shop, which is no application/],
    [
      'a listen that gives nothing',
      () => ({ listen: () => {} }),
      /listen\(\.\.\.\) gave undefined, not the server that listens/,
    ],
    [
      'an error',
      () => {
        throw new Error('no database')
      },
      /could not start: no database/,
    ],
  ]
  for (const [name, app, sentence] of wrong)
    it(`is told in a sentence when it is ${name}`, async () => expect(await failureOf(app)).to.match(sentence))

  it('fails the scenario by its own error when its handler throws', async () => {
    for (const handler of [
      () => {
        throw new Error('boom')
      },
      async () => {
        throw new Error('boom')
      },
    ]) {
      const failure = await failureOf(() => handler)
      expect(failure).to.contain('the application threw while it answered GET /there: boom')
      expect(failure).to.contain('application.test.ts')
      expect(failure).to.contain('was closed before the whole answer was here')
    }
  })

  it('fails the scenario when it throws later', async () => {
    const failure = await failureOf(
      () => () =>
        setImmediate(() => {
          throw new Error('boom, later')
        }),
    )
    expect(failure).to.contain('an uncaught exception, seen at "GET /there"').and.contain('boom, later')
  })

  it('lives per worker, or per scenario', async () => {
    for (const per of ['worker', 'scenario'] as const) {
      const stage = telling()
      let made = 0
      const counter = target({
        app: () => {
          const mine = ++made
          return (_: object, response: ServerResponse) =>
            response.writeHead(200, { 'content-type': 'application/json' }).end(String(mine))
        },
        per,
      })
      for (const n of [1, 2])
        stage
          .scenario(`${n}`)
          .when(counter.get('/'))
          .expect(json(per === 'worker' ? 1 : n))
      expect(await stage.failure()).to.equal('')
      await stage.end()
      expect(made).to.equal(per === 'worker' ? 1 : 2)
    }
  })

  it('starts what it uses first, and can read it', async () => {
    const stage = telling()
    const db = handle({ name: 'db', start: () => ({ rows: 3 }) })
    const shop = target({
      name: 'shop',
      uses: [db],
      app: () => {
        const { rows } = db.value
        return (_: object, response: ServerResponse) => response.end(String(rows))
      },
    })
    stage
      .scenario('x')
      .when(shop.get('/'))
      .expect('three', ({ body }) => expect(body).to.equal('3'))
    expect(await stage.failure()).to.equal('')
    expect(stage.events).to.deep.equal(['started db', 'started shop'])
    await stage.end()
    expect(stage.events.slice(2)).to.deep.equal(['stopped shop', 'stopped db'])
  })

  it('is a given, and its address can be read in scenarios that have it', async () => {
    const stage = telling()
    const shop = target({ app: () => answer, name: 'shop' })
    expect(() => shop.url).to.throw('handle "shop" is read outside a scenario that was given it; add .given(shop)')
    stage
      .scenario('x')
      .given(shop.as(bearer('t-o-k-e-n')))
      .when('fetch is used', async () => (await fetch(shop.url)).text())
      .expect('here', (text) => expect(text).to.equal('here'))
    expect(await stage.failure()).to.equal('')
    await stage.end()
  })

  it('does not wait for connections that are open when it stops', async () => {
    const stage = telling()
    const server = target({ app: () => (_: object, response: ServerResponse) => void response.write('for ever') })
    const seen: number[] = []
    stage
      .scenario('x')
      .given(server)
      .when('it streams', async () => {
        const [response] = (await once(get(server.url), 'response')) as [IncomingMessage]
        response.on('error', () => {}).resume()
        seen.push(Number(new URL(server.url).port), (response.socket.address() as AddressInfo).port)
      })
      .expect('open', () => expect(seen).to.have.length(2))
    expect(await stage.failure()).to.equal('')
    expect(await stage.end()).to.deep.equal([])
  })
})

describe('a target at a URL', () => {
  it('may have a path that all requests share', async () => {
    const server = createServer((request, response) => void response.end(request.url)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/`
    const stage = telling()
    for (const where of [{ url }, { url: () => url }]) {
      const shop = target(where)
      stage
        .scenario(JSON.stringify(where))
        .when(shop.get('/users'))
        .expect('below it', ({ body }) => expect(body).to.equal('/api/v1/users'))
        .expect('its address', () => expect(shop.url).to.equal(url.replace(/\/$/, '')))
    }
    expect(await stage.failure()).to.equal('')
    await stage.end()
    server.close()
  })

  it('is called by its host, and what is no address is refused', async () => {
    expect(target({ url: 'https://shop.example:8443/api' }).name).to.equal('shop.example:8443')
    const stage = telling()
    stage
      .scenario('x')
      .when(target({ url: () => 'nowhere' }).get('/'))
      .expect(status(200))
    expect(await stage.failure()).to.contain(
      'could not start: the function that tells its address: url is "nowhere", not an absolute address',
    )
  })
})

describe('a target is refused when it could only be wrong', () => {
  const wrong: [unknown, RegExp][] = [
    [undefined, /^target\(\.\.\.\) at test\/http\/application\.test\.ts:\d+:\d+: it is told where it is/],
    [{}, /a target has one of url, app and command; this one has none/],
    [{ url: 'http://x', app: () => answer }, /this one has url and app/],
    [{ url: 'http://x', port: 80 }, /"port" is no option of a target with url; there are name, uses, within, url/],
    [{ url: 'localhost:3000' }, /url is "localhost:3000", which does not begin with http:\/\/ or https:\/\//],
    [{ url: '/api' }, /url is "\/api", not an absolute address/],
    [{ url: undefined }, /url is undefined, not an absolute address/],
    [{ url: 'ftp://x' }, /url is "ftp:\/\/x", which does not begin with http/],
    [{ url: 'http://ann:secret@x' }, /url holds a password; leave it out and send it with \.as\(basic/],
    [{ url: 'http://x?a=b' }, /url has a query or a fragment/],
    [{ app: 7 }, /app is a function that makes the application/],
    [{ app: () => answer, per: 'run' }, /an application in process lives in a worker and can not be shared by a run/],
    [{ app: () => answer, per: 'suite' }, /per is 'worker' or 'scenario'/],
    [{ app: () => answer, name: ' ' }, /its name is empty/],
    [{ app: () => answer, uses: {} }, /uses is a list of handles/],
    [{ app: () => answer, within: 'soon' }, /"soon" is no duration/],
    [{ command: 'node x.js', readyWhen: {} }, /command is a list of texts/],
    [{ command: [], readyWhen: {} }, /command is a list of texts/],
    [{ command: ['x'] }, /readyWhen tells when it can be talked to, as in readyWhen: answering/],
    [{ command: ['x'], readyWhen: '/health' }, /readyWhen tells when/],
  ]
  for (const [where, sentence] of wrong)
    it(String(sentence), () => expect(() => target(where as never)).to.throw(TypeError, sentence))
})
