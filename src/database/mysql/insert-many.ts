import type { DataSource, EntityMetadata } from 'typeorm'
import type { Column } from '../entity.js'
import { target, withDefault } from '../factory/stored.js'
import { ident } from './client.js'

/** Inserts the rows by one statement that takes them as a JSON array of arrays. */
export async function insertMany(
  dataSource: DataSource,
  metadata: EntityMetadata,
  columns: readonly Column[],
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  const { timezone } = dataSource.options as { readonly timezone?: string }
  const sent = rows.map((row) => row.map((value) => portable(value, timezone)))
  const fields = columns.map((_, i) => `c${i} LONGTEXT PATH '$[${i}]'`)
  const picked = columns.map((column, i) =>
    withDefault(dataSource, column, rows, i, read(dataSource.driver.normalizeType(column as never), `r.c${i}`)),
  )
  await dataSource.query(
    `INSERT INTO ${target(metadata, columns, ident)} SELECT ${picked.join(', ')} FROM JSON_TABLE(?, '$[*]' COLUMNS (${fields.join(', ')})) r`,
    [JSON.stringify(sent)],
  )
}

/** The value out of its text. */
function read(type: string, cell: string): string {
  if (/blob|binary/.test(type)) return `UNHEX(${cell})`
  if (type === 'bit') return `CAST(${cell} AS UNSIGNED)`
  return /geometry|point|linestring|polygon|collection/.test(type) ? `ST_GeomFromText(${cell})` : cell
}

/** The value as JSON carries it. */
function portable(value: unknown, timezone: string | undefined): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (value instanceof Date) return dateText(value, timezone)
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'bigint') return String(value)
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value ?? null)
}

/** As mysql2 sends a date: the hours of the connection's time zone, which is this process's where it is not told. */
function dateText(date: Date, timezone = 'local'): string {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(timezone) ?? []
  const told = sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  const offset = timezone === 'local' ? -date.getTimezoneOffset() : told
  return new Date(date.getTime() + offset * 60_000).toISOString().replace('T', ' ').slice(0, -1)
}
