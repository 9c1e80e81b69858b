import type { DataSource } from 'typeorm'
import { show } from '../../match/show.js'
import type { Column } from '../entity.js'
import { type Kind, kindOf } from './column-kind.js'

/**
 * What refuses values that a column can't hold: SQLite would store them all the same, and the scenario would stand on rows
 * that no application makes. Nothing where every value may be right. What is there, and not `written` now, may be of any length.
 */
export function checkerOf(
  dataSource: DataSource,
  column: Column,
  written = true,
): ((value: unknown) => void) | undefined {
  if (column.transformer || column.referencedColumn) return undefined
  const name = `${column.entityMetadata.name}.${column.propertyPath}`
  if (written && column.asExpression !== undefined)
    return (value) => {
      if (value === undefined) return
      throw new TypeError(`${name} is what the database makes of ${column.asExpression}; leave it out`)
    }
  const members = column.enum ?? []
  const kind = kindOf(dataSource, column)
  const accepts = members.length > 0 ? oneOf(members, kind === 'list' || column.isArray) : kind && ACCEPTS[kind]
  if (accepts === undefined || (column.isArray && members.length === 0)) return undefined
  const longest = written && kind === 'text' && members.length === 0 ? Number(column.length || 0) : 0
  return (value) => {
    if (value === null || value === undefined || typeof value === 'function') return
    if (!accepts.test(value)) throw new TypeError(`${name} is ${accepts.is}, not ${show(value)}`)
    if (longest > 0 && typeof value === 'string' && [...value].length > longest)
      throw new TypeError(`${name} holds at most ${longest} characters, and ${show(value)} has ${[...value].length}`)
  }
}

interface Accepts {
  readonly is: string
  test(value: unknown): boolean
}

function oneOf(members: readonly unknown[], list: boolean): Accepts {
  const texts = members.map(String)
  return {
    is: `one of ${members.map((one) => JSON.stringify(one)).join(', ')}`,
    test: (value) => (list && Array.isArray(value) ? value : [value]).every((one) => texts.includes(String(one))),
  }
}

const isNumeric = (value: unknown): boolean =>
  typeof value === 'bigint' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))

const isMoment = (value: unknown): boolean =>
  (value instanceof Date || typeof value === 'string' || typeof value === 'number') &&
  !Number.isNaN(new Date(value).getTime())

const isText = (value: unknown): boolean => typeof value === 'string'

/** The kinds that are not here take what the database takes. */
const ACCEPTS: Readonly<Partial<Record<Kind, Accepts>>> = {
  text: { is: 'a text', test: isText },
  integer: {
    is: 'a whole number',
    test: (value) => isNumeric(value) && (typeof value === 'bigint' || Number.isInteger(Number(value))),
  },
  decimal: {
    is: 'a number',
    test: (value) => isNumeric(value) || (isText(value) && /\d|NaN|Infinity/.test(value as string)),
  },
  boolean: { is: 'true or false', test: (value) => typeof value === 'boolean' || value === 0 || value === 1 },
  moment: { is: 'a date and time', test: (value) => isMoment(value) || value === 'infinity' || value === '-infinity' },
  date: { is: 'a day such as "2026-02-28"', test: isMoment },
  time: { is: 'a time such as "12:30:00"', test: (value) => isText(value) && /^\d{1,2}:\d{2}/.test(value as string) },
  uuid: {
    is: 'a UUID',
    test: (value) => isText(value) && /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value as string),
  },
  range: { is: 'a range such as "[1,5)"', test: (value) => isText(value) && /^(empty$|[[(])/i.test(value as string) },
  inet: {
    is: 'an address such as "192.0.2.1"',
    test: (value) => isText(value) && /^[\d.:a-f]+(\/\d+)?$/i.test(value as string),
  },
  list: { is: 'an array of texts', test: (value) => Array.isArray(value) },
  bytes: { is: 'a Buffer', test: (value) => value instanceof Uint8Array },
}
