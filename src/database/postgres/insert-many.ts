import type { DataSource, EntityMetadata } from 'typeorm'
import type { Column } from '../entity.js'
import { target, withDefault } from '../factory/stored.js'
import { ident } from './client.js'

/** Inserts the rows by one statement that takes them as a JSON array of texts, which each column's type reads. */
export async function insertMany(
  dataSource: DataSource,
  metadata: EntityMetadata,
  columns: readonly Column[],
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  const types = await typesOf(dataSource, metadata)
  const picked = columns.map((column, i) => {
    const type = types.get(column.databaseName) ?? 'text'
    return withDefault(dataSource, column, rows, i, `(v->>${i})::${type}`)
  })
  await dataSource.query(
    `INSERT INTO ${target(metadata, columns, ident)} SELECT ${picked.join(', ')} FROM json_array_elements($1) v`,
    [JSON.stringify(rows.map((row) => row.map(text)))],
  )
}

/** Without their lengths, for a cast to one cuts what is too long in silence. */
async function typesOf(dataSource: DataSource, metadata: EntityMetadata): Promise<ReadonlyMap<string, string>> {
  const path = metadata.tablePath.split('.').map(ident).join('.')
  const found = await dataSource.query<{ name: string; type: string }[]>(
    'SELECT attname AS name, format_type(atttypid, -1) AS type FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped',
    [path],
  )
  return new Map(found.map(({ name, type }) => [name, type]))
}

/** The value as the column's type reads it. */
function text(value: unknown): string | number | boolean | null {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value
    case 'object':
      if (value === null) return null
      if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
      if (value instanceof Date) return localText(value)
      return Array.isArray(value) ? arrayText(value) : JSON.stringify(value)
    default:
      return value === undefined ? null : String(value)
  }
}

/** `{"a","b",NULL}` */
function arrayText(values: readonly unknown[]): string {
  const items = values.map((value) => {
    if (Array.isArray(value)) return arrayText(value)
    const item = text(value)
    return item === null ? 'NULL' : `"${String(item).replace(/["\\]/g, '\\$&')}"`
  })
  return `{${items.join(',')}}`
}

/** As pg sends a date, so that a column without a time zone gets the same hours: local, with the offset. */
function localText(date: Date): string {
  const offset = -date.getTimezoneOffset()
  const shifted = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1)
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60]
  return `${shifted}${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
}
