import http from 'node:http'
import https from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { expect } from 'chai'
import { authority, certificateFor, loopbackServer, redirect, type WireHandler } from '../../src/wire/index.js'
import { clients, globalClients, outcome } from './clients.js'

interface Way {
  /** What is asked of our server. */
  readonly played: WireHandler
  /** The same by Node's own means, on an ordinary server. */
  readonly real: (response: http.ServerResponse, socket: Socket, raw: Socket) => void
}

const JSON_TYPE = { 'content-type': 'application/json' }
const SOON = 30

const ways: Readonly<Record<string, Way>> = {
  created: {
    played: (_, reply) => reply.respond(201, JSON_TYPE, '{"id":1}'),
    real: (response) => response.writeHead(201, JSON_TYPE).end('{"id":1}'),
  },
  'no content': {
    played: (_, reply) => reply.respond(204, {}, ''),
    real: (response) => response.writeHead(204).end(),
  },
  'server error': {
    played: (_, reply) => reply.respond(503, { 'retry-after': '2' }, 'down'),
    real: (response) => response.writeHead(503, { 'retry-after': '2' }).end('down'),
  },
  'malformed JSON': {
    played: (_, reply) => reply.respond(200, JSON_TYPE, '{"a":'),
    real: (response) => response.writeHead(200, JSON_TYPE).end('{"a":'),
  },
  'empty body': {
    played: (_, reply) => reply.respond(200, JSON_TYPE, ''),
    real: (response) => response.writeHead(200, JSON_TYPE).end(),
  },
  reset: {
    played: (_, reply) => reply.reset(),
    real: (_, __, raw) => raw.resetAndDestroy(),
  },
  close: {
    played: (_, reply) => reply.close(),
    real: (_, socket) => socket.destroy(),
  },
  garbage: {
    played: (_, reply) => reply.garbage('garbage, no HTTP\r\n\r\n'),
    real: (_, socket) => socket.end('garbage, no HTTP\r\n\r\n'),
  },
  'reset in the body': {
    played: (_, reply) => {
      reply.head(200, { 'content-length': '100' })
      reply.write('{"a":')
      setTimeout(() => reply.reset(), SOON)
    },
    real: (response, _, raw) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"a":')
      setTimeout(() => raw.resetAndDestroy(), SOON)
    },
  },
  'close in the body': {
    played: (_, reply) => {
      reply.head(200, { 'content-length': '100' })
      reply.write('{"a":')
      setTimeout(() => reply.close(), SOON)
    },
    real: (response, socket) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"a":')
      setTimeout(() => socket.destroy(), SOON)
    },
  },
  'close in a chunked body': {
    played: (_, reply) => {
      reply.head(200, {})
      reply.write('{"a":')
      setTimeout(() => reply.close(), SOON)
    },
    real: (response, socket) => {
      response.writeHead(200).write('{"a":')
      setTimeout(() => socket.destroy(), SOON)
    },
  },
  silence: { played: () => {}, real: () => {} },
  stall: {
    played: (_, reply) => {
      reply.head(200, {})
      reply.write('x')
    },
    real: (response) => void response.writeHead(200).write('x'),
  },
  drip: {
    played: (_, reply) => {
      reply.head(200, {})
      drip((part) => (part ? reply.write(part) : reply.end()))
    },
    real: (response) => {
      response.writeHead(200)
      drip((part) => void (part ? response.write(part) : response.end()))
    },
  },
}

function drip(tell: (part: string | undefined) => void): void {
  let left = 6
  const timer = setInterval(() => {
    if (left-- > 0) return tell('x')
    clearInterval(timer)
    tell(undefined)
  }, 20)
}

describe('a played service', () => {
  for (const scheme of ['http', 'https'] as const) {
    // A global fetch has no option for the authority of the ordinary server.
    const tried = scheme === 'https' ? clients : { ...clients, ...globalClients }

    describe(`over ${scheme} is to ${Object.keys(tried).join(', ')} what an ordinary server is:`, () => {
      const closing: (() => unknown)[] = []
      let real: string
      let trust: string | undefined

      before(async () => {
        const raws = new Map<number | undefined, Socket>()
        const answer: http.RequestListener = ({ url, socket }, response) => {
          const way = ways[decodeURIComponent(url?.slice(1) ?? '')]
          way?.real(response, socket, raws.get(socket.remotePort) ?? socket)
        }
        trust = scheme === 'https' ? (await authority()).cert : undefined
        const server =
          scheme === 'https' ? https.createServer(await certificateFor('127.0.0.1'), answer) : http.createServer(answer)
        server.on('connection', (socket: Socket) => raws.set(socket.remotePort, socket))
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
        real = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`
        closing.push(
          () => server.close(),
          () => server.closeAllConnections(),
        )

        const played = await loopbackServer({
          origin: `${scheme}://api.example`,
          handle: (request, reply) => ways[decodeURIComponent(request.path.slice(1))]?.played(request, reply),
          ...(scheme === 'https' ? { certificate: await certificateFor('api.example') } : {}),
        })
        const redirection = redirect(
          { name: 'api', host: 'api.example', ...(trust ? { trust } : {}) },
          { kind: 'to', port: played.port },
        )
        closing.push(played.close, redirection.stop)
      })
      after(async () => {
        for (const close of closing.reverse()) await close()
      })

      for (const way of Object.keys(ways))
        it(way, async function () {
          // What a client tells of a reset depends on how much it has read by then.
          if (way === 'reset in the body') this.retries(3)
          const at = (origin: string, ca?: string) =>
            Promise.all(
              Object.entries(tried).map(async ([name, client]) => [
                name,
                await outcome(client, `${origin}/${encodeURIComponent(way)}`, ca),
              ]),
            )
          const [ordinary, played] = await Promise.all([at(real, trust), at(`${scheme}://api.example`)])
          expect(Object.fromEntries(played)).to.deep.equal(Object.fromEntries(ordinary))
        })
    })
  }
})
