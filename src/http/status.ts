import { STATUS_CODES } from 'node:http'
import { describeValue } from '../scenario/failure.js'
import { type Expectation, expectation } from '../scenario/step.js'
import { mismatch } from './mismatch.js'

/** All statuses of a kind. */
export type StatusClass = '2xx' | '3xx' | '4xx' | '5xx'

/**
 * The reply has this status, or one of this kind.
 *
 * @throws TypeError for what is no status.
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { status, target } from 'qa-integ/http'
 *
 * const shop = target({ app: () => (request, response) => response.writeHead(request.url === '/' ? 200 : 404).end() })
 *
 * scenario('the shop has a front page').when(shop.get('/')).expect(status('2xx'))
 * scenario('and no back door').when(shop.get('/admin')).expect(status(404))
 * ```
 */
export function status(expected: number | StatusClass): Expectation<{ status: number }, object> {
  const isClass = typeof expected === 'string' && /^[2-5]xx$/.test(expected)
  if (!isClass && !(Number.isInteger(expected) && (expected as number) >= 100 && (expected as number) <= 599))
    throw new TypeError(
      `status(${typeof expected === 'string' ? `'${expected}'` : describeValue(expected)}): a status is a number from 100 to 599, or one of '2xx', '3xx', '4xx', '5xx'`,
    )
  return expectation(`status is ${expected}`, (reply: { status: number }) => {
    const actual: unknown = (reply as { status?: unknown } | null | undefined)?.status
    if (typeof actual !== 'number')
      throw new Error(`status(...) looks at a reply, and the when returned ${describeValue(reply)}`)
    if (isClass ? Math.floor(actual / 100) === Number(expected[0]) : actual === expected) return
    throw mismatch(`expected status ${named(expected)}, got ${named(actual)}`, actual, expected)
  })
}

function named(status: number | string): string {
  const words = STATUS_CODES[status]
  return words === undefined ? String(status) : `${status} ${words}`
}
