import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm'
import type { Column } from '../entity.js'

/** `"users" ("id", "name")`, quoted as an engine quotes names. */
export function target(metadata: EntityMetadata, columns: readonly Column[], quote: (name: string) => string): string {
  return `${metadata.tablePath.split('.').map(quote).join('.')} (${columns.map(({ databaseName }) => quote(databaseName)).join(', ')})`
}

/** The cell, or what the database would put where a row does not name it. */
export function withDefault(
  dataSource: DataSource,
  column: Column,
  rows: readonly ObjectLiteral[],
  cell: string,
): string {
  const told = rows.every((row) => stored(dataSource, column, row) !== undefined)
  return column.default === undefined || told
    ? cell
    : `coalesce(${cell}, ${dataSource.driver.normalizeDefault(column as never) ?? 'NULL'})`
}

/** The value as the driver would send it. */
export function stored(dataSource: DataSource, column: Column, row: ObjectLiteral): unknown {
  if (column.isDiscriminator) return column.entityMetadata.discriminatorValue
  const value: unknown = column.getEntityValue(row, true)
  if (value === undefined && column.isVersion) return 1
  return value === undefined ? undefined : dataSource.driver.preparePersistentValue(value, column as never)
}
