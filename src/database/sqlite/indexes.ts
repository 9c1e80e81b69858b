import type { DataSource } from 'typeorm'
import type { Seek } from '../engine.js'

/** Every index that holds all rows of its table, primary keys too, with its columns in order; an expression is no column. */
export async function indexes(dataSource: DataSource): Promise<readonly Seek[]> {
  const rows = (await dataSource.query(
    `SELECT t.name AS tbl, i.name AS "index", c.name AS name FROM pragma_table_list t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c
     WHERE t.schema = 'main' AND NOT i.partial
     UNION ALL SELECT t.name, '', c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c
     WHERE t.schema = 'main' AND c.pk = 1 AND (SELECT max(pk) FROM pragma_table_info(t.name)) = 1`,
  )) as { tbl: string; index: string; name: string | null }[]
  const found = new Map<string, { table: string; index: string; columns: string[] }>()
  for (const { tbl, index, name } of rows) {
    const key = `${tbl}\n${index}`
    const one = found.get(key) ?? { table: tbl, index, columns: [] }
    one.columns.push(name ?? '')
    found.set(key, one)
  }
  return [...found.values()]
}
