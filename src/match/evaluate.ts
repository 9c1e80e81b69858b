import { types } from 'node:util'
import { countText, describe, elements } from './describe.js'
import { isForm, TYPE } from './form.js'
import { bounded, type Found, found, type Mismatch, mismatch } from './found.js'
import { hintFor } from './hint.js'
import { accepts, isNesting, type Nesting } from './judge.js'
import { element, field } from './path.js'
import { settle } from './shape.js'
import { kindOf, show } from './show.js'

/** How a shape is compared: whether keys that it doesn't name are refused, and whether an outer `like` has loosened values to their types. */
export interface How {
  readonly exact: boolean
  readonly byType: boolean
}

/**
 * Every mismatch between a shape and a value. Named keys must match, others are free unless `exact`; arrays match whole; a key that the shape
 * gives as undefined must be absent. A Date in the value counts as its ISO text; a field that can't be read is a mismatch.
 *
 * @throws TypeError if the shape holds what no shape can hold.
 */
export function evaluate(
  shape: unknown,
  actual: unknown,
  options: { readonly exact?: boolean } = {},
): readonly Mismatch[] {
  return mismatchesOf(settle(shape), actual, '$', { exact: options.exact ?? false, byType: false })
}

/** As `evaluate`, for a part of a shape that is settled already. */
export function mismatchesOf(settled: unknown, actual: unknown, path: string, how: How): readonly Mismatch[] {
  const into = found()
  compare(settled, actual, path, how, into)
  return into.list
}

/** A Date as the text that JSON makes of it. */
export function travelled(value: unknown): unknown {
  return types.isDate(value) && !Number.isNaN(value.getTime()) ? value.toISOString() : value
}

function compare(expected: unknown, given: unknown, path: string, how: How, into: Found): void {
  const actual = travelled(given)
  const refuse = () =>
    into.add(() => mismatch(path, describe(expected, how.byType), got(actual), hintFor(expected, actual)))
  if (isForm(expected)) {
    if (isNesting(expected)) compareNested(expected, actual, path, how, into, refuse)
    else if (!accepts(expected, actual)) refuse()
  } else if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) refuse()
    else compareArray(expected, actual, path, how, into)
  } else if (typeof expected === 'object' && expected !== null) {
    if (kindOf(actual) !== 'object') refuse()
    else compareObject(expected, actual as object, path, how, into)
  } else if (how.byType && expected !== undefined ? kindOf(expected) !== kindOf(actual) : expected !== actual) refuse()
}

function compareNested(form: Nesting, actual: unknown, path: string, how: How, into: Found, refuse: () => void): void {
  switch (form[TYPE]) {
    case 'type':
      if (Array.isArray(form.value) && Array.isArray(actual)) compareList(form.value, form, actual, path, how, into)
      else if (Array.isArray(form.value)) refuse()
      else compare(form.value, actual, path, { ...how, byType: true }, into)
      break
    case 'equality':
      compare(form.value, actual, path, { exact: true, byType: false }, into)
      break
    case 'arrayContains':
      if (Array.isArray(actual)) findAll(form.variants, actual, path, how, into)
      else refuse()
      break
    case 'values':
      if (kindOf(actual) === 'object') compareValues(form.value, actual as object, path, how, into)
      else refuse()
  }
}

type Limits = { readonly min?: number; readonly max?: number }
type List = readonly unknown[]

function compareList(expected: List, { min, max }: Limits, actual: List, path: string, how: How, into: Found): void {
  if (actual.length < (min ?? 0) || actual.length > (max ?? actual.length)) {
    into.add(() => mismatch(path, countText(min, max), elements(actual.length)))
  }
  compareElements(expected, actual, path, { ...how, byType: true }, into)
}

function compareArray(expected: List, actual: List, path: string, how: How, into: Found): void {
  if (!how.byType && expected.length !== actual.length) {
    into.add(() => mismatch(path, elements(expected.length), elements(actual.length)))
  }
  compareElements(expected, how.byType ? actual : actual.slice(0, expected.length), path, how, into)
}

/** Each element with its own or, beyond them, with the first; an example without elements says nothing of them. */
function compareElements(expected: List, actual: List, path: string, how: How, into: Found): void {
  if (expected.length === 0) return
  bounded(into, path, (inner) => {
    for (let i = 0; i < actual.length; i += 1) {
      compare(expected[i < expected.length ? i : 0], actual[i], element(path, i), how, inner)
    }
  })
}

function compareObject(expected: object, actual: object, path: string, how: How, into: Found): void {
  for (const [key, one] of Object.entries(expected)) compareField(one, actual, key, path, how, into)
  if (!how.exact) return
  bounded(into, path, (inner) => {
    for (const key of Object.keys(actual)) {
      if (!Object.hasOwn(expected, key)) compareField(undefined, actual, key, path, how, inner)
    }
  })
}

function compareField(expected: unknown, actual: object, key: string, path: string, how: How, into: Found): void {
  const at = field(path, key)
  let value: unknown
  let failure: string | undefined
  try {
    value = read(actual, key)
  } catch (error) {
    failure = `an error when it was read: ${show(error)}`
  }
  if (failure === undefined) compare(expected, value, at, how, into)
  else into.add(() => mismatch(at, describe(expected, how.byType), failure))
}

/** Each variant needs an element, any; the nearest is named where none is found. */
function findAll(variants: List, actual: List, path: string, how: How, into: Found): void {
  for (const variant of variants) {
    const tries = actual.map((one, i) => mismatchesOf(variant, one, element(path, i), { ...how, byType: false }))
    if (tries.some((mismatches) => mismatches.length === 0)) continue
    const [nearest] = [...tries].sort((a, b) => a.length - b.length)
    const hint = nearest?.[0] && `nearest: ${nearest[0].message}`
    into.add(() => mismatch(path, `an array with ${describe(variant)}`, got(actual), hint))
  }
}

function compareValues(
  expected: Readonly<Record<string, unknown>>,
  actual: object,
  path: string,
  how: How,
  into: Found,
): void {
  const [first] = Object.values(expected)
  bounded(into, path, (inner) => {
    for (const key of Object.keys(actual)) {
      compareField(
        Object.hasOwn(expected, key) ? expected[key] : first,
        actual,
        key,
        path,
        { ...how, byType: false },
        inner,
      )
    }
  })
}

/** A field of the object or, as the accessors of entities are, of its class; not what every object has. */
function read(object: object, key: string): unknown {
  for (let at: object | null = object; at !== null; at = Object.getPrototypeOf(at)) {
    const root = at !== object && Object.getPrototypeOf(at) === null
    if (!root && Object.hasOwn(at, key)) return Reflect.get(object, key)
  }
  return undefined
}

function got(actual: unknown): string {
  return actual === undefined ? 'nothing' : show(actual)
}
