import type { DataSource } from 'typeorm'
import type { Seek } from '../engine.js'

/** Every index that holds all rows of its table, primary keys too, with its columns in order; an expression is no column. */
export async function indexes(dataSource: DataSource): Promise<readonly Seek[]> {
  return (await dataSource.query(
    `SELECT t.relname AS "table", i.relname AS "index",
       ARRAY(SELECT coalesce(a.attname::text, '') FROM generate_series(1, x.indnkeyatts) k
         LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[k - 1] AND a.attnum > 0 ORDER BY k) AS columns
     FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
     WHERE x.indpred IS NULL AND x.indisvalid AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'qa_integ')`,
  )) as Seek[]
}
