import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm'
import type { Column } from '../entity.js'

/** `"users" ("id", "name")`, quoted as an engine quotes names. */
export function target(metadata: EntityMetadata, columns: readonly Column[], quote: (name: string) => string): string {
  return `${metadata.tablePath.split('.').map(quote).join('.')} (${columns.map(({ databaseName }) => quote(databaseName)).join(', ')})`
}

/** Whether no row leaves the column to the default of the database. */
export const named = (column: Column, rows: readonly (readonly unknown[])[], i: number): boolean =>
  column.default === undefined || rows.every((row) => row[i] !== undefined)

/** The i-th cell of a row, or what the database would put where a row does not name it. */
export function withDefault(
  { driver }: DataSource,
  column: Column,
  rows: readonly (readonly unknown[])[],
  i: number,
  cell: string,
): string {
  return named(column, rows, i) ? cell : `coalesce(${cell}, ${driver.normalizeDefault(column as never) ?? 'NULL'})`
}

/** The value as the driver would send it. */
export function stored({ driver }: DataSource, metadata: EntityMetadata, column: Column, row: ObjectLiteral): unknown {
  if (column.isDiscriminator) return metadata.discriminatorValue
  const value: unknown = column.getEntityValue(row)
  if (value === undefined && column.isVersion) return 1
  return value === undefined ? undefined : driver.preparePersistentValue(value, column as never)
}
