import type { Shape } from '../match/types.js'
import { milliseconds } from '../scenario/duration.js'
import { settle } from '../scenario/running.js'
import { derived, type Expectation, expectation } from '../scenario/step.js'
import { type Watch, watch } from './call-log.js'
import { type Claim, judge, titleOf } from './claim.js'
import { type Callable, type Observed, observed, type Spied } from './spied.js'

/** Arguments as they are told: named keys must match, others are free; matchers of `qa-integ/match` and of Sinon stand for values. */
export type ToldArguments<A extends readonly unknown[]> = {
  readonly [I in keyof A]: A[I] | Shape<A[I]> | ArgumentMatcher
}

/** A matcher of Sinon's, as `sinon.match.func`. */
export interface ArgumentMatcher {
  /** Whether it stands for this argument. */
  test(actual: unknown): boolean
  and(other: unknown): unknown
  or(other: unknown): unknown
}

/** An expectation on the calls that were made since the when began. */
export interface Called<A extends readonly unknown[]> extends Expectation<unknown, object> {
  /** Only calls with these arguments count; those that are not told are free. */
  with(...args: Partial<ToldArguments<A>>): Called<A>
  /** As often as this, a whole number from 0 on, no more and no less. */
  times(n: number): Called<A>
  /** Each of the calls before the first call of the other, which must have been called. */
  before(other: Callable | Spied): Called<A>
  /** One call at each of these instants since the when began ('0s', '1s'), and no others; up to half a second late. */
  at(...instants: string[]): Called<A>
}

/** The word `called`. */
export interface CalledWord {
  /** It was called since the when began. */
  <A extends readonly unknown[]>(what: Callable<A>): Called<A>
  <A extends readonly unknown[]>(what: Spied<A>): Called<A>
  /** It was not called at all since the when began. */
  never(what: Callable | Spied): Expectation<unknown, object>
}

/**
 * Expects that a double's method, an endpoint or any Sinon spy was called since the when began: at least once, or as `with`, `times`,
 * `before` and `at` say.
 *
 * @throws TypeError when it is handed nothing that records its calls.
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { called, double } from 'qa-integ/component'
 *
 * class Gateway {
 *   async isGood(card: { number: string }): Promise<boolean> {
 *     return true
 *   }
 *   async charge(amount: number, card: { number: string }): Promise<void> {}
 * }
 * const gateway = double(Gateway)
 *
 * scenario('a card is charged once')
 *   .when('it is charged', () => gateway.charge(50, { number: '4242 4242 4242 4242' }))
 *   .expect(called(gateway.charge).with(50).times(1))
 *
 * scenario('a card of which nothing is known is not charged')
 *   .when('it is charged', async () => {
 *     if (await gateway.isGood({ number: '4242' })) await gateway.charge(50, { number: '4242' })
 *   })
 *   .expect(called(gateway.isGood).with({ number: '4242' }))
 *   .expect(called.never(gateway.charge))
 * ```
 */
export const called: CalledWord = Object.freeze(
  Object.assign((what: Callable | Spied) => told({ what: observed(what, 'called'), before: NOTHING }), {
    never: (what: Callable | Spied) => told({ what: observed(what, 'called.never'), before: NOTHING, times: 0 }),
  }),
) as CalledWord

const NOTHING: readonly Observed[] = Object.freeze([])

function told(claim: Claim): Called<readonly unknown[]> {
  let watches: { own: Watch; others: readonly Watch[] } | undefined
  const arm = (): void => {
    watches = { own: watch(claim.what.spy), others: claim.before.map(({ spy }) => watch(spy)) }
  }
  const check = (): void => {
    if (!watches) throw new Error('called(...) counts from the start of a when; tell it with .expect(...)')
    judge(
      claim,
      watches.own.calls(),
      watches.others.map((one) => one.calls()),
    )
  }
  const uses = [claim.what, ...claim.before].flatMap((one) => one.uses ?? [])
  const step = expectation<unknown, object>(titleOf(claim), check, arm, uses.length > 0 ? { uses } : {})
  /** A longer claim in the place of this one, which is not told any more. */
  const more = (facts: Partial<Claim>): Called<readonly unknown[]> => {
    settle(whole)
    return told({ ...claim, ...facts })
  }
  const whole: Called<readonly unknown[]> = derived(step, {
    with: (...args: unknown[]) => more({ with: claim.what.meant?.(args) ?? args }),
    times: (n: number) => {
      if (!Number.isInteger(n) || n < 0)
        throw new TypeError(`times(${n}): a number of calls is a whole number from 0 on`)
      return more({ times: n })
    },
    before: (other: Callable | Spied) => more({ before: [...claim.before, observed(other, 'before')] }),
    at: (...instants: string[]) => {
      for (const instant of instants) milliseconds(instant)
      return more({ at: instants })
    },
  })
  return whole
}
