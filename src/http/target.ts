import { asHandle, type Handle, START_LIMIT } from '../handle/handle.js'
import { life, type StartTools } from '../handle/life.js'
import { milliseconds } from '../scenario/duration.js'
import { running } from '../scenario/running.js'
import { capture, describePlace, placeOf } from '../scenario/site.js'
import type { When } from '../scenario/step.js'
import { allow, keepSecret } from '../wire/index.js'
import { isSecretName } from '../wire/secret-names.js'
import { serve } from './application.js'
import type { Payload } from './body.js'
import { client } from './client.js'
import { type Credentials, checkCredentials } from './credentials.js'
import type { From } from './from.js'
import type { Live, Place } from './live.js'
import { type ProcessSpec, startProcess } from './process.js'
import type { Reply } from './reply.js'
import { request, type Sender } from './request.js'
import type { RequestOptions } from './request-options.js'
import { sharedProcess } from './run-process.js'
import {
  type AsProcess,
  type AtUrl,
  checkEnv,
  checkUrl,
  checkWhere,
  type InProcess,
  nameOf,
  type Where,
} from './where.js'

/** Something that answers HTTP. Its requests are step values, which imply it. */
export interface Target extends Handle {
  /** Where it answers, for a client of your own; to be read in scenarios that were given it. */
  readonly url: string
  /** The same target, asked by somebody. */
  as(credentials: Credentials): Target
  /** GETs a path below `url`; the result is the reply, whatever its status. It fails when no answer comes, and says why. */
  get<C = object, T = unknown>(path: From<C, string>, options?: RequestOptions<C, T>): When<C, Reply<T>>
  /** POSTs a body: text as it stands, forms and bytes as what they are, all else as JSON; without one, an empty body. */
  post<C = object, T = unknown>(
    path: From<C, string>,
    body?: From<C, Payload>,
    options?: RequestOptions<C, T>,
  ): When<C, Reply<T>>
  /** PUTs a body, sent as `post` sends it. */
  put<C = object, T = unknown>(
    path: From<C, string>,
    body?: From<C, Payload>,
    options?: RequestOptions<C, T>,
  ): When<C, Reply<T>>
  /** PATCHes with a body, sent as `post` sends it. */
  patch<C = object, T = unknown>(
    path: From<C, string>,
    body?: From<C, Payload>,
    options?: RequestOptions<C, T>,
  ): When<C, Reply<T>>
  /** DELETEs; it carries no body. */
  delete<C = object, T = unknown>(path: From<C, string>, options?: RequestOptions<C, T>): When<C, Reply<T>>
}

/**
 * Something that answers HTTP: at a URL, an application in this process (a node handler, Express, Fastify, Nest, …) on a free
 * port, or a process in any language. Every status is a reply, redirects are not followed unless asked for.
 *
 * @throws TypeError when it is told what would be ignored or can't be.
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { header, json, status, target, typed } from 'qa-integ/http'
 * import { integer } from 'qa-integ/match'
 *
 * const users = ['Ann']
 * const shop = target({
 *   app: () => (request, response) => {
 *     if (request.method === 'POST') users.push('Bob')
 *     response.statusCode = request.method === 'POST' ? 201 : 200
 *     response.setHeader('content-type', 'application/json')
 *     response.setHeader('location', `/users/${users.length}`)
 *     response.end(JSON.stringify({ id: users.length, name: users.at(-1) }))
 *   },
 * })
 *
 * scenario('a user is created and read back')
 *   .when(shop.post('/users', { name: 'Bob' }, { reply: typed<{ id: number; name: string }>() })).as('created')
 *   .expect(status(201))
 *   .expect(header('location', /^\/users\/\d+$/))
 *   .expect(json({ id: integer(), name: 'Bob' }))
 *   .when(shop.get(({ created }) => `/users/${created.body.id}`))
 *   .expect(json({ name: 'Bob' }))
 * ```
 */
export function target(where: Where): Target {
  const place = describePlace(placeOf(capture(target)))
  const who = `target(...) at ${place}`
  checkWhere(where, who)
  const name = nameOf(where, place)
  const limit = where.within === undefined ? START_LIMIT : milliseconds(where.within)
  const own = life<Live>({
    name,
    start: (tools) => start(where, limit, tools),
    reset: (live) => leftAlive(live, name),
    stop: async ({ client, stop }) => {
      client.destroy()
      await stop?.()
    },
    per: 'per' in where ? (where.per ?? 'worker') : 'worker',
    // What starts it knows better why it takes so long, and says so first.
    limit: limit + GRACE,
  })
  const handle = asHandle(own)
  const asked = (credentials?: Credentials): Target => {
    const sender: Sender = { name, uses: handle.uses!, credentials, live: () => own.value() }
    const plain =
      (method: string) =>
      (path: From<unknown, string>, options: RequestOptions<unknown, unknown> = {}) =>
        request(sender, { method, path, body: undefined, options })
    const carrying =
      (method: string) =>
      (path: From<unknown, string>, body?: From<unknown, Payload>, options: RequestOptions<unknown, unknown> = {}) =>
        request(sender, { method, path, body, options })
    const words = {
      as: (other: Credentials) => asked(checkCredentials(other)),
      get: plain('GET'),
      post: carrying('POST'),
      put: carrying('PUT'),
      patch: carrying('PATCH'),
      delete: plain('DELETE'),
    }
    const members = { ...handle, ...words }
    return Object.freeze(Object.defineProperty(members, 'url', { get: () => own.value().url })) as unknown as Target
  }
  return asked()
}

/** In milliseconds. */
const GRACE = 5_000

async function start(where: Where, limit: number, tools: StartTools): Promise<Live> {
  for (const used of where.uses ?? []) await tools.uses(used)
  const [own, place] = await Promise.all([client(), placeFor(where, limit, tools.signal)])
  return { ...place, client: own }
}

function placeFor(where: Where, limit: number, signal: AbortSignal): Promise<Place> {
  if ('url' in where) return atUrl(where)
  return 'app' in where ? inProcess(where) : asProcess(where, limit, signal)
}

async function atUrl({ url }: AtUrl): Promise<Place> {
  const wrong = (what: string): never => {
    throw new Error(`the function that tells its address: ${what}`)
  }
  const address = checkUrl(typeof url === 'function' ? String(url()) : url, wrong)
  const forbid = allow(new URL(address).hostname)
  return { url: address, stop: async () => forbid() }
}

async function inProcess({ app }: InProcess): Promise<Place> {
  return serve(await app())
}

async function asProcess(told: AsProcess, limit: number, signal: AbortSignal): Promise<Place> {
  const { command, readyWhen, env = {}, cwd = process.cwd(), per } = told
  const variables = checkEnv(typeof env === 'function' ? env() : env, (what) => {
    throw new Error(what)
  })
  for (const [variable, value] of Object.entries(variables)) if (isSecretName(variable)) keepSecret(value)
  const spec: ProcessSpec = { command, readyWhen, env: variables, cwd, limit }
  return per === 'run' ? sharedProcess(spec) : startProcess(spec, { signal })
}

/** A process that has ended fails the scenario in which it did; the next one gets a new one. */
async function leftAlive({ process }: Live, name: string): Promise<void> {
  const how = await process?.look(0)
  if (process === undefined || how === undefined) return
  running()?.evidence(`the log of ${name}`, process.log)
  throw new Error(`the process of "${name}" ended ${how}; the next scenario gets a new one`)
}
