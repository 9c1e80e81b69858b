import { resolve } from 'node:path'
import type { Handle } from '../handle/index.js'
import { currentHost } from '../scenario/host.js'
import { declarer } from '../scenario/language.js'
import type { AnyState } from '../scenario/state.js'
import { interactionScenario, type Provider } from './interaction-scenario.js'
import { type ReadPact, readPacts } from './pact-files.js'
import { pactFolder } from './pact-folder.js'
import { isName, pointOf } from './parties.js'
import { noPact, unasked } from './verification-trouble.js'
import { byName, refused } from './verified-states.js'

/** What a provider is verified with. */
export interface VerificationOptions {
  /** What answers: `target({ app })`, or any handle with a `url`. A provider of messages alone needs none. */
  readonly target?: Handle & { readonly url: string }
  /** The folder of the pacts; where the consumers' scenarios leave them, if it is not told. */
  readonly pacts?: string
  /** The provider's states: every one that a pact names needs its set-up here. */
  readonly states: readonly AnyState[]
  /** What produces the messages of the pacts, by their descriptions. */
  readonly messages?: Readonly<Record<string, () => unknown>>
}

/**
 * Verifies that a provider keeps what the pacts of a folder promise in its name: one scenario per interaction, in which
 * the states that the consumer named are set up as in any other scenario, and Pact's own verifier replays the request. It
 * is strict: a state without a set-up, a set-up that fails, a state that no pact names, a pact that is missing or empty
 * fail.
 *
 * @throws TypeError when the provider has no name, or for options that would be ignored or misread.
 * @example
 * ```ts
 * import { mkdirSync, writeFileSync } from 'node:fs'
 * import type { IncomingMessage, ServerResponse } from 'node:http'
 * import { given, state } from 'qa-integ'
 * import { verification } from 'qa-integ/contract'
 * import { target } from 'qa-integ/http'
 *
 * const names = new Map<number, string>()
 * const userExists = state('a user exists', { id: 7, name: 'Ann' }, ({ id, name }) =>
 *   given('a user', (_, { defer }) => {
 *     names.set(id, name)
 *     defer(() => names.delete(id))
 *   }))
 * const users = target({
 *   app: () => (request: IncomingMessage, response: ServerResponse) => {
 *     const name = names.get(Number(request.url?.split('/').at(-1)))
 *     response.writeHead(name ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify({ name }))
 *   },
 * })
 *
 * // The pact that the suites of shop-web leave; `npx qa-integ run` merges it before it runs this.
 * mkdirSync('pacts', { recursive: true })
 * writeFileSync('pacts/shop-web-users-api.json', JSON.stringify({
 *   consumer: { name: 'shop-web' },
 *   provider: { name: 'users-api' },
 *   interactions: [{
 *     description: 'a request for user 7',
 *     providerState: 'a user exists',
 *     request: { method: 'GET', path: '/api/users/7' },
 *     response: { status: 200, body: { name: 'Ann' } },
 *   }],
 * }))
 *
 * verification('users-api', { target: users, states: [userExists], pacts: 'pacts' })
 * ```
 */
export function verification(provider: string, options: VerificationOptions): void {
  const who = `verification(${JSON.stringify(provider)})`
  if (!isName(provider))
    throw new TypeError("verification(...) begins with the provider's name, as the consumers know it")
  checkOptions(options, who)
  const folder = resolve(options.pacts ?? pactFolder())
  const { pacts, unreadable } = readPacts(folder)
  const own = pacts.filter((pact) => pact.provider === provider)
  const side: Provider = {
    name: provider,
    target: options.target,
    states: byName(options.states, who),
    messages: options.messages ?? {},
  }
  const declare = declarer<object>(currentHost())
  const titles = new Set<string>()
  const refuse = (title: string, point: string, why: string): void => {
    declare(unique(title, titles), { category: 'api', point })
      .given(refused('the pacts', why))
      .when('the pacts are replayed', () => {})
      .expect('they are kept', () => {})
  }

  const everyone = `consumers -> ${provider}`
  for (const why of unreadable) refuse('the files among the pacts are pacts', everyone, why)
  if (own.length === 0) refuse(`there is a pact of ${provider}`, everyone, noPact(provider, folder, pacts))
  for (const pact of own) {
    if (pact.interactions.length === 0)
      refuse(`${pact.consumer}: its pact holds interactions`, pointOf(pact), nothingIn(pact))
    for (const interaction of pact.interactions)
      interactionScenario(declare, side, pact, interaction, (title) => unique(title, titles))
  }
  const idle = own.length === 0 ? [] : unasked(own, side)
  if (idle.length > 0) refuse('the pacts ask for every state and message', everyone, idle.join('\n'))
}

function nothingIn({ file, consumer }: ReadPact): string {
  return `${file} holds no interaction, so verifying it would prove nothing; run the suites of ${consumer} again`
}

function checkOptions(options: VerificationOptions, who: string): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`${who} needs a target and states, as in { target: shop, states: [userExists] }`)
  for (const key of Object.keys(options))
    if (!['target', 'pacts', 'states', 'messages'].includes(key))
      throw new TypeError(`${who}: "${key}" is no option; there are target, pacts, states and messages`)
  const { target, states, messages = {} } = options
  if (!Array.isArray(states)) throw new TypeError(`${who} needs states: [...], an empty list if the provider has none`)
  if (target !== undefined && !(Array.isArray(target?.uses) && 'url' in target))
    throw new TypeError(`${who}: the target is a handle with a url, as target({ app }) of qa-integ/http makes it`)
  for (const [description, produce] of Object.entries(messages))
    if (typeof produce !== 'function')
      throw new TypeError(`${who}: the message "${description}" needs a function that produces its content`)
}

function unique(title: string, taken: Set<string>): string {
  let told = title
  for (let i = 2; taken.has(told); i++) told = `${title} (${i})`
  taken.add(told)
  return told
}
