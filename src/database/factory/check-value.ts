import type { DataSource } from 'typeorm'
import { show } from '../../match/show.js'
import type { Column } from '../entity.js'
import { type Family, familyOf, typeOf } from './valid-value.js'

/**
 * Refuses what a column can't hold: SQLite would store it all the same, and the scenario would stand on rows that no
 * application makes.
 */
export function checkValue(dataSource: DataSource, column: Column, value: unknown): void {
  if (value === null || value === undefined || typeof value === 'function' || column.transformer) return
  const name = `${column.entityMetadata.name}.${column.propertyPath}`
  const refuse = (what: string) => {
    throw new TypeError(`${name} is ${what}, not ${show(value)}`)
  }
  if (column.enum && column.enum.length > 0) {
    const values = column.isArray && Array.isArray(value) ? value : [value]
    if (!values.every((one) => column.enum!.includes(one as string)))
      refuse(`one of ${column.enum.map((one) => JSON.stringify(one)).join(', ')}`)
    return
  }
  if (column.isArray || column.referencedColumn) return
  const family = familyOf(typeOf(dataSource, column))
  if (family === undefined) return
  if (!ACCEPTS[family].test(value)) refuse(ACCEPTS[family].is)
  const longest = Number(column.length || 0)
  if (family === 'text' && longest > 0 && typeof value === 'string' && [...value].length > longest)
    throw new TypeError(`${name} holds at most ${longest} characters, and ${show(value)} has ${[...value].length}`)
}

const isNumeric = (value: unknown): boolean =>
  typeof value === 'bigint' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))

const isMoment = (value: unknown): boolean =>
  (value instanceof Date || typeof value === 'string' || typeof value === 'number') &&
  !Number.isNaN(new Date(value).getTime())

const ACCEPTS: Readonly<Record<Family, { readonly is: string; test(value: unknown): boolean }>> = {
  text: { is: 'a text', test: (value) => typeof value === 'string' },
  integer: {
    is: 'a whole number',
    test: (value) => isNumeric(value) && (typeof value === 'bigint' || Number.isInteger(Number(value))),
  },
  decimal: { is: 'a number', test: isNumeric },
  boolean: { is: 'true or false', test: (value) => typeof value === 'boolean' || value === 0 || value === 1 },
  moment: { is: 'a date and time', test: isMoment },
  date: { is: 'a day such as "2026-02-28"', test: isMoment },
  time: { is: 'a time such as "12:30:00"', test: (value) => typeof value === 'string' && /^\d{1,2}:\d{2}/.test(value) },
  uuid: {
    is: 'a UUID',
    test: (value) => typeof value === 'string' && /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value),
  },
  json: { is: 'JSON', test: () => true },
  list: { is: 'an array of texts', test: (value) => Array.isArray(value) },
  bytes: { is: 'a Buffer', test: (value) => value instanceof Uint8Array },
}
