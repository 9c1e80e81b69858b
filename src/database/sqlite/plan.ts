import type { Columns, Plan } from '../engine.js'
import { literal, type Raw } from './raw.js'

/** How SQLite would run a statement: the indices by which it seeks rows, and its own words. */
export async function explain(raw: Raw, sql: string, parameters: readonly unknown[]): Promise<Plan> {
  const rows = await raw.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters)
  const lines = rows.map(({ detail }) => detail)
  const seeks: Columns[] = []
  for (const line of lines) {
    const index = /^SEARCH .*? USING (?:COVERING )?INDEX (\S+) \(/.exec(line)?.[1]
    const alias = /^SEARCH (\S+) USING (?:INTEGER )?PRIMARY KEY \(/.exec(line)?.[1]
    if (index) seeks.push(await ofIndex(raw, index, soughtBy(line)))
    else if (alias) seeks.push(await ofPrimaryKey(raw, tableOf(sql, alias)))
  }
  return { seeks, lines }
}

/** How many columns the seek compares. */
function soughtBy(line: string): number {
  return (/\(([^)]*)\)\s*(?:LEFT-JOIN)?$/.exec(line)?.[1] ?? '').split(' AND ').length
}

async function ofIndex(raw: Raw, index: string, sought: number): Promise<Columns> {
  const rows = await raw.all<{ tbl: string; name: string }>(
    `SELECT t.name AS tbl, c.name AS name FROM pragma_table_list t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c
     WHERE t.schema = 'main' AND i.name = ${literal(index)} ORDER BY c.seqno`,
  )
  return { table: rows[0]?.tbl ?? '', columns: rows.slice(0, sought).map(({ name }) => name) }
}

async function ofPrimaryKey(raw: Raw, table: string): Promise<Columns> {
  const rows = await raw.all<{ name: string }>(
    `SELECT name FROM pragma_table_info(${literal(table)}) WHERE pk > 0 ORDER BY pk`,
  )
  return { table, columns: rows.map(({ name }) => name) }
}

/** The table that goes by this name in the statement. */
function tableOf(sql: string, alias: string): string {
  const name = alias.replace(/\W/g, '\\$&')
  const declared = new RegExp(
    `(?:FROM|JOIN|UPDATE|,)\\s+["\`[]?(\\w+)["\`\\]]?\\s+(?:AS\\s+)?["\`[]?${name}(?!\\w|["\`\\]]?\\.)`,
    'i',
  )
  return declared.exec(sql)?.[1] ?? alias
}
