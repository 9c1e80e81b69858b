import type { DataSource } from 'typeorm'
import type { Seek } from '../engine.js'

/** Every index, primary keys too, with its columns in order; an expression is no column. */
export async function indexes(dataSource: DataSource): Promise<readonly Seek[]> {
  const rows = (await dataSource.query(
    `SELECT TABLE_NAME AS tbl, INDEX_NAME AS name, COLUMN_NAME AS col FROM information_schema.STATISTICS
     WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX`,
  )) as { tbl: string; name: string; col: string | null }[]
  const found = new Map<string, { table: string; index: string; columns: string[] }>()
  for (const { tbl, name, col } of rows) {
    const key = `${tbl}\n${name}`
    if (!found.has(key)) found.set(key, { table: tbl, index: name, columns: [] })
    found.get(key)!.columns.push(col ?? '')
  }
  return [...found.values()]
}
