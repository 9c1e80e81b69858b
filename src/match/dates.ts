import { isWrittenIn, readFormat } from './date-format.js'
import { type DatedType, matcher, TYPE } from './form.js'
import { show } from './show.js'
import { regex } from './texts.js'
import type { Matcher } from './types.js'

const DATE =
  '\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2\\d))'
const TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d:(?:[0-5]\\d|60)(?:\\.\\d+)?'
const ISO = new RegExp(`^${DATE}T${TIME}(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)$`)

/** The formats that Pact takes where none is given. */
const USUAL = {
  date: 'yyyy-MM-dd',
  time: 'HH:mm:ss',
  timestamp: "yyyy-MM-dd'T'HH:mm:ssXXX",
  datetime: "yyyy-MM-dd'T'HH:mm:ssXXX",
}

/**
 * A date and time as text: without a format any in ISO 8601 with an offset (RFC 3339), with one exactly so. Formats have the letters
 * of Java's DateTimeFormatter, as Pact has: `yyyy-MM-dd'T'HH:mm:ss.SSSXXX`. A Date in a row is compared by its ISO text.
 *
 * @throws TypeError if the format can't be read or the example is not written in it.
 * @example
 * ```ts
 * import { datetime } from 'qa-integ/match'
 *
 * const order = { createdAt: datetime(), paidAt: datetime('yyyy-MM-dd HH:mm', '2026-01-31 14:05') }
 * ```
 */
export function datetime(format?: string, example?: string): Matcher<string> {
  if (format === undefined) return iso(example)
  return written('timestamp', format, example)
}

/**
 * A date as text, by default as 2026-01-31. Formats as for `datetime`.
 *
 * @throws TypeError if the format can't be read or the example is not written in it.
 * @example
 * ```ts
 * import { date } from 'qa-integ/match'
 *
 * const user = { name: 'Ann', bornOn: date(), joined: date('d MMM yyyy', '7 Mar 2024') }
 * ```
 */
export function date(format: string = USUAL.date, example?: string): Matcher<string> {
  return written('date', format, example)
}

/**
 * A time of day as text, by default as 14:05:09. Formats as for `datetime`.
 *
 * @throws TypeError if the format can't be read or the example is not written in it.
 * @example
 * ```ts
 * import { time } from 'qa-integ/match'
 *
 * const shop = { opens: time('HH:mm', '09:00') }
 * ```
 */
export function time(format: string = USUAL.time, example?: string): Matcher<string> {
  return written('time', format, example)
}

/** The format that a form asks for. */
export function formatOf(form: { readonly [TYPE]: DatedType; readonly format?: string }): string {
  return form.format || USUAL[form[TYPE]]
}

/** Whether a pattern is the one that stands for ISO 8601. */
export function isIso(source: string): boolean {
  return source === ISO.source
}

function iso(example = '2026-01-31T14:05:09.123Z'): Matcher<string> {
  if (typeof example === 'string' && ISO.test(example)) return regex(ISO, example)
  throw new TypeError(
    `The example ${show(example)} is no date and time in ISO 8601 with an offset, such as 2026-01-31T14:05:09Z.`,
  )
}

function written(type: 'date' | 'time' | 'timestamp', format: string, example: string | undefined): Matcher<string> {
  const read = readFormat(format)
  if (example !== undefined && !(typeof example === 'string' && isWrittenIn(read, example))) {
    throw new TypeError(`The example ${show(example)} is not written as ${format}. One that is: ${show(read.example)}.`)
  }
  return matcher({ [TYPE]: type, format, value: example ?? read.example })
}
