import { describeValue } from '../scenario/failure.js'
import { type Expectation, expectation } from '../scenario/step.js'
import { maskHeaders } from '../wire/index.js'
import { headerName } from './header-fields.js'
import { mismatch } from './mismatch.js'

/**
 * The reply has this header, with this value: text must be the whole value, a pattern may match anywhere. Names are the same in
 * upper and lower case; of several cookies, each is a line.
 *
 * @throws TypeError for what can't be the name of a header or nothing to compare it with.
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { header, target } from 'qa-integ/http'
 *
 * const shop = target({ app: () => (_request, response) => response.writeHead(302, { Location: '/login?to=7' }).end() })
 *
 * scenario('a stranger is sent to the login').when(shop.get('/orders/7')).expect(header('location', /^\/login/))
 * ```
 */
export function header(
  name: string,
  expected: string | RegExp,
): Expectation<{ headers: Readonly<Record<string, string>> }, object> {
  const key = headerName(name)
  if (typeof expected !== 'string' && !(expected instanceof RegExp))
    throw new TypeError(`header('${name}', ...) takes a text or a pattern, not ${describeValue(expected)}`)
  const shown = (value: string): string => maskHeaders({ [name]: value })[name]!
  const wanted = shown(String(expected))
  const said = typeof expected === 'string' ? `is ${JSON.stringify(wanted)}` : `matches ${wanted}`
  return expectation(`header ${name} ${said}`, (reply: { headers: Readonly<Record<string, string>> }) => {
    const headers = (reply as { headers?: unknown } | null | undefined)?.headers
    if (typeof headers !== 'object' || headers === null)
      throw new Error(`header(...) looks at a reply, and the when returned ${describeValue(reply)}`)
    const actual = (headers as Readonly<Record<string, string>>)[key]
    if (actual === undefined) {
      const others = Object.keys(headers).join(', ') || 'none at all'
      throw mismatch(`expected the header ${name}, and the reply has ${others}`, undefined, wanted)
    }
    if (typeof expected === 'string' ? actual === expected : found(expected, actual)) return
    throw mismatch(
      `expected a header ${name} that ${said}, got ${JSON.stringify(shown(actual))}`,
      shown(actual),
      wanted,
    )
  })
}

/** A copy, as one with `g` would go on where it ended the last time; with `y` it would match at the start only. */
function found({ source, flags }: RegExp, text: string): boolean {
  return new RegExp(source, flags.replace('y', '')).test(text)
}
