import { isWrittenIn, readFormat } from './date-format.js'
import { formatOf } from './dates.js'
import { type Form, TYPE } from './form.js'
import { isDecimal, isInteger } from './numbers.js'
import { patternOf } from './texts.js'

/** A matcher that holds other shapes; the rest judge a single value. */
export type Nesting = Extract<Form, { readonly [TYPE]: 'type' | 'equality' | 'arrayContains' | 'values' }>

/** Whether a matcher holds other shapes. */
export function isNesting(form: Form): form is Nesting {
  return ['type', 'equality', 'arrayContains', 'values'].includes(form[TYPE])
}

/** Judges a single value as Pact does, but for this: a matcher of texts takes no number, boolean or null for its text. */
export function accepts(form: Exclude<Form, Nesting>, actual: unknown): boolean {
  switch (form[TYPE]) {
    case 'integer':
      return isInteger(actual)
    case 'decimal':
      return isDecimal(actual)
    case 'number':
      return Number.isFinite(actual) || typeof actual === 'bigint'
    case 'null':
      return actual === null
    case 'include':
      return typeof actual === 'string' && actual.includes(form.value)
    case 'regex':
      return typeof actual === 'string' && patternOf(form).test(actual)
    case 'date':
    case 'time':
    case 'timestamp':
    case 'datetime':
      return typeof actual === 'string' && isWrittenIn(readFormat(formatOf(form)), actual)
  }
}
