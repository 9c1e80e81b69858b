import type { DataSource, EntityMetadata } from 'typeorm'
import type { Column } from '../entity.js'
import { target, withDefault } from '../factory/stored.js'
import { ident } from './client.js'

/** Inserts the rows by one statement that takes them as a JSON array of records. */
export async function insertMany(
  dataSource: DataSource,
  metadata: EntityMetadata,
  columns: readonly Column[],
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  const names = columns.map(({ databaseName }) => databaseName)
  const json = columns.map(({ type }) => type === 'json' || type === 'jsonb')
  const sent = rows.map((row) => {
    const record: Record<string, unknown> = {}
    for (let i = 0; i < row.length; i++) record[names[i]!] = portable(row[i], json[i]!)
    return record
  })
  const picked = columns.map((column, i) => withDefault(dataSource, column, rows, i, `r.${ident(names[i]!)}`))
  const path = metadata.tablePath.split('.').map(ident).join('.')
  await dataSource.query(
    `INSERT INTO ${target(metadata, columns, ident)} SELECT ${picked.join(', ')} FROM json_populate_recordset(NULL::${path}, $1) r`,
    [JSON.stringify(sent, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))],
  )
}

/** The value as JSON carries it. */
function portable(value: unknown, json: boolean): unknown {
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  if (value instanceof Date) return localText(value)
  return json && typeof value === 'string' ? JSON.parse(value) : (value ?? null)
}

/** As pg sends a date, so that a column without a time zone gets the same hours: local, with the offset. */
function localText(date: Date): string {
  const offset = -date.getTimezoneOffset()
  const shifted = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1)
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60]
  return `${shifted}${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
}
