import type { SinonStub } from 'sinon'
import sinon from 'sinon'
import type { Callable } from '../double/index.js'
import { account } from '../double/spied.js'
import { type Given, given } from '../scenario/step.js'
import type { Awaitable } from '../scenario/types.js'
import type { Part } from '../scenario/world.js'
import { type Answer, isAnswer } from './answer.js'
import { type PathPattern, pathPattern } from './path-pattern.js'
import { plainRequest, type ServiceRequest } from './service-request.js'

/** A request as it is told in `called(...).with(...)`: what is named must match, the rest is free. */
export interface ToldRequest {
  /** As the service reads it: JSON and forms as values. */
  readonly body?: unknown
  /** By name; one that comes twice as a list. */
  readonly query?: object
  /** The values of `:name` or `{name}` in the endpoint's path. */
  readonly params?: object
  /** By name, in any case. */
  readonly headers?: object
}

/** An answer, or what makes it of the request. */
export type Answering = Answer | ((request: ServiceRequest) => Awaitable<Answer>)

/** One kind of request that a service answers. Behind it stands a Sinon stub: request in, answer out. */
export interface Endpoint extends Callable<[request: ToldRequest]> {
  /** For conditions that `answers` can not tell, as in `stub.withArgs(...)`; its behaviour and history are cleared after every scenario, or go back to those of the background. */
  readonly stub: SinonStub<[ServiceRequest], Awaitable<Answer | undefined>>
  /** The answers to the first, second, … call from now on; the last one goes on. */
  answers(...answers: Answering[]): Given<object, void>
}

/** What the service knows of its endpoint. */
export interface Served {
  readonly endpoint: Endpoint
  readonly method: string
  readonly path: string
  readonly pattern: PathPattern
  /** Remembers what it answers now; what it hands back makes it answer so again, from the first answer on. */
  remember(): () => void
  /** Clears its history and its answers. */
  forget(): void
}

/** Makes an endpoint of a service. */
export function endpointOf(service: string, method: string, path: string, uses: readonly Part[]): Served {
  const name = `${method} ${path}`
  const stub = sinon.createSandbox().stub() as Endpoint['stub']
  let script: readonly Answering[] = []
  let next = 0
  const play = (request: ServiceRequest): Awaitable<Answer | undefined> => {
    const answer = script[Math.min(next++, script.length - 1)]
    return typeof answer === 'function' ? answer(request) : answer
  }
  const follow = (answers: readonly Answering[]): void => {
    script = answers
    next = 0
    stub.resetBehavior()
    stub.callsFake(play)
  }
  follow([])
  account(stub, {
    name: `${service} ${name}`,
    argument: 'request',
    uses,
    seen: (args) => args.map((request) => plainRequest(request as ServiceRequest)),
    meant: (args) => args.map((told) => withLowerCaseHeaders(told as ToldRequest)),
  })
  const endpoint: Endpoint = Object.freeze({
    stub,
    answers(...answers: Answering[]) {
      refuseOther(answers, name)
      const title = `${service} answers ${name} with ${answers.map(titleOf).join(', then ')}`
      return given(title, () => follow(answers), { uses })
    },
  })
  const back = (answers: readonly Answering[]): void => {
    stub.resetHistory()
    follow(answers)
  }
  return Object.freeze({
    endpoint,
    method,
    path,
    pattern: pathPattern(path),
    remember() {
      const before = script
      return () => back(before)
    },
    forget: () => back([]),
  })
}

function refuseOther(answers: readonly unknown[], name: string): void {
  if (answers.length === 0)
    throw new TypeError(`answers() of ${name} needs at least one answer, as in answers(reply(200))`)
  for (const answer of answers)
    if (typeof answer !== 'function' && !isAnswer(answer))
      throw new TypeError(
        `answers(...) of ${name} takes answers such as reply(200, { ... }), or functions of the request; it was handed ${answer === null ? 'null' : typeof answer}`,
      )
}

function titleOf(answer: Answering): string {
  return typeof answer === 'function' ? 'what its request asks for' : answer.title
}

function withLowerCaseHeaders(told: ToldRequest): ToldRequest {
  if (typeof told?.headers !== 'object') return told
  return {
    ...told,
    headers: Object.fromEntries(Object.entries(told.headers).map(([name, value]) => [name.toLowerCase(), value])),
  }
}
