import type { EntityMetadata, ObjectLiteral } from 'typeorm'
import type { Live } from '../live.js'
import { filled } from './filled.js'
import { insertRow, refusal } from './insert.js'
import { stored } from './stored.js'

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
  const { dataSource, dialect } = live
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
  const possible = metadata.columns.filter(({ isInsert, isVirtualProperty }) => isInsert && !isVirtualProperty)
  const cells = rows.map((row) => possible.map((column) => stored(dataSource, column, row)))
  const named = possible.map((_, i) => cells.some((row) => row[i] !== undefined))
  const columns = possible.filter((_, i) => named[i])
  try {
    if (columns.length === 0) for (const row of rows) await dataSource.getRepository(metadata.target).insert(row)
    else {
      const picked = cells.map((row) => row.filter((_, i) => named[i]))
      await dialect.insertMany(dataSource, metadata, columns, picked)
    }
  } catch (error) {
    throw await refusal(live, metadata, rows[0]!, error as Error)
  }
}
