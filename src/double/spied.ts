import { types } from 'node:util'
import type { Part } from '../scenario/world.js'

/** What is needed of a Sinon spy, stub or fake: its calls with their arguments. */
export interface Spied<A extends readonly unknown[] = readonly unknown[]> {
  readonly callCount: number
  /** The arguments of each call, first call first. */
  readonly args: readonly A[]
}

/** Something besides a function that can be called, such as an endpoint; `told` carries the type of how a call on it is told. */
export interface Callable<A extends readonly unknown[] = readonly unknown[]> {
  /** What records its calls. */
  readonly stub: Spied
  /** Never there at run time. */
  readonly told?: A
}

/** What a callable tells about itself. */
export interface Account {
  /** As in "`name` is called". */
  readonly name: string
  /** What a single argument is called in a mismatch: "request.body". */
  readonly argument?: string
  /** The handles that an expectation on it starts. */
  readonly uses?: readonly Part[]
  /** The arguments of a call as they are compared and shown. */
  readonly seen?: (args: readonly unknown[]) => readonly unknown[]
  /** The arguments that an author tells as they are compared. */
  readonly meant?: (args: readonly unknown[]) => readonly unknown[]
}

/** A spy with what is known about it. */
export interface Observed extends Account {
  readonly spy: Spied
}

/** On the stub, also when a loader gives a process this module twice. */
const ACCOUNT = Symbol.for('qa-integ.account')

/** Gives a spy its account. */
export function account(spy: object, told: Account): void {
  Object.defineProperty(spy, ACCOUNT, { value: Object.freeze(told), configurable: true })
}

/**
 * The spy behind what `called(...)` was handed.
 *
 * @throws TypeError when there is none.
 */
export function observed(what: Callable | Spied, word: string): Observed {
  const spy = isSpied(what) ? what : (what as Partial<Callable> | undefined)?.stub
  if (!isSpied(spy))
    throw new TypeError(
      `${word}(...) needs a method of a double, an endpoint or a Sinon spy; it was handed ${what === undefined ? 'undefined: the double has no such method' : shown(what)}`,
    )
  const told = (spy as { [ACCOUNT]?: Account })[ACCOUNT]
  return { spy, name: nameOf(spy), ...told }
}

function isSpied(value: unknown): value is Spied {
  const spy = value as Partial<Spied> | null | undefined
  return (
    (typeof spy === 'function' || typeof spy === 'object') &&
    typeof spy?.callCount === 'number' &&
    Array.isArray(spy.args)
  )
}

/** What Sinon calls those that nobody has named. */
const NAMELESS = new Set(['spy', 'stub', 'fake', 'functionStub'])

function nameOf(spy: Spied): string {
  const { displayName, propName } = spy as { displayName?: unknown; propName?: unknown }
  const name = typeof propName === 'string' ? propName : displayName
  return typeof name !== 'string' || name === '' || NAMELESS.has(name) ? 'the spy' : name
}

function shown(what: unknown): string {
  if (typeof what === 'function')
    return `${types.isProxy(what) ? 'a proxy' : 'the function'} ${what.name || 'without a name'}`
  return what === null ? 'null' : `a value of type ${typeof what}`
}
