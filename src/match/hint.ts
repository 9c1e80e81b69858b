import { isForm, TYPE } from './form.js'

/** What the two values don't show by themselves; undefined where they do. */
export function hintFor(expected: unknown, actual: unknown): string | undefined {
  if (isForm(expected)) {
    return expected[TYPE] === 'decimal' && Number.isInteger(actual) ? 'number() takes whole numbers too' : undefined
  }
  if (typeof expected === 'string' && typeof actual === 'string') return hintForTexts(expected, actual)
  const [a, b] = [typeof expected, typeof actual]
  if (a !== b && [a, b].every((type) => DIGITS.includes(type)) && String(expected) === String(actual))
    return `a ${b}, not a ${a}`
  return undefined
}

const DIGITS = ['string', 'number', 'bigint', 'boolean']
const LONG = 100

function hintForTexts(expected: string, actual: string): string | undefined {
  if (isMoment(expected) && isMoment(actual) && Date.parse(expected) === Date.parse(actual))
    return 'the same moment, written otherwise'
  if (expected.length < LONG && actual.length < LONG) return undefined
  let at = 0
  while (at < expected.length && expected[at] === actual[at]) at += 1
  return `they differ from character ${at + 1}: ${around(expected, at)} became ${around(actual, at)}`
}

function isMoment(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)
}

function around(text: string, at: number): string {
  return JSON.stringify(text.slice(Math.max(0, at - 10), at + 20))
}
