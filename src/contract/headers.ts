import { example } from '../match/example.js'
import type { Matcher } from '../match/index.js'
import { toPact } from '../match/pact-form.js'

/** Header names with their values: texts, or matchers of texts; several values of one name as an array. */
export type ContractHeaders = Readonly<Record<string, TextValue | readonly TextValue[]>>

/** A text, or what it looks like. */
export type TextValue = string | number | boolean | Matcher<string> | Matcher<number> | Matcher<boolean>

/** A name with its values, each as a shape whose example is a text, a number or a boolean. */
export type NamedValues = readonly (readonly [name: string, values: readonly unknown[]])[]

/** The characters of a header's name (RFC 9110, 5.6.2). */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** Headers as told, checked: no name twice in two spellings, none that no request could carry. */
export function checkHeaders(headers: ContractHeaders | undefined, who: string): NamedValues {
  const named = checkValues(headers, who, 'header')
  const seen = new Map<string, string>()
  for (const [name, values] of named) {
    if (!TOKEN.test(name)) throw new TypeError(`${who}: "${name}" is no name of a header`)
    const other = seen.get(name.toLowerCase())
    if (other !== undefined) throw new TypeError(`${who}: "${other}" and "${name}" are one header; tell it once`)
    seen.set(name.toLowerCase(), name)
    for (const value of values)
      if (/[\r\n\0]/.test(String(example(value))))
        throw new TypeError(`${who}: the header "${name}" holds a line break, which none can`)
  }
  return named
}

/** Named values as told, each one checked to be a text, a number, a boolean or a matcher of such. */
export function checkValues(told: object | undefined, who: string, what: string): NamedValues {
  if (told === undefined) return []
  if (typeof told !== 'object' || told === null || Array.isArray(told))
    throw new TypeError(`${who}: write each ${what} as a name with its value, as in { accept: 'application/json' }`)
  return Object.entries(told).map(([name, value]) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    if (values.length === 0) throw new TypeError(`${who}: the ${what} "${name}" has no value`)
    for (const one of values) {
      const kind = one === undefined ? 'undefined' : typeof example(one)
      if (kind !== 'string' && kind !== 'number' && kind !== 'boolean')
        throw new TypeError(
          `${who}: the ${what} "${name}" is a text, a number, a boolean or a matcher of such, not ${kind}`,
        )
    }
    return Object.freeze([name, Object.freeze(values.slice())] as const)
  })
}

/** A value as Pact takes it in a header, a query or a path: a text, or the JSON of a matcher. */
export function pactText(value: unknown): string {
  const told = toPact(value)
  return typeof told === 'object' ? JSON.stringify(told) : String(told)
}
