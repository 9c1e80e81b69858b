import { types } from 'node:util'
import { type Form, matcher, TYPE } from './form.js'
import { show } from './show.js'
import type { Matcher } from './types.js'

const UUID = '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$'

/**
 * Any text.
 *
 * @throws TypeError if the example is not a text.
 * @example
 * ```ts
 * import { string } from 'qa-integ/match'
 *
 * const user = { id: 7, name: string('Ann') }
 * ```
 */
export function string(example = 'some string'): Matcher<string> {
  if (typeof example !== 'string') throw new TypeError(`string(${show(example)}): the example is not a text.`)
  return matcher({ [TYPE]: 'type', value: example })
}

/**
 * A text in which the pattern is found, as `pattern.test(text)` finds it. A contract needs the example, other checks don't.
 *
 * @throws TypeError if the pattern does not match its example, or keeps a position between uses (the flags g and y).
 * @example
 * ```ts
 * import { regex } from 'qa-integ/match'
 *
 * const order = { number: regex(/^ord_\d+$/, 'ord_7') }
 * ```
 */
export function regex(pattern: RegExp, example?: string): Matcher<string> {
  if (!types.isRegExp(pattern))
    throw new TypeError(`regex(${show(pattern)}): the pattern is not a regular expression such as /^a/.`)
  if (pattern.global || pattern.sticky) {
    throw new TypeError(
      `regex(${pattern}): the flags g and y keep a position between uses, which a matcher can't have. Leave them out.`,
    )
  }
  if (example !== undefined && !(typeof example === 'string' && pattern.test(example))) {
    throw new TypeError(`regex(${pattern}, ${show(example)}): the pattern does not match its own example.`)
  }
  const { source, flags } = pattern
  return matcher({ [TYPE]: 'regex', regex: source, flags, ...(example === undefined ? {} : { value: example }) })
}

/**
 * A UUID of any version, in upper or lower case (RFC 9562).
 *
 * @throws TypeError if the example is none.
 * @example
 * ```ts
 * import { uuid } from 'qa-integ/match'
 *
 * const order = { id: uuid(), total: 20 }
 * ```
 */
export function uuid(example = 'e2490de5-5bd3-43d5-b7c4-526e33f71304'): Matcher<string> {
  const pattern = new RegExp(UUID)
  if (typeof example !== 'string' || !pattern.test(example))
    throw new TypeError(`uuid(${show(example)}): the example is not a UUID.`)
  return regex(pattern, example)
}

/**
 * A text that contains this one.
 *
 * @throws TypeError if the part is not a text, or empty, as every text contains that.
 * @example
 * ```ts
 * import { includes } from 'qa-integ/match'
 *
 * const refusal = { status: 400, detail: includes('e-mail') }
 * ```
 */
export function includes(part: string): Matcher<string> {
  if (typeof part !== 'string' || part === '')
    throw new TypeError(`includes(${show(part)}): the part to find must be a text of at least one character.`)
  return matcher({ [TYPE]: 'include', value: part })
}

/** The JavaScript pattern of a form: ours searches, Pact's own covers the whole text. */
export function patternOf({ regex, flags }: Extract<Form, { readonly [TYPE]: 'regex' }>): RegExp {
  if (flags !== undefined) return new RegExp(regex, flags)
  const [, insensitive, rest] = /^(\(\?i\))?(.*)$/s.exec(regex) as unknown as [string, string | undefined, string]
  try {
    return new RegExp(`^(?:${rest})$`, insensitive ? 'i' : '')
  } catch (cause) {
    throw new TypeError(`The pattern "${regex}" can't be run by JavaScript. Write it as regex(/…/).`, { cause })
  }
}

/** Whether a pattern is the one of `uuid()`. */
export function isUuid(source: string): boolean {
  return source === UUID
}
