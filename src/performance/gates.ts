import { milliseconds, readable } from '../scenario/duration.js'
import { describeValue } from '../scenario/failure.js'
import { type Expectation, expectation } from '../scenario/step.js'
import { bearErrors } from './borne-errors.js'
import { FEWEST } from './nearest-rank.js'
import { type Raw, rawOf, type Samples, type Times, tooFew } from './samples.js'

/** A limit on a time of samples. */
export interface Gate {
  /**
   * The time is under this duration, as in `'200ms'`, and no sample is an error unless an `errorRate` is expected beside.
   *
   * @throws TypeError when the text is no duration.
   */
  under(limit: string): Expectation<Samples<unknown>, object>
}

/**
 * The time that 95 % of at least 20 samples did not exceed, by nearest rank:
 * https://en.wikipedia.org/wiki/Percentile#The_nearest-rank_method
 *
 * @example
 * ```ts
 * import { scenario, when } from 'qa-integ'
 * import { p95, sampled } from 'qa-integ/performance'
 *
 * const parsing = when('a list is parsed', () => JSON.parse('[1,2,3]'))
 *
 * scenario('parsing is quick').when(sampled(20, parsing)).expect(p95.under('50ms'))
 * ```
 */
export const p95: Gate = gate('p95')

/**
 * The time that 99 % of at least 100 samples did not exceed, by nearest rank:
 * https://en.wikipedia.org/wiki/Percentile#The_nearest-rank_method
 *
 * @example
 * ```ts
 * import { scenario, when } from 'qa-integ'
 * import { p99, sampled } from 'qa-integ/performance'
 *
 * const parsing = when('a list is parsed', () => JSON.parse('[1,2,3]'))
 *
 * scenario('parsing is hardly ever slow').when(sampled(100, parsing)).expect(p99.under('100ms'))
 * ```
 */
export const p99: Gate = gate('p99')

/**
 * The average time of the samples.
 *
 * @example
 * ```ts
 * import { scenario, when } from 'qa-integ'
 * import { average, sampled } from 'qa-integ/performance'
 *
 * const parsing = when('a list is parsed', () => JSON.parse('[1,2,3]'))
 *
 * scenario('parsing is quick in general').when(sampled(10, parsing)).expect(average.under('50ms'))
 * ```
 */
export const average: Gate = gate('average')

/**
 * The time from the start of the first sample to the end of the last.
 *
 * @example
 * ```ts
 * import { scenario, when } from 'qa-integ'
 * import { sampled, total } from 'qa-integ/performance'
 *
 * const parsing = when('a list is parsed', () => JSON.parse('[1,2,3]'))
 *
 * scenario('ten lists are parsed within a second').when(sampled(10, parsing)).expect(total.under('1s'))
 * ```
 */
export const total: Gate = gate('total')

/**
 * The share of samples that are errors, from 0 to 1. Gates on times beside it bear with them.
 *
 * @example
 * ```ts
 * import { scenario, when } from 'qa-integ'
 * import { average, errorRate, sampled } from 'qa-integ/performance'
 *
 * let calls = 0
 * const flaky = when('a flaky service is called', () => {
 *   if (++calls % 10 === 0) throw new Error('not now')
 * })
 *
 * scenario('one call in ten may fail')
 *   .when(sampled(50, flaky))
 *   .expect(errorRate.under(0.11))
 *   .expect(average.under('50ms'))
 * ```
 */
export const errorRate: {
  /**
   * Fewer samples than this share are errors.
   *
   * @throws TypeError when the share is not above 0 and up to 1.
   */
  under(share: number): Expectation<Samples<unknown>, object>
} = Object.freeze({
  under(share: number) {
    if (typeof share !== 'number' || !(share > 0 && share <= 1))
      throw new TypeError(
        `errorRate.under(${describeValue(share)}): a share is a number above 0 and up to 1; 0.05 is 5 %. That no sample may fail needs no word: every other gate says so`,
      )
    const check = (samples: Samples<unknown>): void => {
      const raw = rawOf(samples, 'errorRate.under(...)')
      const rate = samples.errors / samples.n
      if (rate >= share) throw missed(`error rate is ${percent(rate)}, not under ${percent(share)}: ${errorsOf(raw)}`)
    }
    return expectation(`error rate under ${percent(share)}`, check, (_, tools) => bearErrors(tools))
  },
})

/**
 * How many samples without an error were done in a second.
 *
 * @example
 * ```ts
 * import { scenario, when } from 'qa-integ'
 * import { sampled, throughput } from 'qa-integ/performance'
 *
 * const parsing = when('a list is parsed', () => JSON.parse('[1,2,3]'))
 *
 * scenario('a hundred lists a second').when(sampled(50, parsing)).expect(throughput.over(100))
 * ```
 */
export const throughput: {
  /**
   * More samples per second than this.
   *
   * @throws TypeError when it is no number from 0 on.
   */
  over(perSecond: number): Expectation<Samples<unknown>, object>
} = Object.freeze({
  over(perSecond: number) {
    if (typeof perSecond !== 'number' || !(perSecond >= 0 && perSecond < Number.POSITIVE_INFINITY))
      throw new TypeError(`throughput.over(${describeValue(perSecond)}): a rate is a number of samples per second`)
    return expectation(`throughput over ${perSecond}/s`, (samples: Samples<unknown>) => {
      refuseErrors(rawOf(samples, 'throughput.over(...)'), 'throughput')
      if (!(samples.throughput > perSecond))
        throw missed(`throughput is ${samples.throughput.toFixed(1)}/s, not over ${perSecond}/s`)
    })
  },
})

function gate(name: Exclude<keyof Times, 'max'>): Gate {
  return Object.freeze({
    under(limit: string) {
      const most = milliseconds(limit)
      return expectation(`${name} under ${limit}`, (samples: Samples<unknown>) => {
        const raw = rawOf(samples, `${name}.under(...)`)
        if ((name === 'p95' || name === 'p99') && samples.n < FEWEST[name]) tooFew(name, samples.n)
        refuseErrors(raw, name)
        if (samples.ms[name] >= most) throw missed(`${name} is ${readable(samples.ms[name])}, not under ${limit}`)
      })
    },
  })
}

function refuseErrors(raw: Raw, name: string): void {
  if (raw.toleratesErrors || raw.samples.every(({ error }) => error === undefined)) return
  throw missed(`${errorsOf(raw)}; expect errorRate.under(...) beside ${name} if some may be`)
}

function errorsOf({ samples }: Raw): string {
  const wrong = samples.flatMap(({ error }, i) => (error === undefined ? [] : [{ error, number: i + 1 }]))
  const [first] = wrong
  const count = `${wrong.length} of ${samples.length} samples ${wrong.length === 1 ? 'is an error' : 'are errors'}`
  return first === undefined ? count : `${count}, the first (number ${first.number}): ${first.error}`
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`
}

function missed(message: string): Error {
  const error = Object.assign(new Error(message), { name: 'AssertionError' })
  Error.captureStackTrace?.(error, missed)
  return error
}
