import type { Plan, Seek } from '../engine.js'
import { type Asked, rowsOf } from './client.js'

interface TablePlan {
  readonly table_name?: string
  readonly access_type?: string
  readonly possible_keys?: readonly string[]
  readonly key?: string
  readonly used_key_parts?: readonly string[]
  readonly attached_condition?: unknown
  readonly message?: string
}

/** What the optimizer says when it has found out that there is nothing to look for. */
const NOTHING = /impossible|no matching|const row not found|never/i

/**
 * How the server runs a statement. On the few rows of a test it may read them all although there is an index for the condition;
 * an index that it names as possible counts as one that it uses. A value of which it finds out while it plans that no row has it
 * leaves no plan at all.
 */
export async function explain(client: Asked, sql: string, parameters: readonly unknown[]): Promise<Plan> {
  const [shown] = await rowsOf<{ EXPLAIN: string }>(client, `EXPLAIN FORMAT=JSON ${sql}`, parameters)
  const root = JSON.parse(shown!.EXPLAIN) as object
  const found: TablePlan[] = []
  const sorts: string[] = []
  const messages: string[] = []
  walk(root, found, sorts, messages)
  const nothing = messages.find((message) => NOTHING.test(message))
  if (nothing !== undefined)
    throw new Error(
      `the optimizer sees that no row can match, "${nothing}", and plans no more; let the when look for what is there`,
    )
  const named = aliases(sql)
  const nameOf = ({ table_name: alias = '' }: TablePlan): string => named.get(alias.toLowerCase()) ?? alias
  const real = found.filter(({ table_name: name = '<' }) => !name.startsWith('<'))
  const takesFirst = (plan: TablePlan): boolean =>
    /\blimit\b/i.test(sql) && plan === real[0] && plan.attached_condition === undefined && sorts.length === 0
  const seeks: Seek[] = []
  const scans = new Set<string>()
  for (const plan of real) {
    const { access_type: access = '', key, used_key_parts: columns = [], possible_keys: possible = [] } = plan
    const table = nameOf(plan)
    if (!/^(all|index)$/i.test(access)) {
      if (key !== undefined && columns.length > 0) seeks.push({ table, columns, index: key })
    } else if (possible.length > 0) {
      for (const index of possible)
        seeks.push({ table, columns: (await columnsOf(client, table, index)).slice(0, 1), index })
    } else if (!takesFirst(plan)) scans.add(table)
  }
  const lines = [...real.map((plan) => described(plan, nameOf(plan))), ...sorts]
  return { seeks, scans: [...scans], sorts, lines: lines.length > 0 ? lines : messages }
}

function walk(node: unknown, tables: TablePlan[], sorts: string[], messages: string[]): void {
  if (typeof node !== 'object' || node === null) return
  if (Array.isArray(node)) {
    for (const one of node) walk(one, tables, sorts, messages)
    return
  }
  for (const [key, value] of Object.entries(node)) {
    if (key === 'message' && typeof value === 'string') messages.push(value)
    if (key === 'filesort') sorts.push(`filesort ${String((value as { sort_key?: string }).sort_key ?? '')}`.trim())
    if (key === 'using_filesort' && value === true) sorts.push('filesort')
    if (key === 'table') tables.push(value as TablePlan)
    if (key === 'index_merge') merged(node as TablePlan, value, tables)
    walk(value, tables, sorts, messages)
  }
}

/** Several indices of a table, each with rows of its own. */
function merged(of: TablePlan, node: unknown, tables: TablePlan[]): void {
  if (typeof node !== 'object' || node === null) return
  const { key, used_key_parts: columns } = node as TablePlan
  if (key !== undefined && columns !== undefined)
    tables.push({ table_name: of.table_name ?? '<', access_type: 'range', key, used_key_parts: columns })
  for (const value of Object.values(node)) merged(of, value, tables)
}

function described(plan: TablePlan, table: string): string {
  const { access_type: access = '', key, used_key_parts: columns = [], attached_condition: condition } = plan
  const by = key === undefined ? '' : ` by ${key} (${columns.join(', ')})`
  return `${access} ${table}${by}${condition === undefined ? '' : ` where ${typeof condition === 'string' ? condition : JSON.stringify(condition)}`}`
}

/** The tables by what the statement calls them. */
function aliases(sql: string): Map<string, string> {
  const name = '(?:`[^`]+`\\.)?(?:`([^`]+)`|([\\w$]+))'
  const pattern = new RegExp(
    `\\b(?:from|join|update|into|,)\\s+${name}(?:\\s+(?:as\\s+)?(?:\`([^\`]+)\`|([\\w$]+)))?`,
    'gi',
  )
  const named = new Map<string, string>()
  for (const [, quoted, plain, alias, plainAlias] of sql.matchAll(pattern)) {
    const table = quoted ?? plain!
    named.set(table.toLowerCase(), table)
    const other = alias ?? plainAlias
    if (other !== undefined && (alias !== undefined || !KEYWORDS.test(other))) named.set(other.toLowerCase(), table)
  }
  return named
}

const KEYWORDS =
  /^(where|set|on|using|left|right|inner|cross|join|order|group|limit|values|select|union|force|use|ignore)$/i

/** What a constraint or an index of the table is about. */
export async function columnsOf(client: Asked, table: string, constraint: string): Promise<string[]> {
  const rows = await rowsOf<{ name: string | null }>(
    client,
    `SELECT COLUMN_NAME AS name, SEQ_IN_INDEX AS place FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND INDEX_NAME = ?
     UNION SELECT COLUMN_NAME, ORDINAL_POSITION FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND CONSTRAINT_NAME = ?
     ORDER BY place`,
    [table, constraint, table, constraint],
  )
  return rows.map(({ name }) => name ?? '')
}
