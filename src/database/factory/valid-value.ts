import type { DataSource } from 'typeorm'
import type { Column } from '../entity.js'

/** A day that is no edge of any calendar: 2000-01-01, UTC. */
const FIRST_DAY = Date.UTC(2000, 0, 1)
const DAY = 86_400_000

/**
 * A value that the column accepts, from its enum, type, length and name; `n` makes it differ from row to row.
 *
 * @throws Error when nothing is known of the type.
 */
export function validValue(dataSource: DataSource, column: Column, n: number): unknown {
  if (column.enum && column.enum.length > 0) return column.isArray ? [] : column.enum[0]
  if (column.isArray) return []
  const type = typeOf(dataSource, column)
  switch (familyOf(type)) {
    case 'text':
      return fitting(textFor(column.propertyName, n), column, n)
    case 'integer':
      return n
    case 'decimal':
      return column.scale === undefined ? n : Number(n.toFixed(column.scale))
    case 'boolean':
      return false
    case 'moment':
      return new Date(FIRST_DAY + n * DAY)
    case 'date':
      return dayText(n)
    case 'time':
      return '12:00:00'
    case 'uuid':
      return uuid(n)
    case 'json':
      return {}
    case 'list':
      return []
    case 'bytes':
      return Buffer.from([n % 256])
    case undefined:
      throw new Error(
        `${column.entityMetadata.name}.${column.propertyName} needs a value of the type "${type}", of which nothing is known here; give it one`,
      )
  }
}

/** What kind of value a column type holds. */
export type Family =
  | 'text'
  | 'integer'
  | 'decimal'
  | 'boolean'
  | 'moment'
  | 'date'
  | 'time'
  | 'uuid'
  | 'json'
  | 'list'
  | 'bytes'

const FAMILIES: readonly (readonly [Family, RegExp])[] = [
  ['list', /^simple-array$/],
  ['json', /json/],
  ['uuid', /^(uuid|uniqueidentifier)$/],
  ['boolean', /^(bool|boolean|bit)$/],
  ['moment', /^(datetime|timestamp|timestamptz|smalldatetime)/],
  ['date', /^date$/],
  ['time', /^time/],
  ['decimal', /^(decimal|numeric|dec|real|float|double|money|number)/],
  ['integer', /int|serial|^year$/],
  ['bytes', /blob|bytea|binary|raw/],
  ['text', /char|text|clob|string|citext|simple-enum|enum/],
]

/** The kind of value that a type holds, where it is known. */
export function familyOf(type: string): Family | undefined {
  return FAMILIES.find(([, pattern]) => pattern.test(type))?.[0]
}

/** The database's own name of a column's type. */
export function typeOf(dataSource: DataSource, column: Column): string {
  const { type } = column
  // `simple-json` and its like are texts to the database, and values to the entity.
  if (typeof type === 'string' && type.startsWith('simple-')) return type
  return dataSource.driver.normalizeType(column as never).toLowerCase()
}

function textFor(property: string, n: number): string {
  const name = property.toLowerCase()
  if (/e?mail/.test(name)) return `${name}${n}@example.com`
  if (/ur[li]$|link$|website/.test(name)) return `https://example.com/${name}/${n}`
  if (/phone|mobile|fax/.test(name)) return `+1555${String(n).padStart(7, '0')}`
  if (/u?uid$/.test(name)) return uuid(n)
  if (/country/.test(name)) return 'US'
  if (/currency/.test(name)) return 'EUR'
  return `${property} ${n}`
}

/** Cut from the left, where what differs does not stand. */
function fitting(text: string, column: Column, n: number): string {
  const longest = Number(column.length || column.width || 0)
  if (!longest || text.length <= longest) return text
  const short = n.toString(36)
  return short.length >= longest ? short.slice(-longest) : `${text.slice(0, longest - short.length)}${short}`
}

function dayText(n: number): string {
  return new Date(FIRST_DAY + n * DAY).toISOString().slice(0, 10)
}

/** A valid version-4 UUID that says which one it is. */
export function uuid(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`
}
