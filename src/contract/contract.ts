import { example } from '../match/example.js'
import type { Example } from '../match/index.js'
import { capture, describePlace, placeOf } from '../scenario/site.js'
import { derived, type Given, given } from '../scenario/step.js'
import { pactBody } from './body.js'
import { type ContractHeaders, checkHeaders } from './headers.js'
import { contentOf, HTTP, type HttpInteraction } from './http-interaction.js'
import { type Known, known } from './known.js'
import { type Message, messageOf } from './message.js'
import { pact } from './native.js'
import { checkParties, isName, type Parties, pointOf } from './parties.js'
import { type ContractState, type ProviderState, providerState } from './provider-state.js'
import type { ContractRequest } from './request.js'
import { type Stage, stage } from './stage.js'

/** What consumer and provider agree on. An interaction is told as given / when / expect, and is itself a given of a scenario. */
export interface Contract {
  /** Where the provider is played, in a scenario that was given one of its interactions. */
  readonly url: string
  /** What the provider has to be set up with; several states stand together. */
  given(state: ContractState): Contract
  /** What the consumer asks; the description is the name under which both sides speak of it. */
  when(description: string, request: ContractRequest): Asked
  /** What the consumer is told without asking: the content of a message, as an example or with matchers. */
  message<B>(description: string, content: B): Message<Example<B>>
}

/** A request that was told and has no answer yet. */
export interface Asked {
  /** What the provider promises to answer; it is free to answer more. */
  expect<B>(status: number, body?: B, headers?: ContractHeaders): Interaction<Example<B>>
}

/**
 * What consumer and provider agree on for one request. As a given of a scenario it has the provider played by Pact, which
 * answers with the example and checks that the request comes, and comes as promised; then it goes into the pact.
 */
export interface Interaction<B> extends Given<object, void> {
  /** The body that is answered. */
  readonly example: B
}

interface Telling {
  readonly parties: Parties
  readonly stage: Stage
  readonly known: Known
}

/**
 * Opens the contract between a consumer and a provider, by the names under which their pact is filed.
 *
 * @throws TypeError when a name is missing, blank or of several lines.
 * @example
 * ```ts
 * import { scenario, state } from 'qa-integ'
 * import { contract, get } from 'qa-integ/contract'
 * import { integer, like } from 'qa-integ/match'
 * import { expect } from 'chai'
 *
 * const userExists = state('a user exists', { id: 7, name: 'Ann' })
 * const users = contract({ consumer: 'shop-web', provider: 'users-api' })
 *
 * const userSeven = users
 *   .given(userExists({ id: 7 }))
 *   .when('a request for user 7', get('/api/users/7', { headers: { accept: 'application/json' } }))
 *   .expect(200, { id: integer(7), name: like('Ann') })
 *
 * scenario('the client reads a user', { category: 'api', point: 'shop-web -> users-api' })
 *   .given(userSeven)
 *   .when('it is asked for user 7', async () => {
 *     const reply = await fetch(`${users.url}/api/users/7`, { headers: { accept: 'application/json' } })
 *     return (await reply.json()) as { name: string }
 *   })
 *   .expect('it has the name', (user) => expect(user.name).to.equal('Ann'))
 * ```
 */
export function contract(parties: Parties): Contract {
  const checked = checkParties(parties)
  return telling({ parties: checked, stage: stage(checked), known: known() }, Object.freeze([]))
}

function telling(contract: Telling, states: readonly ProviderState[]): Contract {
  const { parties, known } = contract
  const message = <B>(description: string, content: B): Message<Example<B>> => {
    if (!isName(description)) throw new TypeError(`${pointOf(parties)}: .message(...) needs a description of one line`)
    const place = describePlace(placeOf(capture(message)))
    return messageOf(parties, known, { description, states, place }, content)
  }
  return Object.freeze({
    get url() {
      return contract.stage.url
    },
    given: (state: ContractState) => telling(contract, Object.freeze([...states, providerState(state)])),
    when: (description: string, request: ContractRequest) => asked(contract, description, states, request),
    message,
  })
}

function asked(
  contract: Telling,
  description: string,
  states: readonly ProviderState[],
  request: ContractRequest,
): Asked {
  const who = pointOf(contract.parties)
  if (!isName(description))
    throw new TypeError(
      `${who}: .when(...) needs a description of one line, as in .when('a request for user 7', get('/api/users/7'))`,
    )
  if (typeof request?.method !== 'string' || !Array.isArray(request.headers))
    throw new TypeError(
      `${who}: "${description}" needs a request, made by get(...), post(...), put(...), patch(...) or del(...)`,
    )
  const identity = Object.freeze({ type: HTTP, description, states })
  const expect = <B>(status: number, body?: B, headers?: ContractHeaders): Interaction<Example<B>> => {
    const place = describePlace(placeOf(capture(expect)))
    return interaction(contract, { identity, request, place }, status, body, headers)
  }
  return Object.freeze({ expect })
}

function interaction<B>(
  { parties, stage, known }: Telling,
  asked: Omit<HttpInteraction, 'response'>,
  status: number,
  body: B | undefined,
  told: ContractHeaders | undefined,
): Interaction<Example<B>> {
  const who = `the answer to "${asked.identity.description}"`
  if (!Number.isInteger(status) || status < 100 || status > 599)
    throw new TypeError(
      `${who}: .expect(...) begins with the status, a whole number from 100 to 599, as in .expect(200, …)`,
    )
  const headers = checkHeaders(told, who)
  const content = pactBody(body, headers, who, false)
  const response = Object.freeze({ status, headers, ...(content ? { body: content } : {}) })
  const agreed: HttpInteraction = Object.freeze({ ...asked, response })
  known.add(agreed.identity, contentOf(agreed), agreed.place)
  const step = given<object, void>(
    `${parties.provider} answers "${agreed.identity.description}" with ${status}`,
    (_, tools) => stage.play(agreed, tools),
    { uses: pact.uses! },
  )
  return derived(step, { example: (body === undefined ? undefined : example(body)) as Example<B> })
}
