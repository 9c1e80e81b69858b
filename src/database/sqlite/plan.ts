import type { Plan, Seek } from '../engine.js'
import { sqlTokens } from '../statements/sql-tokens.js'
import { literal, type Raw } from './raw.js'
import { type Sources, sourcesOf } from './sources.js'

/** `SEARCH u EXISTS USING COVERING INDEX i (email=? AND name>?) LEFT-JOIN` */
const SEARCH = /^SEARCH (.+?)(?: EXISTS)? USING (.*?)(?: \((.*)\))?(?: LEFT-JOIN)?$/
const SCAN = /^SCAN (.+?)(?: EXISTS)?(?: USING (?:COVERING )?INDEX .+?)?(?: LEFT-JOIN)?$/

/** How SQLite would run a statement, from its EXPLAIN QUERY PLAN: the same on few rows and on many. */
export async function explain(raw: Raw, sql: string, parameters: readonly unknown[]): Promise<Plan> {
  const rows = await raw.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters)
  const lines = rows.map(({ detail }) => detail)
  const sources = await sourcesOf(raw, sql)
  const sorts = lines.filter((line) => line.startsWith('USE TEMP B-TREE'))
  const bounded = sorts.length === 0 && readsFirstRows(sql)
  const seeks: Seek[] = []
  const scans = new Set<string>()
  for (const line of lines) {
    const [, sought, how = '', compared = ''] = SEARCH.exec(line) ?? []
    const walked = SCAN.exec(line)?.[1]
    const automatic = sought !== undefined && how.startsWith('AUTOMATIC')
    const name = sought ?? walked
    if (name === undefined) continue
    if (automatic || (walked !== undefined && !bounded)) for (const table of tablesOf(sources, name)) scans.add(table)
    if (automatic || sought === undefined || compared === '') continue
    const index = /INDEX (.+)$/.exec(how)?.[1]
    if (index !== undefined) seeks.push(await ofIndex(raw, index, soughtBy(compared)))
    else for (const table of tablesOf(sources, name)) seeks.push(await ofPrimaryKey(raw, table))
  }
  return { seeks, scans: [...scans], sorts, lines }
}

function tablesOf(sources: Sources, name: string): Iterable<string> {
  return sources.get(name.toLowerCase()) ?? []
}

/** It takes the first rows as they come: a LIMIT, and nothing that would leave rows out or put them together. */
function readsFirstRows(sql: string): boolean {
  const words = new Set(
    sqlTokens(sql, 'sqlite')
      .filter(({ kind }) => kind === 'word')
      .map(({ text }) => text.toUpperCase()),
  )
  return (
    words.has('LIMIT') &&
    !['WHERE', 'JOIN', 'GROUP', 'HAVING', 'DISTINCT', 'COUNT', 'SUM', 'AVG', 'ON'].some((word) => words.has(word))
  )
}

/** How many columns the seek compares, from the index's first on; one that is skipped ends them. */
function soughtBy(compared: string): number {
  const terms = compared.split(' AND ')
  const skipped = terms.findIndex((term) => term.startsWith('ANY('))
  const most = skipped < 0 ? terms : terms.slice(0, skipped)
  return new Set(most.map((term) => term.replace(/[<>=].*$/, ''))).size
}

async function ofIndex(raw: Raw, index: string, sought: number): Promise<Seek> {
  const rows = await raw.all<{ tbl: string; name: string | null }>(
    `SELECT t.name AS tbl, c.name AS name FROM pragma_table_list t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c
     WHERE t.schema = 'main' AND i.name = ${literal(index)} ORDER BY c.seqno`,
  )
  const columns = rows.slice(0, sought).map(({ name }) => name ?? EXPRESSION)
  return { table: rows[0]?.tbl ?? '', columns, index }
}

/** What stands in an index where no column does. */
const EXPRESSION = '<expression>'

async function ofPrimaryKey(raw: Raw, table: string): Promise<Seek> {
  const rows = await raw.all<{ name: string }>(
    `SELECT name FROM pragma_table_info(${literal(table)}) WHERE pk > 0 ORDER BY pk`,
  )
  return { table, columns: rows.map(({ name }) => name) }
}
