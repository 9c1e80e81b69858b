import type { DataSource, EntityMetadata } from 'typeorm'
import type { Column } from '../entity.js'
import { target, withDefault } from '../factory/stored.js'
import { identifier } from './raw.js'

/** Inserts the rows by one statement that takes them as a JSON array. */
export async function insertMany(
  { dataSource }: { readonly dataSource: DataSource },
  metadata: EntityMetadata,
  columns: readonly Column[],
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  const sent = rows.map((row) => row.map(portable))
  const picked = columns.map((column, i) => {
    const bytes = rows.some((row) => row[i] instanceof Uint8Array)
    return withDefault(dataSource, column, rows, i, bytes ? `unhex(value->>${i})` : `value->>${i}`)
  })
  await dataSource.query(
    `INSERT INTO ${target(metadata, columns, identifier)} SELECT ${picked.join(', ')} FROM json_each(?)`,
    [JSON.stringify(sent)],
  )
}

/** The value as JSON carries it. */
function portable(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'boolean') return value ? 1 : 0
  return value ?? null
}
