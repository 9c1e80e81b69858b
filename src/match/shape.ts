import { types } from 'node:util'
import { isForm, isWhole } from './form.js'
import { element, field } from './path.js'
import { show } from './show.js'

/**
 * A frozen copy of a shape in which dates are their ISO text, as JSON writes them; what no shape can hold is refused
 * with a sentence that names its place. A key with the value undefined stays: it says that the field must be absent.
 */
export function settle(shape: unknown, path = '$'): unknown {
  if (shape === undefined)
    throw new TypeError(`${path} is undefined: there is nothing to compare with.${AT_MOST_A_FIELD}`)
  return copy(shape, path, [])
}

const AT_MOST_A_FIELD = ' Only a field may be undefined, which says that it must be absent.'

function copy(value: unknown, path: string, above: readonly object[]): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return value
    case 'number':
      if (Number.isFinite(value)) return value
      throw refusal(path, value, 'JSON has no such number')
    case 'undefined':
      throw new TypeError(`${path} is undefined.${AT_MOST_A_FIELD}`)
    case 'function':
      throw refusal(path, value, 'a shape says what a value looks like; a check of your own belongs into an expect')
    case 'symbol':
      throw refusal(path, value, 'nothing that travels holds a symbol')
    case 'object':
      return value === null ? null : copyObject(value, path, above)
  }
}

function copyObject(value: object, path: string, above: readonly object[]): unknown {
  if (above.includes(value))
    throw new TypeError(`${path} leads back to where it came from: a shape must end somewhere.`)
  const within = [...above, value]
  if (types.isDate(value)) {
    if (Number.isNaN(value.getTime())) throw refusal(path, value, 'it has no text')
    return value.toISOString()
  }
  if (Array.isArray(value)) return Object.freeze(Array.from(value, (one, i) => copy(one, element(path, i), within)))
  if (types.isRegExp(value)) throw refusal(path, value, `write regex(${value}) for a text that matches it`)
  if (types.isMap(value) || types.isSet(value))
    throw refusal(path, value, 'write the plain object or array that it travels as')
  if (ArrayBuffer.isView(value)) throw refusal(path, value, 'JSON has no bytes; write the text that carries them')
  if (!isPlain(value))
    throw refusal(path, value, 'it is an instance of a class; write { ...value } to compare its fields')
  const symbol = Object.getOwnPropertySymbols(value)[0]
  if (symbol !== undefined) throw new TypeError(`${path} has the key ${show(symbol)}: a symbol is no key that travels.`)
  const form = isForm(value, path)
  if (form && !isWhole(value)) throw refusal(path, value, 'this matcher lacks what its type needs')
  const entries = Object.entries(value).map(([key, one]): [string, unknown] => {
    const at = form ? path : field(path, key)
    return [key, one === undefined && !form ? undefined : copy(one, at, within)]
  })
  return Object.freeze(Object.fromEntries(form ? entries.filter(([, one]) => one !== undefined) : entries))
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function refusal(path: string, value: unknown, why: string): TypeError {
  return new TypeError(`${path} is ${show(value)}: ${why}.`)
}
