import { instant, now } from '../scenario/real-time.js'
import { late, running } from '../scenario/running.js'
import {
  authority,
  certificateFor,
  guardUndeclared,
  loopbackServer,
  recordExchange,
  recordedBody,
  redirect,
  type UndeclaredHost,
  type WireReply,
  type WireRequest,
} from '../wire/index.js'
import type { ServiceAddress } from './address.js'
import { type Answer, isAnswer, reply } from './answer.js'
import { carryOut, type Outcome } from './carry-out.js'
import type { Served } from './endpoint.js'
import { describeUnmatched } from './near-miss.js'
import type { ServiceCall } from './service-call.js'
import { type ServiceRequest, serviceRequest } from './service-request.js'

/** A service that is being played. */
export interface Play {
  history(): readonly ServiceCall[]
  /** Forgets the calls and closes the connections. */
  reset(): Promise<void>
  stop(): Promise<void>
}

/** Starts a server for the endpoints and leads the connections to the address there. */
export async function play(name: string, address: ServiceAddress, endpoints: readonly Served[]): Promise<Play> {
  const { origin, base, host, port, secure } = address
  const calls: ServiceCall[] = []
  const stage: Stage = { name, base, endpoints, calls, title: running()?.title ?? name }
  const server = await loopbackServer({
    origin,
    ...(secure ? { certificate: await certificateFor(host) } : {}),
    handle: (request, client) => answer(stage, request, client),
  })
  try {
    const trust = secure ? { trust: (await authority()).cert } : {}
    const redirection = redirect({ name, host, port, ...trust }, { kind: 'to', port: server.port })
    const unguard = guardUndeclared(failOnce())
    return {
      history: () => Object.freeze([...calls]),
      async reset() {
        calls.length = 0
        await redirection.sever()
        server.sever()
      },
      async stop() {
        unguard()
        await redirection.stop()
        await server.close()
      },
    }
  } catch (error) {
    await server.close()
    throw error
  }
}

interface Stage {
  readonly name: string
  readonly base: string
  readonly endpoints: readonly Served[]
  readonly calls: ServiceCall[]
  /** Of the scenario that was the last to use it. */
  title: string
}

/** Fails the scenario once for each host that nobody declares, however often it is tried again. */
function failOnce(): (error: UndeclaredHost) => void {
  const told = new Set<string>()
  return (error) => {
    const scenario = running()
    const key = `${scenario?.epoch} ${error.host}:${error.port}`
    if (told.has(key)) return
    told.add(key)
    scenario?.fail(error)
  }
}

async function answer(stage: Stage, asked: WireRequest, client: WireReply): Promise<void> {
  const { name, base, endpoints, calls } = stage
  const scenario = running()
  stage.title = scenario?.title ?? stage.title
  const from = now()
  const startedAt = instant()
  const path = asked.path.startsWith(`${base}/`) ? asked.path.slice(base.length) : asked.path
  const { served, params } = find(endpoints, asked.method, path)
  const request = serviceRequest(asked, params)
  const fail = (error: Error): Answer => {
    if (scenario) scenario.fail(error)
    else late(stage.title, error.message)
    // So that the code under test sees it too, with a status that no third party gives.
    return reply(501, error.message)
  }
  const said = served
    ? await ask(name, served, request, fail)
    : fail(new Error(describeUnmatched(name, asked.method, path, endpoints)))
  const outcome = await carryOut(said, client)
  const ms = now() - from
  if (running()?.epoch !== scenario?.epoch) return
  calls.push(Object.freeze({ request, ...told(outcome), at: from - (scenario?.whenBegan ?? from), ms }))
  recordExchange({ by: 'service', name, startedAt, ms, ...facts(asked, outcome) })
}

interface Found {
  readonly served?: Served
  readonly params: Readonly<Record<string, string>>
}

/** Of the endpoints that fit, the one with the fewest free parts in its path. */
function find(endpoints: readonly Served[], method: string, path: string): Found {
  const fitting = endpoints
    .filter((one) => one.method === method)
    .flatMap((served) => {
      const params = served.pattern.match(path)
      return params ? [{ served, params }] : []
    })
    .sort((a, b) => b.served.pattern.literal - a.served.pattern.literal)
  return fitting[0] ?? { params: {} }
}

async function ask(
  name: string,
  { endpoint, method }: Served,
  request: ServiceRequest,
  fail: (error: Error) => Answer,
): Promise<Answer> {
  try {
    const said: unknown = await endpoint.stub(request)
    if (isAnswer(said)) return said
    const what = said === undefined ? 'has no answer' : `gave a value of type ${typeof said} for an answer`
    return fail(
      new Error(
        `${name} was called with ${method} ${request.path}, and that endpoint ${what}; tell it: .given(endpoint.answers(reply(200)))`,
      ),
    )
  } catch (error) {
    return fail(error instanceof Error ? error : new Error(`an answer threw ${String(error)}`))
  }
}

function told(outcome: Outcome): Pick<ServiceCall, 'status' | 'outcome'> {
  return typeof outcome === 'string' ? { outcome } : { status: outcome.status, outcome: outcome.title }
}

function facts({ method, url, headers, body }: WireRequest, outcome: Outcome) {
  const requestBody = recordedBody(body)
  const request = { method, url, requestHeaders: headers, ...(requestBody ? { requestBody } : {}) }
  if (typeof outcome === 'string') return { ...request, error: outcome }
  const responseBody = recordedBody(outcome.body)
  return {
    ...request,
    status: outcome.status,
    responseHeaders: outcome.headers,
    ...(responseBody ? { responseBody } : {}),
  }
}
