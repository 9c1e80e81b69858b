import { refuseVacuous } from '../scenario/check-result.js'
import { describeValue } from '../scenario/failure.js'
import { derived, type Expectation, type Tools } from '../scenario/step.js'
import { rawOf, type Samples } from './samples.js'

/**
 * Each sample is as expected; one that threw is not.
 *
 * @throws TypeError for what is no expectation.
 * @example
 * ```ts
 * import { expectation, scenario, when } from 'qa-integ'
 * import { every, sampled } from 'qa-integ/performance'
 * import { expect } from 'chai'
 *
 * const rolling = when('a die is rolled', () => 1 + Math.floor(Math.random() * 6))
 * const onADie = expectation('it is on a die', (n: number) => expect(n).to.be.within(1, 6))
 *
 * scenario('a die rolls what is on it').when(sampled(60, rolling)).expect(every(onADie))
 * ```
 */
export function every<R>(expectation: Expectation<R, object>): Expectation<Samples<R>, object> {
  if (typeof expectation?.check !== 'function')
    throw new TypeError(`every(...) takes an expectation, such as status(200), not ${describeValue(expectation)}`)
  const check = async (told: Samples<R>, context: object, tools: Tools): Promise<void> => {
    const { samples } = rawOf(told, 'every(...)')
    const wrong: { number: number; error: Error }[] = []
    for (const [i, { outcome }] of samples.entries())
      try {
        if ('thrown' in outcome) throw outcome.thrown
        refuseVacuous(await expectation.check(outcome.result as R, context, tools))
      } catch (thrown) {
        // What ends the scenario, as a skip does, says nothing of a sample.
        if (!(thrown instanceof Error)) throw thrown
        wrong.push({ number: i + 1, error: thrown })
      }
    const [first] = wrong
    if (first)
      throw retold(first.error, `${wrong.length} of ${samples.length} samples, the first is number ${first.number}`)
  }
  return derived(expectation as Expectation<never, object>, { title: `every ${expectation.title}`, check })
}

/** The error of the first one, with its diff. */
function retold(error: Error, which: string): Error {
  const { actual, expected } = error as { actual?: unknown; expected?: unknown }
  const diff = 'expected' in error ? { actual, expected, showDiff: true } : {}
  const told = new Error(`${which}: ${error.message}`, { cause: error })
  return Object.assign(told, { name: error.name, ...diff })
}
