import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm'
import type { Column } from '../entity.js'
import { stored, target, withDefault } from '../factory/stored.js'
import { ident } from './client.js'

/** Inserts the rows by one statement that takes them as a JSON array of records. */
export async function insertMany(
  dataSource: DataSource,
  metadata: EntityMetadata,
  columns: readonly Column[],
  rows: readonly ObjectLiteral[],
): Promise<void> {
  const sent = rows.map((row) =>
    Object.fromEntries(
      columns.map((column) => {
        const value = stored(dataSource, column, row)
        if (value instanceof Uint8Array) return [column.databaseName, `\\x${Buffer.from(value).toString('hex')}`]
        const json = column.type === 'json' || column.type === 'jsonb'
        return [column.databaseName, json && typeof value === 'string' ? JSON.parse(value) : (value ?? null)]
      }),
    ),
  )
  const picked = columns.map((column) => withDefault(dataSource, column, rows, `r.${ident(column.databaseName)}`))
  const path = metadata.tablePath.split('.').map(ident).join('.')
  await dataSource.query(
    `INSERT INTO ${target(metadata, columns, ident)} SELECT ${picked.join(', ')} FROM json_populate_recordset(NULL::${path}, $1) r`,
    [JSON.stringify(sent, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))],
  )
}
