import type { Columns, Plan } from '../engine.js'
import type { PgClient } from './client.js'

interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly Filter?: string
  readonly Plans?: readonly Node[]
}

/**
 * How PostgreSQL would run a statement if reading the whole table were no option: on the few rows of a test it always is
 * the cheapest, whatever the indices.
 */
export async function explain(client: PgClient, sql: string, parameters: readonly unknown[]): Promise<Plan> {
  await client.query('BEGIN')
  try {
    await client.query('SET LOCAL enable_seqscan = off')
    const { rows } = await client.query<{ 'QUERY PLAN': readonly [{ Plan: Node }] }>(
      `EXPLAIN (FORMAT JSON) ${sql}`,
      parameters,
    )
    const nodes = flat(rows[0]!['QUERY PLAN'][0].Plan)
    const seeks: Columns[] = []
    for (const { 'Index Name': index, 'Index Cond': sought } of nodes)
      if (index !== undefined && sought !== undefined) seeks.push(await ofIndex(client, index, sought))
    return { seeks, lines: nodes.map(described) }
  } finally {
    await client.query('ROLLBACK')
  }
}

function flat(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(flat)]
}

function described(node: Node): string {
  const on = node['Relation Name'] ? ` on ${node['Relation Name']}` : ''
  const by = node['Index Name'] ? ` using ${node['Index Name']}` : ''
  const how = node['Index Cond'] ?? node.Filter
  return `${node['Node Type']}${by}${on}${how ? ` ${how}` : ''}`
}

async function ofIndex(client: PgClient, index: string, sought: string): Promise<Columns> {
  const { rows } = await client.query<{ tbl: string; columns: string[] }>(
    `SELECT t.relname AS tbl, ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = x.indrelid AND a.attnum = ANY (x.indkey)
       ORDER BY array_position(x.indkey::int2[], a.attnum)) AS columns
     FROM pg_class i JOIN pg_index x ON x.indexrelid = i.oid JOIN pg_class t ON t.oid = x.indrelid WHERE i.relname = $1`,
    [index],
  )
  const [found] = rows
  const compared = (found?.columns ?? []).filter((column) => new RegExp(`(?<!\\w)"?${column}"?(?!\\w)`).test(sought))
  return { table: found?.tbl ?? '', columns: compared }
}

/** What a constraint or a unique index of the table is about. */
export async function columnsOf(client: PgClient, table: string, constraint: string): Promise<string[]> {
  const { rows } = await client.query<{ columns: string[] }>(
    `SELECT ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = ANY (k.keys)) AS columns
     FROM pg_class t JOIN (
       SELECT conrelid AS rel, conname AS name, conkey AS keys FROM pg_constraint
       UNION ALL SELECT x.indrelid, i.relname, x.indkey::int2[] FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
     ) k ON k.rel = t.oid WHERE t.relname = $1 AND k.name = $2 LIMIT 1`,
    [table, constraint],
  )
  return rows[0]?.columns ?? []
}
