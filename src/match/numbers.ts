import { matcher, TYPE } from './form.js'
import { show } from './show.js'
import type { Matcher } from './types.js'

/**
 * Any whole number.
 *
 * @throws TypeError if the example is not a whole number that JSON writes in digits.
 * @example
 * ```ts
 * import { integer } from 'qa-integ/match'
 *
 * const user = { id: integer(7), name: 'Ann' }
 * ```
 */
export function integer(example = 101): Matcher<number> {
  if (!isInteger(example))
    throw new TypeError(`integer(${show(example)}): the example is not a whole number below 2^63.`)
  return matcher({ [TYPE]: 'integer', value: example })
}

/**
 * Any number with decimal places. Once parsed, 5.0 can't be told from 5, which has none: where whole amounts occur, use `number()`.
 *
 * @throws TypeError if the example has no decimal places.
 * @example
 * ```ts
 * import { decimal } from 'qa-integ/match'
 *
 * const rate = { from: 'EUR', to: 'USD', rate: decimal(1.08) }
 * ```
 */
export function decimal(example = 12.34): Matcher<number> {
  if (!isDecimal(example)) {
    throw new TypeError(
      `decimal(${show(example)}): the example has no decimal places, so it does not match; use number() for any number.`,
    )
  }
  return matcher({ [TYPE]: 'decimal', value: example })
}

/**
 * Any number.
 *
 * @throws TypeError if the example is not a number that JSON has.
 * @example
 * ```ts
 * import { number } from 'qa-integ/match'
 *
 * const account = { balance: number(20) }
 * ```
 */
export function number(example = 101): Matcher<number> {
  if (!Number.isFinite(example))
    throw new TypeError(`number(${show(example)}): the example is not a number that JSON has.`)
  return matcher({ [TYPE]: 'number', value: example })
}

/** Whether JSON writes it as an integer that Pact reads as one (64 bits); a bigint of a row counts. */
export function isInteger(value: unknown): boolean {
  return typeof value === 'bigint' || (Number.isInteger(value) && Math.abs(value as number) < 2 ** 63)
}

/** Whether Pact takes the value for a decimal number: one with a fraction, or too large for an integer. */
export function isDecimal(value: unknown): boolean {
  return Number.isFinite(value) && !isInteger(value)
}
