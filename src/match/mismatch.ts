import { evaluate } from './evaluate.js'
import type { Mismatch } from './found.js'
import { nearest } from './nearest.js'
import { settle } from './shape.js'

const MOST = 30

/** One readable text for a failed check, a line for each mismatch. */
export function explain(mismatches: readonly Mismatch[], what = 'the value'): string {
  const lines = mismatches.slice(0, MOST).map(({ message }) => `  ${message}`)
  const rest = mismatches.length - MOST
  if (rest > 0) lines.push(`  … and ${rest} more`)
  return [`${what} does not match:`, ...lines].join('\n')
}

/** What a failed check throws: an assertion error of which mocha prints the diff. */
export interface MismatchError extends Error {
  readonly name: 'AssertionError'
  readonly mismatches: readonly Mismatch[]
  readonly actual: unknown
  /** The actual value changed at its mismatches only. */
  readonly expected: unknown
  readonly showDiff: true
}

/**
 * Throws the mismatches between a shape and a value, if there are any.
 *
 * @throws MismatchError that lists them all, `what` first: `the body does not match: …`.
 */
export function assertMatches(
  shape: unknown,
  actual: unknown,
  options: { readonly exact?: boolean; readonly what?: string } = {},
): void {
  const mismatches = evaluate(shape, actual, options)
  if (mismatches.length === 0) return
  const error = Object.assign(new Error(explain(mismatches, options.what)), {
    name: 'AssertionError' as const,
    mismatches,
    actual,
    expected: nearest(settle(shape), actual, { exact: options.exact ?? false, byType: false }),
    showDiff: true as const,
  }) satisfies MismatchError
  Error.captureStackTrace?.(error, assertMatches)
  throw error
}
