import { milliseconds, readable } from '../scenario/duration.js'
import { describeValue } from '../scenario/failure.js'
import { type Expectation, expectation } from '../scenario/step.js'
import { mismatch } from './mismatch.js'

/**
 * The whole reply was here within this time.
 *
 * @throws TypeError when the limit is no duration.
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { target, within } from 'qa-integ/http'
 *
 * const shop = target({ app: () => (_request, response) => response.end('tea') })
 *
 * scenario('a search answers in time').when(shop.get('/search', { query: { q: 'tea' } })).expect(within('2s'))
 * ```
 */
export function within(limit: string): Expectation<{ ms: number }, object> {
  const most = milliseconds(limit)
  return expectation(`within ${limit}`, (reply: { ms: number }) => {
    const ms: unknown = (reply as { ms?: unknown } | null | undefined)?.ms
    if (typeof ms !== 'number')
      throw new Error(`within(...) looks at a reply, and the when returned ${describeValue(reply)}`)
    if (ms > most) throw mismatch(`it took ${readable(ms)}, longer than ${limit}`, ms, most)
  })
}
