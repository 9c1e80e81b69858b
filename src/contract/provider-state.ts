import { inspect } from 'node:util'
import { example } from '../match/example.js'
import { settle } from '../scenario/running.js'

/** A state of the provider as a pact file names it. */
export interface ProviderState {
  readonly name: string
  readonly params?: Readonly<Record<string, unknown>>
}

/** What a contract can be given: a state that has been told its parameters. */
export interface ContractState {
  /** The name under which the provider sets it up. */
  readonly state: string
  /** What the provider is told of it; JSON, matchers stand for their examples. */
  readonly params?: object
}

/** The state as it goes into the pact; its parameters must be what JSON can hold. */
export function providerState(told: ContractState): ProviderState {
  if (typeof told === 'function' && typeof (told as ContractState).state === 'string')
    throw new TypeError(
      `.given(...) takes a state with its parameters; call it: .given(${identifier((told as ContractState).state)}())`,
    )
  if (typeof told?.state !== 'string')
    throw new TypeError(
      '.given(...) of a contract takes a state, for that is what the provider sets up when it is verified: ' +
        "const userExists = state('a user exists', { id: 7 }), then .given(userExists())",
    )
  settle(told)
  const { state: name, params = {} } = told
  if (Object.keys(params).length === 0) return Object.freeze({ name })
  try {
    const plain = JSON.parse(JSON.stringify(example(params))) as Record<string, unknown>
    return Object.freeze({ name, params: Object.freeze(plain) })
  } catch (error) {
    throw new TypeError(`state "${name}" can't travel to the provider: ${(error as Error).message}`, { cause: error })
  }
}

/** `a user exists { id: 7 }`. */
export function describeState({ name, params }: ProviderState): string {
  return params === undefined ? name : `${name} ${literal(params)}`
}

/** `given a user exists { id: 7 }, and no order exists`; nothing without states. */
export function describeStates(states: readonly ProviderState[]): string {
  return states.length === 0 ? '' : `given ${states.map(describeState).join(', and ')}`
}

/** The declaration of a state, to be pasted and filled in. */
export function stateTemplate({ name, params = {} }: ProviderState): string {
  const names = Object.keys(params).filter((key) => /^[A-Za-z_$][\w$]*$/.test(key))
  const destructured = names.length === 0 ? '()' : `({ ${names.join(', ')} })`
  return [
    `export const ${identifier(name)} = state(${literal(name)}, ${literal(params)}, ${destructured} =>`,
    `  given(${literal(name)}, async (_, { defer }) => {`,
    '    // make it true, and defer(...) what undoes it',
    '  }))',
  ].join('\n')
}

/** A value as JavaScript writes it, in one line. */
export function literal(value: unknown): string {
  return inspect(value, { depth: null, breakLength: Number.POSITIVE_INFINITY, compact: true, maxArrayLength: null })
}

/** A name for a constant: `a user exists` becomes `aUserExists`. */
function identifier(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter(Boolean)
  const camel = words.map((word, i) => (i === 0 ? word.toLowerCase() : word[0]!.toUpperCase() + word.slice(1))).join('')
  return /^[a-z]/.test(camel) ? camel : `state${camel}`
}
