import { type PgClient, SCHEMA } from './client.js'

/** The schemas of the application. */
const OWN = `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND n.nspname <> '${SCHEMA}'`

/** What the schema of the database is, a line each, under the name of what it is about. */
export const CATALOG = `
  SELECT 'schemas' AS about, n.nspname::text AS line FROM pg_namespace n WHERE ${OWN}
  UNION ALL SELECT CASE c.relkind WHEN 'S' THEN 'sequences' WHEN 'v' THEN 'views' WHEN 'm' THEN 'views' ELSE 'tables' END,
    concat_ws(' ', n.nspname || '.' || c.relname, c.relkind, CASE WHEN c.relkind IN ('r', 'p') THEN c.oid END,
      CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END, pg_get_expr(c.relpartbound, c.oid),
      s.seqstart, s.seqincrement, s.seqmax, s.seqmin, s.seqcycle)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_sequence s ON s.seqrelid = c.oid
    WHERE ${OWN} AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
  UNION ALL SELECT 'columns', concat_ws(' ', n.nspname || '.' || c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod),
      CASE WHEN a.attnotnull THEN 'NOT NULL' END, a.attidentity, a.attgenerated, a.attcollation, pg_get_expr(d.adbin, d.adrelid))
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE ${OWN} AND c.relkind IN ('r', 'p', 'c') AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL SELECT 'constraints', concat_ws(' ', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid))
    FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE ${OWN}
  UNION ALL SELECT 'indices', pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${OWN}
  UNION ALL SELECT 'triggers', concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled)
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${OWN} AND NOT t.tgisinternal
  UNION ALL SELECT 'functions', concat_ws(' ', n.nspname || '.' || p.proname, oidvectortypes(p.proargtypes), p.prorettype, p.prokind, md5(p.prosrc))
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${OWN}
  UNION ALL SELECT 'types', concat_ws(' ', n.nspname || '.' || t.typname, t.typtype, t.typnotnull, t.typdefault,
      (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid))
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE ${OWN} AND t.typtype IN ('d', 'e', 'r')`

/** What is known of the schema, by what it is about. */
export async function readCatalog(client: PgClient): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ about: string; digest: string }>(
    `SELECT about, md5(string_agg(line, chr(10) ORDER BY line)) AS digest FROM (${CATALOG}) l GROUP BY about`,
  )
  return new Map(rows.map(({ about, digest }) => [about, digest]))
}

/** What two readings differ in: `columns`, `indices`. */
export function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((about) => before.get(about) !== after.get(about))
}
