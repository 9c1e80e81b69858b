import type { Matcher } from './types.js'

/** A matcher at run time: the JSON that Pact's "integration format" (specification V3 and V4) defines, as a frozen plain object. */
export type Form =
  | { readonly [TYPE]: 'type'; readonly value: unknown; readonly min?: number; readonly max?: number }
  | { readonly [TYPE]: 'integer' | 'decimal' | 'number'; readonly value?: unknown }
  | { readonly [TYPE]: 'null'; readonly value?: null }
  | { readonly [TYPE]: 'equality'; readonly value: unknown }
  | { readonly [TYPE]: 'include'; readonly value: string }
  /** `flags` is ours: with it the pattern is JavaScript's and searches, without it it is Pact's own and covers the whole text. */
  | { readonly [TYPE]: 'regex'; readonly regex: string; readonly flags?: string; readonly value?: unknown }
  | { readonly [TYPE]: DatedType; readonly format?: string; readonly value?: unknown }
  | { readonly [TYPE]: 'arrayContains'; readonly variants: readonly unknown[] }
  | { readonly [TYPE]: 'values'; readonly value: Readonly<Record<string, unknown>> }

/** The matchers of dates and times. */
export type DatedType = 'date' | 'time' | 'timestamp' | 'datetime'

/** The key by which Pact tells a matcher from a plain value. */
export const TYPE = 'pact:matcher:type'

const KNOWN: readonly string[] = [
  'type',
  'integer',
  'decimal',
  'number',
  'null',
  'equality',
  'include',
  'regex',
  'date',
  'time',
  'timestamp',
  'datetime',
  'arrayContains',
  'values',
] satisfies readonly Form[typeof TYPE][]

/** Whether the value is a matcher; one that can't be judged is refused. */
export function isForm(value: unknown, path = 'a shape'): value is Form {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, TYPE)) return false
  const type: unknown = (value as Form)[TYPE]
  if (typeof type === 'string' && KNOWN.includes(type)) return true
  throw new TypeError(
    `${path} has a matcher of the type ${JSON.stringify(type)}, which can't be judged here. Known are ${KNOWN.join(', ')}.`,
  )
}

/** Whether a form has what its type needs; those of other makers are not checked by a compiler. */
export function isWhole(form: Form): boolean {
  switch (form[TYPE]) {
    case 'type':
    case 'equality':
      return Object.hasOwn(form, 'value')
    case 'include':
      return typeof form.value === 'string'
    case 'regex':
      return typeof form.regex === 'string'
    case 'arrayContains':
      return Array.isArray(form.variants) && form.variants.length > 0
    case 'values':
      return typeof form.value === 'object' && form.value !== null && Object.keys(form.value).length > 0
    default:
      return true
  }
}

/** Gives a form the type that authors see. */
export function matcher<T>(form: Form): Matcher<T> {
  return Object.freeze(form) as unknown as Matcher<T>
}
