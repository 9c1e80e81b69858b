import { inspect, types } from 'node:util'

const LONGEST = 120
const LONGEST_TEXT = 80

/** A value in one short line; cycles, proxies and hostile objects are harmless. */
export function show(value: unknown): string {
  if (typeof value === 'string') return showText(value)
  if (typeof value === 'function') return `the function ${functionName(value)}`
  if (types.isDate(value)) return Number.isNaN(value.getTime()) ? 'an invalid Date' : `the Date ${value.toISOString()}`
  if (types.isNativeError(value)) return `the error ${show(value.message)}`
  const text = inspect(value, {
    depth: 2,
    maxArrayLength: 5,
    maxStringLength: LONGEST_TEXT,
    breakLength: Number.POSITIVE_INFINITY,
    compact: true,
    customInspect: false,
  })
  return shorten(text.replaceAll('\n', ' '))
}

/** A text cut to a line's length. */
export function shorten(text: string, longest: number = LONGEST): string {
  return text.length <= longest ? text : `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** What kind of thing a value is, in words that tell JSON's kinds from what JSON can't hold. */
export function kindOf(value: unknown): string {
  switch (typeof value) {
    case 'object':
      if (value === null) return 'null'
      return Array.isArray(value) ? 'array' : foreign(value) ? 'something else' : 'object'
    case 'number':
      return Number.isFinite(value) ? 'number' : 'something else'
    case 'function':
    case 'symbol':
      return 'something else'
    default:
      return typeof value
  }
}

/** `a string`, `an object`. */
export function aKind(kind: string): string {
  if (kind === 'null' || kind === 'undefined' || kind === 'something else') return kind
  return /^[aeio]/.test(kind) ? `an ${kind}` : `a ${kind}`
}

/** Objects whose content is not in their fields. */
function foreign(value: object): boolean {
  return (
    types.isMap(value) ||
    types.isSet(value) ||
    types.isDate(value) ||
    types.isRegExp(value) ||
    types.isPromise(value) ||
    types.isWeakMap(value) ||
    types.isWeakSet(value) ||
    types.isBoxedPrimitive(value) ||
    types.isAnyArrayBuffer(value) ||
    ArrayBuffer.isView(value)
  )
}

function showText(value: string): string {
  if (value.length <= LONGEST_TEXT) return inspect(value)
  return `${inspect(shorten(value, LONGEST_TEXT))} of ${value.length} characters`
}

function functionName(value: { readonly name?: unknown }): string {
  return typeof value.name === 'string' && value.name !== '' ? value.name : 'without a name'
}
