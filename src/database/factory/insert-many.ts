import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm'
import type { Column } from '../entity.js'
import type { Live } from '../live.js'
import { identifier } from '../sqlite/raw.js'
import { filled } from './filled.js'
import { insertRow, refusal } from './insert.js'

/**
 * Inserts many rows by one statement that takes them as one JSON parameter. Rows that need a parent share one; listeners
 * and subscribers of the application are not called.
 */
export async function insertMany(
  live: Live,
  metadata: EntityMetadata,
  count: number,
  values: (i: number) => Readonly<Record<string, unknown>>,
): Promise<void> {
  const { dataSource } = live
  const parents = new Map<EntityMetadata, ObjectLiteral>()
  const rows: ObjectLiteral[] = []
  for (let i = 0; i < count; i++)
    rows.push(
      await filled(live, metadata, values(i), [], async (parent, path) => {
        const made = parents.get(parent) ?? (await insertRow(live, parent, {}, path))
        parents.set(parent, made)
        return made
      }),
    )
  const columns = metadata.columns.filter(
    (column) =>
      column.isInsert && !column.isVirtualProperty && rows.some((row) => stored(dataSource, column, row) !== undefined),
  )
  try {
    if (columns.length === 0) for (const row of rows) await dataSource.getRepository(metadata.target).insert(row)
    else if (dataSource.options.type === 'postgres') await intoPostgres(dataSource, metadata, columns, rows)
    else await intoSqlite(dataSource, metadata, columns, rows)
  } catch (error) {
    throw await refusal(live, metadata, rows[0]!, error as Error)
  }
}

async function intoSqlite(
  dataSource: DataSource,
  metadata: EntityMetadata,
  columns: readonly Column[],
  rows: readonly ObjectLiteral[],
): Promise<void> {
  const sent = rows.map((row) => columns.map((column) => portable(stored(dataSource, column, row))))
  const picked = columns.map((column, i) => {
    const bytes = rows.some((row) => stored(dataSource, column, row) instanceof Uint8Array)
    return withDefault(dataSource, column, rows, bytes ? `unhex(value->>${i})` : `value->>${i}`)
  })
  await dataSource.query(`INSERT INTO ${target(metadata, columns)} SELECT ${picked.join(', ')} FROM json_each(?)`, [
    JSON.stringify(sent),
  ])
}

async function intoPostgres(
  dataSource: DataSource,
  metadata: EntityMetadata,
  columns: readonly Column[],
  rows: readonly ObjectLiteral[],
): Promise<void> {
  const sent = rows.map((row) =>
    Object.fromEntries(
      columns.map((column) => {
        const value = stored(dataSource, column, row)
        if (value instanceof Uint8Array) return [column.databaseName, `\\x${portable(value)}`]
        const json = column.type === 'json' || column.type === 'jsonb'
        return [column.databaseName, json && typeof value === 'string' ? JSON.parse(value) : (value ?? null)]
      }),
    ),
  )
  const picked = columns.map((column) => withDefault(dataSource, column, rows, `r.${identifier(column.databaseName)}`))
  const path = metadata.tablePath.split('.').map(identifier).join('.')
  await dataSource.query(
    `INSERT INTO ${target(metadata, columns)} SELECT ${picked.join(', ')} FROM json_populate_recordset(NULL::${path}, $1) r`,
    [JSON.stringify(sent, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))],
  )
}

function target(metadata: EntityMetadata, columns: readonly Column[]): string {
  return `${metadata.tablePath.split('.').map(identifier).join('.')} (${columns.map(({ databaseName }) => identifier(databaseName)).join(', ')})`
}

/** The cell, or what the database would put where a row does not name it. */
function withDefault(dataSource: DataSource, column: Column, rows: readonly ObjectLiteral[], cell: string): string {
  const told = rows.every((row) => stored(dataSource, column, row) !== undefined)
  return column.default === undefined || told
    ? cell
    : `coalesce(${cell}, ${dataSource.driver.normalizeDefault(column as never) ?? 'NULL'})`
}

/** The value as the driver would send it. */
function stored(dataSource: DataSource, column: Column, row: ObjectLiteral): unknown {
  if (column.isDiscriminator) return column.entityMetadata.discriminatorValue
  const value: unknown = column.getEntityValue(row, true)
  if (value === undefined && column.isVersion) return 1
  return value === undefined ? undefined : dataSource.driver.preparePersistentValue(value, column as never)
}

/** The value as JSON carries it. */
function portable(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'boolean') return value ? 1 : 0
  return value ?? null
}
