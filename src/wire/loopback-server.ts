import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { Awaitable } from '../scenario/types.js'
import type { Certificate } from './tls.js'

/** A request as it came in, its body complete. */
export interface WireRequest {
  readonly method: string
  /** Absolute, with the host that the client meant. */
  readonly url: string
  /** Without query. */
  readonly path: string
  readonly query: URLSearchParams
  /** Names in lower case; values that came several times are joined as Node joins them. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly httpVersion: string
}

/** What can be said to a client, and done to its connection. */
export interface WireReply {
  /** A whole answer; `content-length` is added. */
  respond(status: number, headers: Readonly<Record<string, string>>, body: Buffer | string): void
  /** The status line and headers, then the body in parts. */
  head(status: number, headers: Readonly<Record<string, string>>): void
  write(part: Buffer | string): void
  end(): void
  /** Drops the connection with a TCP reset: the client sees ECONNRESET. */
  reset(): void
  /** Closes the connection in the middle of it all: the client sees a hang-up. */
  close(): void
  /** Sends bytes that are no HTTP, and closes. */
  garbage(bytes: Buffer | string): void
  /** Aborted when the connection is gone. */
  readonly signal: AbortSignal
}

/** Answers a request. */
export type WireHandler = (request: WireRequest, reply: WireReply) => Awaitable<void>

/** Whom a server on this machine plays, and how. */
export interface LoopbackOptions {
  /** The origin that is played: `https://api.example.com`. */
  readonly origin: string
  /** Speaks TLS, HTTP/1.1 and HTTP/2, with this certificate; plain HTTP/1.1 without. */
  readonly certificate?: Certificate
  readonly handle: WireHandler
}

/** A server that plays an origin, on a port of its own. */
export interface LoopbackServer {
  readonly port: number
  /** Closes all connections. */
  sever(): void
  close(): Promise<void>
}

type Request = IncomingMessage | Http2ServerRequest
type Response = ServerResponse | Http2ServerResponse

/** Starts a server on a free port of 127.0.0.1; alone it keeps no process alive. */
export async function loopbackServer({ origin, certificate, handle }: LoopbackOptions): Promise<LoopbackServer> {
  /** TCP connections by the client's port: what stands between them and a request, TLS or HTTP/2, does not lead back to them. */
  const sockets = new Map<number, Socket>()
  const onRequest = (incoming: Request, outgoing: Response): void => {
    const socket = sockets.get(incoming.socket.remotePort ?? 0)
    if (socket) void answer(origin, handle, incoming, outgoing, socket)
  }
  const server: Server = certificate
    ? (await import('node:http2')).createSecureServer({ ...certificate, allowHTTP1: true }, onRequest)
    : createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, onRequest)
  server.on('connection', (socket: Socket) => {
    const { remotePort = 0 } = socket
    sockets.set(remotePort, socket.unref())
    socket.once('close', () => sockets.delete(remotePort))
    socket.on('error', () => {})
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  server.unref()
  const sever = (): void => {
    for (const socket of sockets.values()) socket.destroy()
  }
  return Object.freeze({
    port: (server.address() as AddressInfo).port,
    sever,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        sever()
      }),
  })
}

async function answer(origin: string, handle: WireHandler, incoming: Request, outgoing: Response, socket: Socket) {
  const gone = new AbortController()
  outgoing.once('close', () => gone.abort())
  outgoing.on('error', () => {})
  const body = await bodyOf(incoming)
  if (body === undefined) return
  try {
    await handle(readRequest(origin, incoming, body), replyOn(outgoing, incoming, socket, gone.signal))
  } catch (error) {
    // Nobody may wait for an answer that does not come, and nobody may take the failure for an answer.
    socket.destroy()
    throw error
  }
}

/** Undefined when the client has left before its body was complete. */
async function bodyOf(incoming: Request): Promise<Buffer | undefined> {
  const parts: Buffer[] = []
  try {
    for await (const part of incoming) parts.push(part as Buffer)
  } catch {
    return undefined
  }
  return Buffer.concat(parts)
}

function readRequest(origin: string, incoming: Request, body: Buffer): WireRequest {
  const target = incoming.url ?? '/'
  const url = target.startsWith('/') ? new URL(origin + target) : new URL(target, origin)
  return Object.freeze({
    method: incoming.method ?? 'GET',
    url: url.href,
    path: url.pathname,
    query: url.searchParams,
    headers: Object.freeze(
      Object.fromEntries(
        Object.entries(incoming.headers)
          .filter(([name, value]) => value !== undefined && !name.startsWith(':'))
          .map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
      ),
    ),
    body,
    httpVersion: incoming.httpVersion,
  })
}

function replyOn(response: Response, request: Request, socket: Socket, signal: AbortSignal): WireReply {
  const outgoing = response as ServerResponse
  const isHttp2 = request.httpVersion === '2.0'
  /** HTTP/2 has no headers about the connection, RFC 9113 section 8.2.2. */
  const allowed = (headers: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => !isHttp2 || !CONNECTION.test(name)))
  return Object.freeze({
    respond(status, headers, body) {
      const bytes = Buffer.from(body)
      const length = isBodiless(status) ? {} : { 'content-length': String(bytes.length) }
      outgoing.writeHead(status, { ...allowed(headers), ...length })
      outgoing.end(isBodiless(status) ? undefined : bytes)
    },
    head(status, headers) {
      outgoing.writeHead(status, allowed(headers))
      outgoing.flushHeaders()
    },
    write: (part) => void outgoing.write(part),
    end: () => void outgoing.end(),
    reset: () => void socket.resetAndDestroy(),
    close: () => void (isHttp2 ? socket : request.socket).destroy(),
    garbage: (bytes) => void (isHttp2 ? socket : request.socket).end(bytes),
    signal,
  } satisfies WireReply)
}

const CONNECTION = /^(?:connection|keep-alive|proxy-connection|transfer-encoding|upgrade)$/i

function isBodiless(status: number): boolean {
  return status === 204 || status === 304 || status < 200
}
