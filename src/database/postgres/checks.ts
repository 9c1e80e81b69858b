import type { DataSource } from 'typeorm'

/** The checks of a table, by their names. */
export async function checks(dataSource: DataSource, table: string): Promise<readonly string[]> {
  const rows = (await dataSource.query(
    `SELECT k.conname AS name FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE k.contype = 'c' AND c.relname = $1 AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'qa_integ') ORDER BY 1`,
    [table],
  )) as { name: string }[]
  return rows.map(({ name }) => name)
}
