import type { Plan, Seek } from '../engine.js'
import type { PgClient } from './client.js'

interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly 'Sort Key'?: readonly string[]
  readonly Filter?: string
  readonly Plans?: readonly Node[]
}

/** A node, and whether a LIMIT above it takes its first rows as they come. */
interface Placed {
  readonly node: Node
  readonly limited: boolean
}

interface Read {
  readonly seeks: readonly Seek[]
  readonly scans: readonly string[]
  readonly sorts: readonly string[]
  readonly lines: readonly string[]
}

/**
 * How PostgreSQL would run a statement if reading the whole table were no option: on the few rows of a test it always is
 * the cheapest, whatever the indices. What is read whole nevertheless has no index that serves, and so it is with sorting:
 * on few rows it is cheaper than an index in the right order, so a sort counts only where no plan without it reads as little.
 */
export async function explain(
  client: PgClient,
  sql: string,
  parameters: readonly unknown[],
  within: boolean,
): Promise<Plan> {
  const plan = await planned(client, sql, parameters, within, ['enable_seqscan'])
  if (plan.sorts.length === 0) return plan
  const sorted = await planned(client, sql, parameters, within, [
    'enable_seqscan',
    'enable_bitmapscan',
    'enable_mergejoin',
    'enable_sort',
    'enable_incremental_sort',
  ])
  const spared = sorted.sorts.length === 0 && sorted.scans.every((table) => plan.scans.includes(table))
  return spared ? { ...plan, sorts: [] } : plan
}

const POINT = 'qa_integ_explain'

/** `within` a transaction, which goes on. */
async function planned(
  client: PgClient,
  sql: string,
  parameters: readonly unknown[],
  within: boolean,
  without: readonly string[],
): Promise<Read> {
  const [begin, end] = within ? [`SAVEPOINT ${POINT}`, `ROLLBACK TO SAVEPOINT ${POINT}`] : ['BEGIN', 'ROLLBACK']
  await client.query(begin)
  try {
    await client.query(without.map((setting) => `SET LOCAL ${setting} = off`).join('; '))
    const { rows } = await client.query<{ 'QUERY PLAN': readonly [{ Plan: Node }] }>(
      `EXPLAIN (FORMAT JSON) ${sql}`,
      parameters,
    )
    const nodes = flat(rows[0]!['QUERY PLAN'][0].Plan, false)
    const seeks: Seek[] = []
    const scans = new Set<string>()
    for (const { node, limited } of nodes) {
      const { 'Index Name': index, 'Index Cond': compared, Filter: filter, 'Node Type': type } = node
      const relation = node['Relation Name']
      const takesFirst = limited && filter === undefined
      if (index !== undefined) {
        const { partial, ...seek } = await ofIndex(client, index, compared ?? '')
        if (seek.columns.length > 0) seeks.push(seek)
        else if (!partial && !takesFirst) scans.add(seek.table)
      } else if (relation !== undefined && /^(Parallel )?(Seq|Sample) Scan$/.test(type) && !takesFirst)
        scans.add(await wholeOf(client, relation))
    }
    const sorts = nodes.filter(({ node }) => /Sort$/.test(node['Node Type'])).map(({ node }) => described(node))
    return { seeks, scans: [...scans], sorts, lines: nodes.map(({ node }) => described(node)) }
  } finally {
    await client.query(end)
  }
}

/** What hands rows on one by one, in the order in which they come. */
const PASSING: ReadonlySet<string> = new Set(['Limit', 'Result', 'Subquery Scan', 'Append', 'LockRows'])

function flat(node: Node, limited: boolean): Placed[] {
  const type = node['Node Type']
  const below = (limited || type === 'Limit') && PASSING.has(type)
  return [{ node, limited }, ...(node.Plans ?? []).flatMap((child) => flat(child, below))]
}

function described(node: Node): string {
  const on = node['Relation Name'] ? ` on ${node['Relation Name']}` : ''
  const by = node['Index Name'] ? ` using ${node['Index Name']}` : ''
  const how = node['Index Cond'] ?? node.Filter ?? node['Sort Key']?.join(', ')
  return `${node['Node Type']}${by}${on}${how ? ` ${how}` : ''}`
}

/** The table that a partition belongs to, or the table itself. */
async function wholeOf(client: PgClient, relation: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT r.relname AS name FROM pg_class c JOIN pg_class r ON r.oid = coalesce(pg_partition_root(c.oid), c.oid) WHERE c.relname = $1 ORDER BY pg_table_is_visible(c.oid) DESC LIMIT 1',
    [relation],
  )
  return rows[0]?.name ?? relation
}

/** The index's columns that the condition compares, from the first on: those behind one that is left out find no rows fast. */
async function ofIndex(
  client: PgClient,
  index: string,
  compared: string,
): Promise<Seek & { readonly partial: boolean }> {
  const { rows } = await client.query<{
    tbl: string
    predicate: string | null
    columns: string[]
    expressions: boolean[]
  }>(
    `SELECT t.relname AS tbl, pg_get_expr(x.indpred, x.indrelid) AS predicate,
       ARRAY(SELECT coalesce(a.attname::text, pg_get_indexdef(x.indexrelid, k, false))
         FROM generate_series(1, x.indnkeyatts) k LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[k - 1] AND a.attnum > 0
         ORDER BY k) AS columns,
       ARRAY(SELECT x.indkey[k - 1] = 0 FROM generate_series(1, x.indnkeyatts) k ORDER BY k) AS expressions
     FROM pg_class i JOIN pg_index x ON x.indexrelid = i.oid JOIN pg_class t ON t.oid = coalesce(pg_partition_root(x.indrelid), x.indrelid)
     WHERE i.relname = $1 ORDER BY pg_table_is_visible(i.oid) DESC LIMIT 1`,
    [index],
  )
  const found = rows[0] ?? { tbl: '', predicate: null, columns: [], expressions: [] }
  // What the index's own condition fixes is not compared again.
  const names = `${compared} ${found.predicate ?? ''}`.replace(/'(?:[^']|'')*'/g, "''")
  const is = (column: string, i: number): boolean =>
    found.expressions[i]
      ? compared.includes(column)
      : new RegExp(`(?<![\\w.])"?${escaped(column)}"?(?![\\w.(])`).test(names)
  const missing = found.columns.findIndex((column, i) => !is(column, i))
  return {
    table: found.tbl,
    columns: missing < 0 ? found.columns : found.columns.slice(0, missing),
    index,
    partial: found.predicate !== null,
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** What a constraint or a unique index of the table is about, what its expressions name included. */
export async function columnsOf(client: PgClient, table: string, constraint: string): Promise<string[]> {
  const { rows } = await client.query<{ columns: string[] }>(
    `SELECT ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = ANY (k.keys)) AS columns
     FROM pg_class t JOIN (
       SELECT conrelid AS rel, conname AS name, conkey AS keys FROM pg_constraint WHERE contype <> 'x'
       UNION ALL SELECT x.indrelid, i.relname, x.indkey::int2[] || ARRAY(
         SELECT d.refobjsubid::int2 FROM pg_depend d JOIN pg_attribute e ON e.attrelid = d.refobjid AND e.attnum = d.refobjsubid
         WHERE d.classid = 'pg_class'::regclass AND d.objid = x.indexrelid AND d.refobjid = x.indrelid
           AND pg_get_expr(x.indexprs, x.indrelid) ~ ('\\m' || e.attname || '\\M')
       ) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
     ) k ON k.rel = t.oid WHERE t.relname = $1 AND k.name = $2 LIMIT 1`,
    [table, constraint],
  )
  return rows[0]?.columns ?? []
}
