/** What a failed expectation throws: an assertion error of which mocha prints the diff. */
export function mismatch(message: string, actual: unknown, expected: unknown): Error {
  const error = Object.assign(new Error(message), { name: 'AssertionError', actual, expected, showDiff: true })
  Error.captureStackTrace?.(error, mismatch)
  return error
}
