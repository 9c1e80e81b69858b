import { shortPath } from '../scenario/site.js'
import type { Provider } from './interaction-scenario.js'
import type { ReadPact } from './pact-files.js'
import { readParts } from './parts.js'

/** Why there is no pact of a provider in a folder, and what to do about it. */
export function noPact(provider: string, folder: string, pacts: readonly ReadPact[]): string {
  const place = shortPath(folder)
  const waiting = readParts(folder).filter(({ pact }) => pact.provider.name === provider)
  if (waiting.length > 0)
    return (
      `what ${list(waiting.map(({ pact }) => pact.consumer.name))} and ${provider} agree on lies in ${place}/parts and is not merged yet: ` +
      '`npx qa-integ run` does it between consumers and providers, and so does mergePacts() of qa-integ/contract'
    )
  const first = `run the suites of the consumers first, those with contract({ consumer, provider: '${provider}' }): npx qa-integ run does, and merges what they agree on`
  if (pacts.length === 0) return `there is no pact in ${place}; ${first}`
  return (
    `no pact in ${place} is one of ${provider}: those there are of ${list(pacts.map((pact) => pact.provider))}. ` +
    `Tell the name that the consumers tell; or ${first}`
  )
}

/** A sentence for each state and message of a verification that no pact asks for. */
export function unasked(pacts: readonly ReadPact[], { states, messages }: Provider): string[] {
  const interactions = pacts.flatMap((pact) => pact.interactions)
  const named = interactions.flatMap((one) => one.states.map(({ name }) => name))
  const told = interactions.filter(({ kind }) => kind === 'message').map(({ description }) => description)
  return [...missed('state', [...states.keys()], named), ...missed('message', Object.keys(messages), told)]
}

function missed(what: string, offered: readonly string[], asked: readonly string[]): string[] {
  const names = list(asked.map((name) => `"${name}"`)) || 'none'
  return offered
    .filter((name) => !asked.includes(name))
    .map((name) => `no pact names the ${what} "${name}"; they name ${names}. Correct the name, or leave it out`)
}

/** `a, b and c`, each once. */
function list(names: readonly string[]): string {
  const once = [...new Set(names)]
  return once.length < 2 ? once.join('') : `${once.slice(0, -1).join(', ')} and ${once.at(-1)}`
}
