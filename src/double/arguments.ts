import { isDeepStrictEqual } from 'node:util'
import { evaluate } from '../match/evaluate.js'
import { show } from '../match/show.js'

/** Every way in which the arguments of a call are not the ones told, as sentences; more than were told are free. */
export function argumentMismatches(
  told: readonly unknown[],
  actual: readonly unknown[],
  argument = 'argument',
): string[] {
  return told.flatMap((expected, i) => {
    const name = told.length === 1 ? argument : `${argument} ${i + 1}`
    return mismatches(expected, actual[i]).map((message) => message.replace(/^\$/, name))
  })
}

function mismatches(expected: unknown, actual: unknown): readonly string[] {
  if (Object.is(expected, actual)) return []
  if (isSinonMatcher(expected)) return expected.test(actual) ? [] : [unequal(String(expected), actual)]
  if (expected === undefined) return [unequal('undefined', actual)]
  try {
    return evaluate(expected, actual).map(({ message }) => message)
  } catch {
    // Functions, maps and instances are no shapes: they are compared as they are.
    return isDeepStrictEqual(expected, actual) ? [] : [unequal(show(expected), actual)]
  }
}

function unequal(expected: string, actual: unknown): string {
  return `$: expected ${expected}, got ${show(actual)}`
}

/** `sinon.match(...)` */
interface SinonMatcher {
  test(value: unknown): boolean
}

function isSinonMatcher(value: unknown): value is SinonMatcher {
  const matcher = value as (Partial<SinonMatcher> & { and?: unknown; or?: unknown }) | null
  return (
    typeof value === 'object' &&
    typeof matcher?.test === 'function' &&
    typeof matcher.and === 'function' &&
    typeof matcher.or === 'function'
  )
}
