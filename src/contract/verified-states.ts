import type { AnyState } from '../scenario/state.js'
import { type Given, given } from '../scenario/step.js'
import type { Added } from '../scenario/types.js'
import { describeState, type ProviderState, stateTemplate } from './provider-state.js'

/** The provider's states by name; two of one name are refused. */
export function byName(states: readonly AnyState[], who: string): ReadonlyMap<string, AnyState> {
  const named = new Map<string, AnyState>()
  for (const state of states) {
    if (typeof state !== 'function' || typeof state.state !== 'string')
      throw new TypeError(
        `${who}: states takes the states themselves, as state(...) made them: states: [userExists], not userExists()`,
      )
    if (named.has(state.state)) throw new TypeError(`${who}: two of its states are called "${state.state}"`)
    named.set(state.state, state)
  }
  return named
}

/**
 * The given that makes a state of a pact true: the set-up of the state of that name, with the parameters that the consumer
 * told. What it would add to the context stays out of it, for a pact may name one state several times.
 */
export function stateGiven(asked: ProviderState, states: ReadonlyMap<string, AnyState>): Given<object, void> {
  const title = describeState(asked)
  const state = states.get(asked.name)
  if (state === undefined) return refused(title, missing(asked, [...states.keys()]))
  let step: Given<object, Added>
  try {
    step = state(asked.params as never)
  } catch (error) {
    return refused(title, (error as Error).message)
  }
  return given<object, void>(title, async (_, tools) => void (await tools.run(step)), {
    ...(step.uses ? { uses: step.uses } : {}),
  })
}

/** A given that says why it can't be. */
export function refused(title: string, why: string): Given<object, void> {
  return given(title, () => {
    throw new Error(why)
  })
}

function missing(asked: ProviderState, known: readonly string[]): string {
  const there = known.length === 0 ? 'it has none' : `there are ${known.map((name) => `"${name}"`).join(', ')}`
  return [
    `no state of this verification is called "${asked.name}"; ${there}. Declare it, and name it in states: [...]`,
    '',
    stateTemplate(asked),
  ].join('\n')
}
