import { isForm, matcher, TYPE } from './form.js'
import { settle } from './shape.js'
import { show } from './show.js'
import type { Example, Matcher } from './types.js'

/**
 * The same type as the example, at every depth: texts for texts, numbers for numbers, the named keys in objects, arrays of any length with
 * elements like the example's. A matcher inside holds for its own place.
 *
 * @throws TypeError if the example holds what can't travel as JSON.
 * @example
 * ```ts
 * import { integer, like } from 'qa-integ/match'
 *
 * const user = like({ id: integer(7), name: 'Ann', tags: ['new'] })
 * ```
 */
export function like<T>(example: T): Matcher<Example<T>> {
  return matcher({ [TYPE]: 'type', value: settle(example, 'the example') })
}

/**
 * An array of at least `min` (by default 1) and at most `max` elements, each like the example.
 *
 * @throws TypeError if the limits contradict each other or the example holds what can't travel as JSON.
 * @example
 * ```ts
 * import { eachLike, integer } from 'qa-integ/match'
 *
 * const page = { users: eachLike({ id: integer(7), name: 'Ann' }, { max: 50 }) }
 * ```
 */
export function eachLike<T>(example: T, options: { min?: number; max?: number } = {}): Matcher<Example<T>[]> {
  const { min = 1, max } = options
  if (!Number.isSafeInteger(min) || min < 0)
    throw new TypeError(`eachLike: min is ${show(min)}, which is no number of elements.`)
  if (max !== undefined && !(Number.isSafeInteger(max) && max >= Math.max(min, 1))) {
    throw new TypeError(`eachLike: max is ${show(max)}, which leaves no room for an element and for a min of ${min}.`)
  }
  const one = settle(example, 'the example')
  const value = Object.freeze(Array.from({ length: Math.max(min, 1) }, () => one))
  return matcher<Example<T>[]>({ [TYPE]: 'type', min, ...(max === undefined ? {} : { max }), value })
}

/**
 * An object whose keys are free and whose values are all like the example, none is fine; `key` names the example's own.
 *
 * @throws TypeError if the example holds what can't travel as JSON.
 * @example
 * ```ts
 * import { decimal, eachValueLike } from 'qa-integ/match'
 *
 * const rates = { base: 'EUR', rates: eachValueLike({ rate: decimal(1.08) }, 'USD') }
 * ```
 */
export function eachValueLike<T>(example: T, key = 'key'): Matcher<Record<string, Example<T>>> {
  return matcher({ [TYPE]: 'values', value: Object.freeze(Object.fromEntries([[key, like(example)]])) })
}

/**
 * Exactly this value, no key more, also inside `like` and `eachLike`, which would compare by type.
 *
 * @throws TypeError if the value holds what can't travel as JSON, or a matcher, which would say something else.
 * @example
 * ```ts
 * import { equal, like } from 'qa-integ/match'
 *
 * const user = like({ name: 'Ann', role: equal('admin') })
 * ```
 */
export function equal<T>(value: T): Matcher<Example<T>> {
  const settled = settle(value, 'the value')
  if (holdsMatcher(settled))
    throw new TypeError(`equal(${show(value)}): a matcher inside is not compared exactly. Leave out one or the other.`)
  return matcher({ [TYPE]: 'equality', value: settled })
}

/**
 * An array in which every one of these is found, in any order and among others.
 *
 * @throws TypeError without anything to find.
 * @example
 * ```ts
 * import { arrayContaining, integer } from 'qa-integ/match'
 *
 * const user = { roles: arrayContaining('admin'), orders: arrayContaining({ id: integer(7), state: 'paid' }) }
 * ```
 */
export function arrayContaining<const T extends readonly unknown[]>(...elements: T): Matcher<Example<T[number]>[]> {
  if (elements.length === 0)
    throw new TypeError('arrayContaining(): there is nothing to find, so every array would match.')
  return matcher<Example<T[number]>[]>({
    [TYPE]: 'arrayContains',
    variants: settle(elements, 'the elements') as readonly unknown[],
  })
}

/**
 * True or false.
 *
 * @throws TypeError if the example is neither.
 * @example
 * ```ts
 * import { boolean } from 'qa-integ/match'
 *
 * const user = { name: 'Ann', active: boolean() }
 * ```
 */
export function boolean(example = true): Matcher<boolean> {
  if (typeof example !== 'boolean')
    throw new TypeError(`boolean(${show(example)}): the example is neither true nor false.`)
  return matcher({ [TYPE]: 'type', value: example })
}

/**
 * Null, also inside `like` and `eachLike`.
 *
 * @example
 * ```ts
 * import { like, nullValue } from 'qa-integ/match'
 *
 * const user = like({ name: 'Ann', deletedAt: nullValue() })
 * ```
 */
export function nullValue(): Matcher<null> {
  return matcher({ [TYPE]: 'null', value: null })
}

function holdsMatcher(settled: unknown): boolean {
  if (typeof settled !== 'object' || settled === null) return false
  return isForm(settled) || Object.values(settled).some(holdsMatcher)
}
