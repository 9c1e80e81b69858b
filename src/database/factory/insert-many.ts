import type { EntityMetadata, ObjectLiteral } from 'typeorm'
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
      column.isInsert && !column.isVirtualProperty && rows.some((row) => stored(live, column, row) !== undefined),
  )
  const sent = rows.map((row) => columns.map((column) => portable(stored(live, column, row))))
  const bytes = columns.map((column) => rows.some((row) => Buffer.isBuffer(stored(live, column, row))))
  const picked = columns.map((column, i) => {
    const cell = bytes[i] ? `unhex(value->>${i})` : `value->>${i}`
    return column.default === undefined || rows.every((row) => stored(live, column, row) !== undefined)
      ? cell
      : `coalesce(${cell}, ${live.dataSource.driver.normalizeDefault(column as never) ?? 'NULL'})`
  })
  const sql =
    columns.length === 0
      ? ''
      : `INSERT INTO ${identifier(metadata.tableName)} (${columns.map(({ databaseName }) => identifier(databaseName)).join(', ')}) ` +
        `SELECT ${picked.join(', ')} FROM json_each(?)`
  try {
    if (sql === '') for (const row of rows) await live.dataSource.getRepository(metadata.target).insert(row)
    else await live.dataSource.query(sql, [JSON.stringify(sent)])
  } catch (error) {
    throw await refusal(live, metadata, rows[0]!, error as Error)
  }
}

/** The value as the driver would send it. */
function stored(live: Live, column: Column, row: ObjectLiteral): unknown {
  if (column.isDiscriminator) return column.entityMetadata.discriminatorValue
  const value: unknown = column.getEntityValue(row, true)
  if (value === undefined && column.isVersion) return 1
  return value === undefined ? undefined : live.dataSource.driver.preparePersistentValue(value, column as never)
}

/** The value as JSON carries it. */
function portable(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'boolean') return value ? 1 : 0
  return value ?? null
}
