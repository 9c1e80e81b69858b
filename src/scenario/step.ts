import { noteMade, settle } from './running.js'
import type { Added, Awaitable, Checked } from './types.js'
import type { Part } from './world.js'

/**
 * What a step is handed besides the context.
 *
 * @example
 * ```ts
 * import { given, scenario } from 'qa-integ'
 * import { expect } from 'chai'
 *
 * const aStock = given('a stock', (_, { defer }) => {
 *   const stock = new Map([['tea', 2]])
 *   defer(() => stock.clear())
 *   return { stock }
 * })
 *
 * scenario('tea is sold')
 *   .given('a stock that never runs out', async (_, { run, verify }) => {
 *     const { stock } = await run(aStock)
 *     verify('some tea is left', () => expect(stock.get('tea')).to.be.above(0))
 *     return { stock }
 *   })
 *   .when('a packet is taken', ({ stock }, { attach }) => {
 *     attach('the stock before', Object.fromEntries(stock))
 *     return stock.set('tea', stock.get('tea')! - 1)
 *   })
 *   .expect('one less', (stock) => expect(stock.get('tea')).to.equal(1))
 * ```
 */
export interface Tools {
  /** Runs after the scenario, last in, first out, whatever happened. */
  defer(cleanUp: () => unknown): void
  /** Runs another step here and now. A step value that is made in a closure and not run fails the scenario. */
  run<A extends Added>(step: Given<object, A>): Promise<A>
  run<R>(step: When<object, R>): Promise<R>
  /** Adds a check that runs after the when, even when the when failed, and is reported before its error. */
  verify(title: string, check: () => Awaitable<Checked>): void
  /** Leaves a named value on the step in the report; secrets in it are masked. */
  attach(name: string, value: unknown): void
  /**
   * For a step that does its work many times, each from the same start: remembers how doubles, services and other handles
   * stand. Each call of what it hands back brings them there again; handles that remember nothing are reset instead.
   */
  afresh(options?: { readonly except?: readonly Part[] }): Promise<() => Promise<void>>
  /** Ends the scenario as skipped, with the reason in the report. */
  skip(reason: string): never
  /** Aborted when the scenario runs out of time or is interrupted. */
  readonly signal: AbortSignal
}

/** The handles that a step works on; a scenario that tells the step starts them. */
export interface StepOptions {
  readonly uses?: readonly Part[]
  /** A when that keeps a limit of its own: its time is not taken from the scenario's. */
  readonly ownTime?: boolean
}

/** Something that is true before the action; what `setUp` returns is added to the context. */
export interface Given<C, A extends Added> {
  /** How it reads in the transcript of a failure and in the report. */
  readonly title: string
  /** Makes it true; a thrown error stops the scenario, which then could not be run. */
  readonly setUp: (context: C, tools: Tools) => Awaitable<A>
  /** The handles that it works on. */
  readonly uses?: readonly Part[]
}

/** The action under test. */
export interface When<C, R> {
  /** How it reads in the transcript of a failure and in the report. */
  readonly title: string
  /** Does it and hands back the result, or throws what `expectError` looks at. */
  readonly act: (context: C, tools: Tools) => Awaitable<R>
  /** The handles that it works on. */
  readonly uses?: readonly Part[]
  /** Its time is not taken from the scenario's, for it keeps a limit of its own. */
  readonly ownTime?: boolean
}

/** Something that holds after the action. */
export interface Expectation<R, C> {
  /** How it reads in the transcript of a failure and in the report. */
  readonly title: string
  /** What has to be in place before the when: a snapshot, a counter, a recorder. */
  readonly arm?: (context: C, tools: Tools) => Awaitable<void>
  /** Throws when it does not hold; a boolean or a function handed back fails it, for it asserts nothing. */
  readonly check: (result: R, context: C, tools: Tools) => Awaitable<Checked>
  /** The handles that it works on. */
  readonly uses?: readonly Part[]
}

/**
 * Makes a given that scenarios can share.
 *
 * @throws TypeError when it has no title or no function.
 * @example
 * ```ts
 * import { given, scenario } from 'qa-integ'
 * import { expect } from 'chai'
 *
 * const aCustomer = (name: string) => given(`a customer ${name}`, () => ({ customer: { id: 1, name } }))
 *
 * scenario('a customer is greeted')
 *   .given(aCustomer('Ada'))
 *   .when('she is greeted', ({ customer }) => `Hello, ${customer.name}`)
 *   .expect('by name', (text) => expect(text).to.equal('Hello, Ada'))
 * ```
 */
export function given<C = object, A extends Added = void>(
  title: string,
  setUp: (context: C, tools: Tools) => Awaitable<A>,
  options: StepOptions = {},
): Given<C, A> {
  return made({ title, setUp, ...options }, 'given', 'setUp', given)
}

/**
 * Makes a when that scenarios can share.
 *
 * @throws TypeError when it has no title or no function.
 * @example
 * ```ts
 * import { scenario, when } from 'qa-integ'
 * import { expect } from 'chai'
 *
 * const doubled = when('it is doubled', ({ n }: { n: number }) => n * 2)
 *
 * scenario('a number is doubled')
 *   .given('a number', () => ({ n: 21 }))
 *   .when(doubled)
 *   .expect('twice as much', (result) => expect(result).to.equal(42))
 * ```
 */
export function when<C, R>(
  title: string,
  act: (context: C, tools: Tools) => Awaitable<R>,
  options: StepOptions = {},
): When<C, R> {
  return made({ title, act, ...options }, 'when', 'act', when)
}

/**
 * Makes an expectation that scenarios can share; `arm` runs before the when.
 *
 * @throws TypeError when it has no title or no function.
 * @example
 * ```ts
 * import { expectation, scenario } from 'qa-integ'
 * import { expect } from 'chai'
 *
 * const positive = expectation('it is positive', (n: number) => expect(n).to.be.above(0))
 *
 * scenario('a sum').when('it is taken', () => 1 + 1).expect(positive)
 * ```
 */
export function expectation<R, C = object>(
  title: string,
  check: (result: R, context: C, tools: Tools) => Awaitable<Checked>,
  arm?: (context: C, tools: Tools) => Awaitable<void>,
  options: StepOptions = {},
): Expectation<R, C> {
  return made({ title, check, ...(arm ? { arm } : {}), ...options }, 'expectation', 'check', expectation)
}

function made<S extends { readonly title: string }>(
  step: S,
  word: string,
  member: keyof S & string,
  below: (...args: never[]) => unknown,
): S {
  if (typeof step.title !== 'string' || step.title.trim() === '')
    throw new TypeError(`${word}(...) needs a title that says what it is`)
  if (typeof step[member] !== 'function')
    throw new TypeError(`${word}("${step.title}") needs a function as its second argument`)
  const frozen = Object.freeze(step)
  noteMade(frozen, below)
  return frozen
}

/** Another step value in the place of `from`: the same step, more of it. `from` counts as used. */
export function derived<S extends object, E extends object>(from: S, more: E): S & E {
  settle(from)
  const step = Object.freeze({ ...from, ...more })
  noteMade(step, derived)
  return step
}
