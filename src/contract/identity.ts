import { byBytes, canonicalJson } from './canonical-json.js'
import type { ProviderState } from './provider-state.js'

/** What tells an interaction from all others of its pair. */
export interface Identity {
  /** As the pact file says it: `Synchronous/HTTP`, `Asynchronous/Messages`. */
  readonly type: string
  readonly description: string
  readonly states: readonly ProviderState[]
}

/**
 * How two interactions of a pair stand to each other: `same` identity; `folded`, when the identity differs but Pact's own
 * writer would keep only one of them (it looks at the names of states without their parameters, and not even at those
 * when one of the two has no state: `V4Pact::merge` in pact_models); or `apart`.
 */
export function relation(a: Identity, b: Identity): 'same' | 'folded' | 'apart' {
  if (a.type !== b.type || a.description !== b.description) return 'apart'
  if (canonicalJson(a.states) === canonicalJson(b.states)) return 'same'
  return a.states.length === 0 || b.states.length === 0 || compareNames(a, b) === 0 ? 'folded' : 'apart'
}

/** The order of interactions in a pact file: by description, names of states and type. */
export function inFileOrder(a: Identity, b: Identity): number {
  return byBytes(a.description, b.description) || compareNames(a, b) || byBytes(a.type, b.type)
}

function compareNames(a: Identity, b: Identity): number {
  for (let i = 0; i < Math.min(a.states.length, b.states.length); i++) {
    const order = byBytes(a.states[i]!.name, b.states[i]!.name)
    if (order !== 0) return order
  }
  return a.states.length - b.states.length
}

/** What to do about two interactions that can't stand side by side. */
export function advice(relation: 'same' | 'folded'): string {
  return relation === 'same'
    ? 'one name stands for one request and one answer: give one of them another description'
    : 'Pact tools tell interactions apart by description and the names of their states, so one of them would be lost: give one another description'
}
