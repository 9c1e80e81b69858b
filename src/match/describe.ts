import { formatOf, isIso } from './dates.js'
import { type Form, isForm, TYPE } from './form.js'
import { aKind, kindOf, shorten, show } from './show.js'
import { isUuid, patternOf } from './texts.js'

const DEEPEST = 3
const WIDEST = 5

/** What a settled shape expects, in one short line; `byType` where an outer `like` has loosened it. */
export function describe(shape: unknown, byType = false): string {
  return shorten(outline(shape, byType, 0))
}

function outline(shape: unknown, byType: boolean, depth: number): string {
  if (shape === undefined) return 'nothing'
  if (isForm(shape)) return outlineForm(shape, depth)
  if (Array.isArray(shape))
    return list(
      '[',
      shape.map((one) => () => outline(one, byType, depth + 1)),
      ']',
      depth,
    )
  if (typeof shape === 'object' && shape !== null) {
    const fields = Object.entries(shape).map(
      ([key, one]) =>
        () =>
          `${key}: ${outline(one, byType, depth + 1)}`,
    )
    return list('{ ', fields, ' }', depth)
  }
  return byType && shape !== null ? `${aKind(kindOf(shape))} like ${show(shape)}` : show(shape)
}

function outlineForm(form: Form, depth: number): string {
  switch (form[TYPE]) {
    case 'type':
      return Array.isArray(form.value)
        ? outlineArray(form.value, form.min, form.max, depth)
        : outline(form.value, true, depth)
    case 'integer':
      return 'an integer'
    case 'decimal':
      return 'a number with decimal places'
    case 'number':
      return 'a number'
    case 'null':
      return 'null'
    case 'equality':
      return `exactly ${outline(form.value, false, depth)}`
    case 'include':
      return `a text with ${show(form.value)}`
    case 'regex':
      if (isUuid(form.regex)) return 'a UUID'
      return isIso(form.regex) ? 'a date and time in ISO 8601 with an offset' : `a text that matches ${patternOf(form)}`
    case 'date':
    case 'time':
    case 'timestamp':
    case 'datetime':
      return `a ${form[TYPE] === 'date' || form[TYPE] === 'time' ? form[TYPE] : 'date and time'} as ${formatOf(form)}`
    case 'arrayContains':
      return `an array with ${list(
        '',
        form.variants.map((one) => () => outline(one, false, depth + 1)),
        '',
        depth,
      )}`
    case 'values':
      return `an object with values such as ${outline(Object.values(form.value)[0], false, depth + 1)}`
  }
}

function outlineArray(
  value: readonly unknown[],
  min: number | undefined,
  max: number | undefined,
  depth: number,
): string {
  const size = min === undefined && max === undefined ? '' : ` of ${countText(min, max)}`
  return value.length === 0 ? 'an array' : `an array${size}, each like ${outline(value[0], true, depth + 1)}`
}

/** `at least 1 element`, `2 to 5 elements`. */
export function countText(min = 0, max?: number): string {
  if (max === undefined) return `at least ${elements(min)}`
  return min === max ? elements(min) : `${min} to ${elements(max)}`
}

/** `1 element`, `3 elements` */
export function elements(count: number): string {
  return count === 1 ? '1 element' : `${count} elements`
}

function list(open: string, parts: readonly (() => string)[], close: string, depth: number): string {
  if (parts.length === 0) return (open + close).replace(/ /g, '')
  if (depth >= DEEPEST) return `${open}…${close}`
  const rest = parts.length - WIDEST
  const shown = parts.slice(0, WIDEST).map((part) => part())
  return open + [...shown, ...(rest > 0 ? [`… ${rest} more`] : [])].join(', ') + close
}
