import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import { expect } from 'chai'
import {
  allow,
  authority,
  certificateFor,
  type Destination,
  guardUndeclared,
  type LoopbackServer,
  loopbackServer,
  type Redirection,
  redirect,
  type UndeclaredHost,
  type WireHandler,
} from '../../src/wire/index.js'
import { type Client, clients, globalClients, http2Client, outcome, undiciIsMissing } from './clients.js'

const every: Readonly<Record<string, Client>> = { ...clients, ...globalClients }
const echo: WireHandler = ({ method, url }, reply) => reply.respond(200, {}, `${method} ${url}`)

describe('redirect', () => {
  const originals = {
    connect: Object.getOwnPropertyDescriptor(net.Socket.prototype, 'connect'),
    context: Object.getOwnPropertyDescriptor(tls, 'createSecureContext'),
  }
  const open: (() => unknown)[] = []
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close()
  })

  async function play(origin: string, handle: WireHandler = echo): Promise<Redirection & { server: LoopbackServer }> {
    const { protocol, hostname: host, port } = new URL(origin)
    const secure = protocol === 'https:'
    const server = await loopbackServer({
      origin,
      handle,
      ...(secure ? { certificate: await certificateFor(host) } : {}),
    })
    const redirection = redirect(
      {
        name: host,
        host,
        port: Number(port) || (secure ? 443 : 80),
        ...(secure ? { trust: (await authority()).cert } : {}),
      },
      { kind: 'to', port: server.port },
    )
    open.push(() => redirection.stop(), server.close)
    return { ...redirection, server }
  }

  if (undiciIsMissing) it('has no undici to try')

  for (const [name, client] of Object.entries(every)) {
    it(`leads ${name} to the player of an https address`, async () => {
      await play('https://api.payments.example')
      expect(await outcome(client, 'https://api.payments.example/v1?a=b')).to.equal(
        '200 GET https://api.payments.example/v1?a=b',
      )
    })
    it(`leads ${name} to the player of an http address with a port`, async () => {
      await play('http://api.payments.example:8080')
      expect(await outcome(client, 'http://api.payments.example:8080/v1')).to.equal(
        '200 GET http://api.payments.example:8080/v1',
      )
    })
  }

  it('leads an HTTP/2 client', async () => {
    await play('https://api.payments.example', ({ httpVersion }, reply) =>
      reply.respond(200, { connection: 'close' }, httpVersion),
    )
    expect(await outcome(http2Client, 'https://api.payments.example/')).to.equal('200 2.0')
  })

  it('leads a client that brings its own authority, look-up, family, local address and upper-case host', async () => {
    await play('https://api.payments.example')
    const answer = await new Promise((resolve, reject) => {
      https
        .get(
          'https://API.Payments.example/x',
          {
            agent: false,
            ca: '-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----',
            lookup: () => reject(new Error('was looked up')),
            family: 6,
            localAddress: '203.0.113.9',
            autoSelectFamily: true,
          } as https.RequestOptions,
          (response) => resolve(response.resume().statusCode),
        )
        .on('error', reject)
    })
    expect(answer).to.equal(200)
  })

  it('leads TLS over a socket that was opened before', async () => {
    await play('https://api.payments.example')
    const socket = net.connect(443, 'api.payments.example')
    const secure = tls.connect({ socket, servername: 'api.payments.example' })
    await new Promise((resolve, reject) => secure.once('secureConnect', resolve).once('error', reject))
    expect(secure.authorized).to.equal(true)
    socket.destroy()
  })

  it('still refuses a certificate for another name, and trusts its authority nowhere else', async () => {
    const { server } = await play('https://api.payments.example')
    const failure = (options: tls.ConnectionOptions) =>
      new Promise<string>((resolve) => {
        const socket = tls.connect(options, () => resolve('trusted'))
        socket.once('error', (error: Error & { code?: string }) => resolve(error.code ?? error.message))
      })
    expect(await failure({ host: 'api.payments.example', port: 443, servername: 'other.example' })).to.equal(
      'ERR_TLS_CERT_ALTNAME_INVALID',
    )
    expect(await failure({ host: '127.0.0.1', port: server.port, servername: 'api.payments.example' })).to.equal(
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    )
  })

  it('plays an IP address, and leaves other ports and hosts alone', async () => {
    await play('https://203.0.113.10')
    const other = await loopbackServer({
      origin: 'http://127.0.0.1',
      handle: (_, reply) => reply.respond(200, {}, 'real'),
    })
    open.push(other.close)
    expect(await outcome(every.fetch!, 'https://203.0.113.10/')).to.equal('200 GET https://203.0.113.10/')
    expect(await outcome(every.fetch!, `http://127.0.0.1:${other.port}/`)).to.equal('200 real')
  })

  it('asks for each connection where it leads', async () => {
    const server = await loopbackServer({ origin: 'http://api.example', handle: echo })
    const ways: Destination[] = [{ kind: 'refused' }, { kind: 'to', port: server.port }]
    const redirection = redirect({ name: 'api', host: 'api.example', port: 80 }, () => ways.shift()!)
    open.push(() => redirection.stop(), server.close)
    expect(await outcome(clients['node:https']!, 'http://api.example/')).to.contain('ECONNREFUSED')
    expect(await outcome(clients['node:https']!, 'http://api.example/')).to.equal('200 GET http://api.example/')
  })

  describe('to nowhere', () => {
    for (const [name, client] of Object.entries(every))
      for (const scheme of ['http', 'https']) {
        it(`refused: ${name} fails over ${scheme} as before a closed port`, async () => {
          const closed = await loopbackServer({ origin: 'http://127.0.0.1', handle: echo })
          await closed.close()
          const real = await outcome(client, `${scheme}://127.0.0.1:${closed.port}/`)
          open.push(redirect({ name: 'down', host: 'down.example' }, { kind: 'refused' }).stop)
          expect(await outcome(client, `${scheme}://down.example/`)).to.equal(real)
        })

        it(`dns: ${name} fails over ${scheme} as on an unknown name`, async () => {
          const real = await outcome(client, `${scheme}://no-such-host.invalid/`)
          open.push(redirect({ name: 'lost', host: 'lost.example' }, { kind: 'dns' }).stop)
          // A machine without a resolver says EAI_AGAIN.
          expect(await outcome(client, `${scheme}://lost.example/`)).to.equal(real.replaceAll('EAI_AGAIN', 'ENOTFOUND'))
        })
      }

    it('hang: each runs into its own time-out', async () => {
      open.push(redirect({ name: 'mute', host: 'mute.example' }, { kind: 'hang' }).stop)
      const tried = Object.values(every).flatMap((client) =>
        ['http', 'https'].map((scheme) => outcome(client, `${scheme}://mute.example/`)),
      )
      for (const told of await Promise.all(tried)) expect(told).to.match(/timeout|time-out/i)
    })

    it('fails as a real closed port and a real unknown name do', async () => {
      const closed = await loopbackServer({ origin: 'http://127.0.0.1', handle: echo })
      await closed.close()
      const shape = (error: object) => ({ ...error, address: 0, port: 0, hostname: 0, keys: Object.keys(error).sort() })
      const failure = (host: string, port: number) =>
        new Promise<{ error: object; events: string[] }>((resolve) => {
          const events: string[] = []
          const socket = net.connect({ host, port, autoSelectFamily: false })
          for (const event of ['lookup', 'connect', 'ready', 'close']) socket.on(event, () => events.push(event))
          socket.once('error', (error) => socket.once('close', () => resolve({ error: shape(error), events })))
        })
      const real = await failure('127.0.0.1', closed.port)
      const unknown = await failure('no-such-host.invalid', 80)
      const redirections = (['refused', 'dns'] as const).map((kind) =>
        redirect({ name: kind, host: `${kind}.example` }, { kind }),
      )
      open.push(...redirections.map(({ stop }) => stop))
      expect(await failure('refused.example', 80)).to.deep.equal(real)
      const played = await failure('dns.example', 80)
      // Without a resolver the look-up fails as EAI_AGAIN.
      if ('code' in unknown.error && unknown.error.code === 'ENOTFOUND') expect(played).to.deep.equal(unknown)
      else expect(played.events).to.deep.equal(unknown.events)
    })
  })

  it('refuses a second player of an address, and tells both', async () => {
    const first = redirect({ name: 'payments', host: 'api.example', port: 443 }, { kind: 'refused' })
    open.push(first.stop)
    expect(() => redirect({ name: 'refunds', host: 'API.example.', port: 443 }, { kind: 'refused' })).to.throw(
      '"refunds" and "payments" both play api.example:443; declare the host once',
    )
    const second = redirect({ name: 'refunds', host: 'api.example', port: 80 }, { kind: 'refused' })
    open.push(second.stop)
  })

  it('severs idle and waiting connections, on both sides', async () => {
    const { sever, server } = await play('http://api.example', ({ path }, reply) => {
      if (path !== '/silent') reply.respond(200, {}, 'ok')
    })
    const agent = new http.Agent({ keepAlive: true })
    open.push(() => agent.destroy())
    const get = (path: string) =>
      new Promise<string>((resolve) => {
        const request = http.get(`http://api.example${path}`, { agent }, (response) =>
          response.resume().on('end', () => resolve('ok')),
        )
        request.on('error', (error: Error & { code?: string }) => resolve(error.code ?? ''))
      })
    expect(await get('/')).to.equal('ok')
    const waiting = get('/silent')
    await new Promise((resolve) => setImmediate(resolve))
    await sever()
    expect(await waiting).to.equal('ECONNRESET')
    expect(Object.keys(agent.freeSockets)).to.deep.equal([])
    expect(await get('/')).to.equal('ok')
    server.sever()
  })

  it('puts everything back when the last one ends', async () => {
    const first = redirect({ name: 'a', host: 'a.example' }, { kind: 'refused' })
    const second = redirect({ name: 'b', host: 'b.example' }, { kind: 'refused' })
    const unguard = guardUndeclared(() => {})
    expect(Object.getOwnPropertyDescriptor(net.Socket.prototype, 'connect')).not.to.deep.equal(originals.connect)
    await first.stop()
    await second.stop()
    await second.stop()
    expect(net.Socket.prototype.connect).not.to.equal(originals.connect?.value)
    unguard()
    expect(Object.getOwnPropertyDescriptor(net.Socket.prototype, 'connect')).to.deep.equal(originals.connect)
    expect(Object.getOwnPropertyDescriptor(tls, 'createSecureContext')).to.deep.equal(originals.context)
  })

  it('leaves the wrapper of somebody else where it is, and has no effect below it', async () => {
    const redirection = redirect({ name: 'a', host: 'localhost', port: 1 }, { kind: 'hang' })
    const ours = net.Socket.prototype.connect
    const theirs: typeof ours = function (this: net.Socket, ...args: unknown[]) {
      return (ours as (...args: unknown[]) => net.Socket).apply(this, args)
    }
    net.Socket.prototype.connect = theirs
    await redirection.stop()
    expect(net.Socket.prototype.connect).to.equal(theirs)
    expect(await outcome(clients['node:https']!, 'http://localhost:1/')).to.contain('ECONNREFUSED')
    net.Socket.prototype.connect = originals.connect?.value
  })

  it('keeps clients from a proxy, and puts the variables back', async () => {
    const names = ['HTTPS_PROXY', 'NO_PROXY', 'no_proxy'] as const
    const before = names.map((name) => process.env[name])
    process.env.HTTPS_PROXY = 'http://127.0.0.1:9'
    process.env.NO_PROXY = 'intranet'
    delete process.env.no_proxy
    try {
      await play('https://api.payments.example')
      expect(process.env.NO_PROXY).to.equal('intranet,api.payments.example')
      expect(await outcome(clients.axios!, 'https://api.payments.example/')).to.match(/^200/)
      await open.shift()?.()
      expect(process.env.NO_PROXY).to.equal('intranet')
      expect(process.env.no_proxy).to.equal(undefined)
    } finally {
      for (const [i, name] of names.entries())
        if (before[i] === undefined) delete process.env[name]
        else process.env[name] = before[i]
    }
  })

  describe('guard', () => {
    for (const [name, client] of Object.entries(every))
      it(`stops ${name} before an undeclared host, and tells it`, async () => {
        const told: UndeclaredHost[] = []
        open.push(guardUndeclared((error) => told.push(error)))
        const text = await outcome(client, 'https://api.refunds.example/')
        expect(text).to.contain('UNDECLARED_HOST').and.contain("declare it: service('refunds', { at: 'https://HOST' })")
        expect(told.map(({ host, port }) => `${host}:${port}`)).to.deep.equal(['api.refunds.example:443'])
      })

    it('tells which port of the host is played', async () => {
      await play('https://api.payments.example')
      open.push(guardUndeclared(() => {}))
      expect(await outcome(clients['node:https']!, 'http://api.payments.example/')).to.contain(
        'no handle declares that port ("HOST" plays HOST)',
      )
    })

    it('lets this machine, sockets of files and allowed hosts through', async () => {
      open.push(guardUndeclared(() => {}))
      const reached = (options: net.NetConnectOpts) =>
        new Promise<string | undefined>((resolve) => {
          const socket = net.connect(options, () => resolve(undefined))
          socket.once('error', (error: Error & { code?: string }) => resolve(error.code))
          socket.once('close', () => resolve('closed'))
          setImmediate(() => setImmediate(() => socket.destroy()))
        })
      for (const host of ['localhost', 'shop.localhost', '127.0.0.1', '127.9.9.9', '::1', '0.0.0.0'])
        expect(await reached({ host, port: 9 }), host).not.to.equal('UNDECLARED_HOST')
      expect(await reached({ path: '/no/such.sock' })).to.equal('ENOENT')
      expect(await reached({ host: '198.51.100.1', port: 9 })).to.equal('UNDECLARED_HOST')
      const disallow = allow('198.51.100.1', 9)
      expect(await reached({ host: '198.51.100.1', port: 9 })).not.to.equal('UNDECLARED_HOST')
      expect(await reached({ host: '198.51.100.1', port: 10 })).to.equal('UNDECLARED_HOST')
      disallow()
      expect(await reached({ host: '198.51.100.1', port: 9 })).to.equal('UNDECLARED_HOST')
    })
  })
})
