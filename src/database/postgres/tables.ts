import type { PgClient } from './client.js'

/** A table whose rows can be followed. */
export interface Table {
  readonly oid: number
  /** As authors call it: with its schema only where two schemas have one of that name. */
  readonly name: string
  /** Its other names: with its schema, and by itself where that is looked up in its schema. */
  readonly aliases: readonly string[]
  /** As SQL calls it. */
  readonly path: string
  /** As SQL calls the columns that hold values, generated ones left out. */
  readonly columns: readonly string[]
  /** All columns; what is bare is a number or true or false, and needs no quotes. */
  readonly cells: readonly { readonly name: string; readonly bare: boolean }[]
  readonly primaryKey: readonly string[]
  /** It is partitioned, or other tables inherit from it or it from them. */
  readonly parts: boolean
  /** As SQL calls what its rows stand in: itself, or its partitions. */
  readonly leaves: readonly string[]
}

interface Line {
  readonly oid: number
  readonly relname: string
  readonly nspname: string
  readonly path: string
  readonly columns: string[]
  readonly cells: { readonly name: string; readonly bare: boolean }[]
  readonly key: string[]
  readonly current: boolean
  readonly parts: boolean
  readonly leaves: string[]
}

/** The tables of the application, partitions with their parent. */
export async function readTables(client: PgClient): Promise<Table[]> {
  const { rows } = await client.query<Line>(`
    SELECT c.oid::int AS oid, c.relname, n.nspname, format('%I.%I', n.nspname, c.relname) AS path,
      ARRAY(SELECT quote_ident(a.attname) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum) AS columns,
      (SELECT coalesce(json_agg(json_build_object('name', a.attname, 'bare', CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END
          IN ('bool'::regtype, 'int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'float4'::regtype, 'float8'::regtype, 'numeric'::regtype)) ORDER BY a.attnum), '[]')
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS cells,
      n.nspname = current_schema() AS current,
      ARRAY(SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
        WHERE i.indrelid = c.oid AND i.indisprimary ORDER BY array_position(i.indkey::int2[], a.attnum)) AS key,
      c.relkind = 'p' OR EXISTS (SELECT 1 FROM pg_inherits h WHERE c.oid IN (h.inhrelid, h.inhparent)) AS parts,
      CASE c.relkind WHEN 'r' THEN ARRAY[format('%I.%I', n.nspname, c.relname)]
        ELSE ARRAY(SELECT format('%I.%I', m.nspname, l.relname) FROM pg_partition_tree(c.oid) p JOIN pg_class l ON l.oid = p.relid
          JOIN pg_namespace m ON m.oid = l.relnamespace WHERE p.isleaf AND l.relkind = 'r') END AS leaves
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
      AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'qa_integ')
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    ORDER BY n.nspname, c.relname`)
  const often = (name: string) => rows.filter(({ relname }) => relname === name).length > 1
  return rows.map(({ oid, relname, nspname, path, columns, cells, key, current, parts, leaves }) => ({
    oid,
    name: often(relname) ? `${nspname}.${relname}` : relname,
    aliases: [`${nspname}.${relname}`, ...(current ? [relname] : [])],
    path,
    columns,
    cells,
    primaryKey: key,
    parts,
    leaves,
  }))
}

/** The columns of a table with their types, of a domain the type that it is made of. */
export async function typesOf(client: PgClient, table: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `SELECT a.attname AS name, CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod)
       ELSE format_type(a.atttypid, a.atttypmod) END AS type
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped JOIN pg_type t ON t.oid = a.atttypid
     WHERE c.relname = $1 AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'qa_integ') ORDER BY a.attnum`,
    [table],
  )
  return new Map(rows.map(({ name, type }) => [name, type]))
}
