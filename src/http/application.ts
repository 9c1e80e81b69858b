import { createServer, type Server as HttpServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { isThenable } from '../scenario/deadline.js'
import { asError, describeValue } from '../scenario/failure.js'
import { realSetImmediate } from '../scenario/real-time.js'
import { running } from '../scenario/running.js'
import type { Place } from './live.js'

/** A node handler, an Express application, or anything with `listen` or a `handler` (Fastify, Nest, Koa, an http.Server). */
export type App = RequestListener | object

const HOST = '127.0.0.1'

/** Serves an application on a free port of this machine. */
export async function serve(app: unknown): Promise<Place> {
  const { server, close } = await listening(app)
  const address = server.address() as AddressInfo | string | null
  if (address === null || typeof address === 'string') {
    await close()
    throw new Error('the application does not listen on a TCP port, so no request can be sent to it')
  }
  return {
    url: `http://${HOST}:${address.port}`,
    async stop() {
      ;(server as Partial<HttpServer>).closeAllConnections?.()
      await close()
    },
  }
}

interface Listening {
  readonly server: Server
  close(): Promise<void>
}

async function listening(app: unknown): Promise<Listening> {
  if (isNest(app)) {
    const server = app.getHttpServer()
    if (!server.listening) await app.listen(0, HOST)
    return { server, close: async () => void (await app.close()) }
  }
  if (isFastify(app)) {
    if (!app.server.listening) await app.listen({ port: 0, host: HOST })
    return { server: app.server, close: async () => void (await app.close()) }
  }
  if (isServer(app)) {
    // One that its author has told to listen may not be there yet.
    if (app.address() === null) await new Promise((resolve) => realSetImmediate(resolve))
    return opened(app, app.address() === null)
  }
  if (typeof app === 'function' && !isClass(app)) return opened(ownServer(app as RequestListener), true)
  if (has(app, 'handler')) return opened(ownServer((app.handler as RequestListener).bind(app)), true)
  if (has(app, 'listen')) {
    const server: unknown = await app.listen(0, HOST)
    if (isServer(server)) return opened(server, false)
    throw new Error(`the application's listen(...) gave ${describeValue(server)}, not the server that listens`)
  }
  throw new TypeError(
    app === undefined || app === null
      ? 'app: () => ... returned nothing; return the application, as in () => createApp()'
      : `app: () => ... returned ${describeValue(app)}, which is no application: neither a handler (request, response) => ..., nor something with listen(...) or a handler`,
  )
}

async function opened(server: Server, listen: boolean): Promise<Listening> {
  if (server.address() === null)
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).once('listening', resolve)
      if (listen) server.listen(0, HOST)
    })
  return { server, close: () => new Promise((resolve) => void server.close(() => resolve())) }
}

function ownServer(handler: RequestListener): Server {
  // An unused connection is closed by the client, or with the server: never under a request.
  return createServer({ keepAliveTimeout: 0 }, (request, response) => {
    const crashed = (thrown: unknown) => crash(thrown, request)
    try {
      const outcome = handler(request, response)
      if (isThenable(outcome)) outcome.then(undefined, crashed)
    } catch (thrown) {
      crashed(thrown)
    }
  })
}

/** A server of its own would go down with this error; here the scenario fails by it, and no answer comes. */
function crash(thrown: unknown, request: IncomingMessage): void {
  request.socket.destroy()
  const scenario = running()
  if (!scenario) throw thrown
  const { name, message, stack = '' } = asError(thrown)
  const error = new Error(`the application threw while it answered ${request.method} ${request.url}: ${message}`)
  error.stack = `${name}: ${error.message}\n${stack.slice(stack.search(/^\s+at /m))}`
  scenario.fail(error)
}

interface Nest {
  getHttpServer(): HttpServer
  listen(port: number, host: string): Promise<unknown>
  close(): Promise<unknown>
}

interface Fastify {
  readonly server: HttpServer
  listen(where: { port: number; host: string }): Promise<unknown>
  close(): Promise<unknown>
}

function isNest(app: unknown): app is Nest {
  return has(app, 'getHttpServer') && has(app, 'listen') && has(app, 'close')
}

function isFastify(app: unknown): app is Fastify {
  return (
    has(app, 'listen') &&
    has(app, 'ready') &&
    has(app, 'close') &&
    isServer((app as unknown as { server: unknown }).server)
  )
}

function isServer(app: unknown): app is Server {
  return has(app, 'listen') && has(app, 'address') && has(app, 'close')
}

function has<K extends string>(app: unknown, name: K): app is { readonly [P in K]: (...args: unknown[]) => unknown } {
  const holds = (typeof app === 'object' && app !== null) || typeof app === 'function'
  return holds && typeof (app as Record<string, unknown>)[name] === 'function'
}

function isClass(app: Function): boolean {
  return /^class\b/.test(Function.prototype.toString.call(app))
}
