import { type Expectation, expectation } from './step.js'

/**
 * The error is of this type, with this message: text must be the whole message, a pattern may match anywhere.
 *
 * @example
 * ```ts
 * import { ofType, scenario } from 'qa-integ'
 *
 * scenario('an unknown unit is refused')
 *   .when('it is read', () => { throw new RangeError('no unit "parsec"') })
 *   .expectError(ofType(RangeError, /parsec/))
 * ```
 */
export function ofType<E extends Error>(
  type: abstract new (...args: never[]) => E,
  message?: string | RegExp,
): Expectation<Error, object> {
  const said = message === undefined ? '' : ` saying ${typeof message === 'string' ? JSON.stringify(message) : message}`
  return expectation(`it fails with ${type.name}${said}`, (error: Error) => {
    if (!(error instanceof type))
      throw mismatch(`expected ${type.name}, got ${nameOf(error)}: ${error.message}`, error, nameOf(error), type.name)
    const right =
      message === undefined ||
      (typeof message === 'string'
        ? error.message === message
        : new RegExp(message.source, message.flags.replace(/[gy]/g, '')).test(error.message))
    if (!right)
      throw mismatch(
        `expected the message ${said.trim().replace(/^saying /, '')}, got ${JSON.stringify(error.message)}`,
        error,
        error.message,
        String(message),
      )
  })
}

function nameOf(error: Error): string {
  return error.constructor?.name ?? error.name
}

/** An assertion error with a diff; the error that came is its cause. */
function mismatch(text: string, cause: Error, actual: string, expected: string): Error {
  return Object.assign(new Error(text, { cause }), { name: 'AssertionError', actual, expected, showDiff: true })
}
