import { describe } from './describe.js'
import { type How, mismatchesOf, travelled } from './evaluate.js'
import { exampleOf } from './example.js'
import { isForm, TYPE } from './form.js'
import { kindOf } from './show.js'

/** The value changed at its mismatches only, so that a diff of the two shows those and nothing else. */
export function nearest(settled: unknown, given: unknown, how: How): unknown {
  const actual = travelled(given)
  if (mismatchesOf(settled, actual, '$', how).length === 0) return actual
  if (isForm(settled)) {
    if (settled[TYPE] === 'values' && kindOf(actual) === 'object') {
      const [first] = Object.values(settled.value)
      const fields = Object.entries(actual as object).map(([key, one]) => [
        key,
        nearest(first, one, { ...how, byType: false }),
      ])
      return Object.fromEntries(fields)
    }
    if (settled[TYPE] === 'arrayContains' && Array.isArray(actual)) {
      const absent = (one: unknown) =>
        actual.every((given) => mismatchesOf(one, given, '$', { ...how, byType: false }).length > 0)
      return [...actual, ...settled.variants.filter(absent).map(sample)]
    }
    if (settled[TYPE] !== 'type') return sample(settled)
    const byType: How = { ...how, byType: true }
    if (!(Array.isArray(settled.value) && Array.isArray(actual))) return nearest(settled.value, actual, byType)
    const room = actual.slice(0, settled.max)
    const missing = settled.value.slice(0, Math.max((settled.min ?? 0) - actual.length, 0))
    return [...nearestElements(settled.value, room, byType), ...missing.map(sample)]
  }
  if (Array.isArray(settled) && Array.isArray(actual)) {
    if (how.byType) return nearestElements(settled, actual, how)
    return settled.map((one, i) => (i < actual.length ? nearest(one, actual[i], how) : sample(one)))
  }
  if (kindOf(settled) === 'object' && kindOf(actual) === 'object')
    return nearestFields(settled as object, actual as object, how)
  return sample(settled)
}

function nearestElements(settled: readonly unknown[], actual: readonly unknown[], how: How): unknown[] {
  return actual.map((one, i) => (settled.length === 0 ? one : nearest(settled[i < settled.length ? i : 0], one, how)))
}

function nearestFields(settled: object, actual: object, how: How): object {
  const named = new Map(Object.entries(settled))
  const kept = Object.entries(actual).flatMap(([key, one]): [string, unknown][] => {
    if (!named.has(key)) return how.exact ? [] : [[key, one]]
    const expected = named.get(key)
    return expected === undefined ? [] : [[key, nearest(expected, one, how)]]
  })
  const present = new Set(kept.map(([key]) => key))
  const missing = [...named].filter(([key, one]) => !present.has(key) && one !== undefined)
  return Object.fromEntries([...kept, ...missing.map(([key, one]): [string, unknown] => [key, sample(one)])])
}

/** An example or, where a pattern has none, its description. */
function sample(settled: unknown): unknown {
  try {
    return exampleOf(settled)
  } catch {
    return `<${describe(settled)}>`
  }
}
