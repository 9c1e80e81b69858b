import { settle } from './running.js'
import { derived, type Given, given } from './step.js'
import type { Added } from './types.js'

/** A given with a name that other parties know: a Pact provider state, a database fixture and an API precondition in one. */
export interface State<P extends object, A extends Added> {
  /** The given of this state; what is not told is taken from the defaults. */
  (params?: Partial<P>): Given<object, A> & { readonly state: string; readonly params: P }
  /** Its name. */
  readonly state: string
}

/** Any state, whatever its parameters. */
export interface AnyState {
  /** The given of this state. */
  (params?: never): Given<object, Added> & { readonly state: string }
  /** Its name. */
  readonly state: string
}

/**
 * Declares a state once, for contracts, their verification, API and database scenarios alike.
 *
 * Without `setUp` only the name and the parameters are known, as in a consumer's repository: a contract can name it, a
 * scenario that needs it fails.
 *
 * @throws TypeError when it has no name; making one of it throws for a parameter that has no default.
 * @example
 * ```ts
 * import { given, scenario, state } from 'qa-integ'
 * import { expect } from 'chai'
 *
 * const users = new Map<number, string>()
 * const userExists = state('a user exists', { id: 7, name: 'Ann' }, ({ id, name }) =>
 *   given(`user ${id}`, (_, { defer }) => {
 *     users.set(id, name)
 *     defer(() => users.delete(id))
 *   }))
 *
 * scenario('a user is found')
 *   .given(userExists({ name: 'Bob' }))
 *   .when('it is looked up', () => users.get(7))
 *   .expect('its name', (name) => expect(name).to.equal('Bob'))
 * ```
 */
export function state<P extends object, A extends Added = void>(
  name: string,
  defaults: P,
  setUp?: (params: P) => Given<object, A>,
): State<P, A> {
  if (typeof name !== 'string' || name.trim() === '')
    throw new TypeError('state(...) needs the name that other parties know')
  const make = (params: Partial<P> = {}) => {
    const all = Object.freeze({ ...defaults, ...params })
    for (const key of Object.keys(params))
      if (!(key in defaults))
        throw new TypeError(
          `state "${name}" has no parameter "${key}"; it has ${Object.keys(defaults).join(', ') || 'none'}`,
        )
    const step = setUp === undefined ? given(name, () => missing(name)) : settle(setUp(all))
    if (typeof (step as Given<object, A> | undefined)?.setUp !== 'function')
      throw new TypeError(
        `the set-up of state "${name}" must return a given, as in (user) => db.has(User, user).as('user')`,
      )
    return derived(step as Given<object, A>, { title: name, state: name, params: all })
  }
  return Object.freeze(Object.assign(make, { state: name })) as unknown as State<P, A>
}

function missing(name: string): never {
  throw new Error(
    `state "${name}" has no set-up here; give it one as the third argument of state(...), or use it in contracts only`,
  )
}
