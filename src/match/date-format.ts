/** A format of dates and times, with the letters of java.time.format.DateTimeFormatter, which are those of Pact. */
export interface DateFormat {
  readonly pattern: RegExp
  readonly fields: readonly Field[]
  /** The fixed moment that stands for all others, 2026-01-31 14:05:09.123456789 UTC, in this format. */
  readonly example: string
}

type Field = 'year' | 'shortYear' | 'month' | 'day' | 'dayOfYear' | 'weekday' | 'other'

interface Part {
  readonly pattern: string
  readonly field: Field
  readonly example: string
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ')
const WEEKDAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

/** Reads a format; what can't be checked is refused with a sentence. */
export function readFormat(format: string): DateFormat {
  const parts = Array.from(
    format.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|([^A-Za-z'])|'/g),
    ([token, quoted, letter, literal]) => {
      if (quoted !== undefined) return text(quoted === '' ? "'" : quoted.replaceAll("''", "'"))
      if (letter !== undefined)
        return partOf(letter, token.length) ?? refuse(format, `${token} is no part that can be checked here`)
      if (literal === undefined) return refuse(format, 'a quote is not closed')
      if (/[\d{}[\]#]/.test(literal)) return refuse(format, `${literal} must stand in quotes: '${literal}'`)
      return text(literal)
    },
  )
  if (parts.length === 0) refuse(format, 'it is empty')
  return {
    pattern: new RegExp(`^${parts.map(({ pattern }) => `(${pattern})`).join('')}$`),
    fields: parts.map(({ field }) => field),
    example: parts.map(({ example }) => example).join(''),
  }
}

/** Whether a text is written in the format and names a day that exists. */
export function isWrittenIn({ pattern, fields }: DateFormat, value: string): boolean {
  const found = pattern.exec(value)
  if (!found) return false
  const read = (field: Field) => found[fields.indexOf(field) + 1] as string
  const has = (...wanted: readonly Field[]) => wanted.every((field) => fields.includes(field))
  const year = has('year') ? Number(read('year')) : has('shortYear') ? 2000 + Number(read('shortYear')) : undefined
  if (has('dayOfYear') && Number(read('dayOfYear')) > daysIn(year, 1, 12)) return false
  if (!has('month', 'day')) return true
  const month = monthOf(read('month'))
  const day = Number(read('day'))
  if (day > daysIn(year, month, month)) return false
  if (year === undefined || !has('weekday')) return true
  const weekday = WEEKDAYS[utc(year, month, day).getUTCDay()] as string
  return weekday.slice(0, 3).toLowerCase() === read('weekday').slice(0, 3).toLowerCase()
}

function partOf(letter: string, count: number): Part | undefined {
  switch (letter) {
    case 'y':
    case 'u':
      if (count === 2) return { pattern: '\\d{2}', field: 'shortYear', example: '26' }
      return { pattern: count < 4 ? '\\d{1,4}' : `\\d{${count}}`, field: 'year', example: '2026'.padStart(count, '0') }
    case 'M':
    case 'L':
      if (count <= 2)
        return { pattern: digits(count, '[1-9]|1[0-2]', '0[1-9]|1[0-2]'), field: 'month', example: '01'.slice(-count) }
      if (letter === 'L' || count > 4) return undefined
      return names(MONTHS, count === 3, 'month', 0)
    case 'd':
      return small(count, '[1-9]|[12]\\d|3[01]', '0[1-9]|[12]\\d|3[01]', 'day', '31')
    case 'D':
      if (count !== 1 && count !== 3) return undefined
      return {
        pattern: count === 1 ? '[1-9]\\d{0,2}' : '(?!000)\\d{3}',
        field: 'dayOfYear',
        example: count === 1 ? '31' : '031',
      }
    case 'E':
      return count <= 4 ? names(WEEKDAYS, count < 4, 'weekday', 6) : undefined
    case 'a':
      return count === 1 ? { pattern: '[AaPp][Mm]', field: 'other', example: 'PM' } : undefined
    case 'H':
      return small(count, '1?\\d|2[0-3]', '[01]\\d|2[0-3]', 'other', '14')
    case 'k':
      return small(count, '[1-9]|1\\d|2[0-4]', '0[1-9]|1\\d|2[0-4]', 'other', '14')
    case 'h':
      return small(count, '[1-9]|1[0-2]', '0[1-9]|1[0-2]', 'other', '02')
    case 'K':
      return small(count, '\\d|1[01]', '0\\d|1[01]', 'other', '02')
    case 'm':
      return small(count, '[1-5]?\\d', '[0-5]\\d', 'other', '05')
    case 's':
      return small(count, '[1-5]?\\d|60', '[0-5]\\d|60', 'other', '09')
    case 'S':
      return count <= 9 ? { pattern: `\\d{${count}}`, field: 'other', example: '123456789'.slice(0, count) } : undefined
    default:
      return offset(letter, count)
  }
}

/** Offsets from UTC: X writes Z for none, x and Z write zeros. */
function offset(letter: string, count: number): Part | undefined {
  const hours = '[+-](?:0\\d|1[0-8])'
  const minutes = '[0-5]\\d'
  const forms = [`${hours}(?:${minutes})?`, hours + minutes, `${hours}:${minutes}`]
  const zeros = ['+00', '+0000', '+00:00']
  if (letter === 'X' && count <= 3) return { pattern: `Z|${forms[count - 1]}`, field: 'other', example: 'Z' }
  if (letter === 'x' && count <= 3)
    return { pattern: forms[count - 1] as string, field: 'other', example: zeros[count - 1] as string }
  if (letter === 'Z' && count <= 3) return { pattern: forms[1] as string, field: 'other', example: '+0000' }
  if (letter === 'Z' && count === 5) return { pattern: forms[2] as string, field: 'other', example: '+00:00' }
  return undefined
}

function small(count: number, one: string, two: string, field: Field, example: string): Part | undefined {
  if (count > 2) return undefined
  return { pattern: digits(count, one, two), field, example: count === 1 ? String(Number(example)) : example }
}

function digits(count: number, one: string, two: string): string {
  return count === 1 ? one : two
}

function names(of: readonly string[], short: boolean, field: Field, example: number): Part {
  const written = of.map((name) => (short ? name.slice(0, 3) : name))
  return { pattern: written.map(inAnyCase).join('|'), field, example: written[example] as string }
}

function inAnyCase(name: string): string {
  return name.replace(/[a-z]/gi, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`)
}

function text(literal: string): Part {
  return { pattern: literal.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), field: 'other', example: literal }
}

function monthOf(read: string): number {
  return (
    Number(read) || MONTHS.findIndex((name) => name.slice(0, 3).toLowerCase() === read.slice(0, 3).toLowerCase()) + 1
  )
}

/** The days from the first of one month to the end of another; of a leap year where the year is not known. */
function daysIn(year: number | undefined, from: number, to: number): number {
  return (utc(year ?? 2000, to + 1, 1).getTime() - utc(year ?? 2000, from, 1).getTime()) / 86_400_000
}

/** Also for the years 0 to 99, which Date.UTC takes for 1900 to 1999. */
function utc(year: number, month: number, day: number): Date {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date
}

function refuse(format: string, why: string): never {
  throw new TypeError(
    `The format "${format}" can't be used: ${why}. Known are y u M L d D E a H k h K m s S X x Z and text in 'quotes', as in yyyy-MM-dd'T'HH:mm:ss.SSSXXX.`,
  )
}
