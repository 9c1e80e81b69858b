import type { DataSource } from 'typeorm'
import { type SqlToken, sqlTokens } from '../statements/sql-tokens.js'

/**
 * What a schema is made of, a line each, the tables of TypeORM's own left out: two that are equal have the same lines,
 * whatever way they went. A table that was rebuilt has its columns and constraints in another order, and other blanks.
 */
export async function catalog(dataSource: DataSource, without: readonly string[]): Promise<readonly string[]> {
  const lines = (await dataSource.query(
    `WITH tables AS (SELECT name, sql FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\')
     SELECT t.name AS tbl, 'table ' || t.name AS line FROM tables t
     UNION ALL SELECT t.name, 'column ' || t.name || '.' || c.name || ' ' || lower(c.type) || iif(c."notnull", ' NOT NULL', '')
       || iif(c.pk, ' PRIMARY KEY ' || c.pk, '') || iif(c.dflt_value IS NULL, '', ' DEFAULT ' || c.dflt_value) || iif(c.hidden, ' GENERATED ' || c.hidden, '')
       FROM tables t JOIN pragma_table_xinfo(t.name) c
     UNION ALL SELECT t.name, 'foreign key ' || t.name || '(' || group_concat(f."from", ', ') || ') to ' || f."table" || '(' || group_concat(coalesce(f."to", ''), ', ')
       || ') ON UPDATE ' || f.on_update || ' ON DELETE ' || f.on_delete FROM tables t JOIN pragma_foreign_key_list(t.name) f GROUP BY t.name, f.id
     UNION ALL SELECT t.name, 'unique ' || t.name || '(' || (SELECT group_concat(c.name, ', ') FROM pragma_index_info(i.name) c) || ')'
       FROM tables t JOIN pragma_index_list(t.name) i WHERE i.origin = 'u'`,
  )) as { tbl: string; line: string }[]
  const texts = (await dataSource.query(
    `SELECT type, name, tbl_name AS tbl, sql FROM main.sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
     AND name NOT LIKE 'qa\\_integ\\_%' ESCAPE '\\'`,
  )) as { type: string; name: string; tbl: string; sql: string }[]
  const told = texts.flatMap(({ type, name, tbl, sql }) =>
    (type === 'table' ? inTable(name, sql) : [`${type} ${plain(sqlTokens(sql, 'sqlite'))}`]).map((line) => ({
      tbl,
      line,
    })),
  )
  return [...lines, ...told]
    .filter(({ tbl }) => !without.includes(tbl) && !tbl.startsWith('qa_integ_'))
    .map(({ line }) => line)
    .sort()
}

/** What no pragma tells of a table: its checks, collations and whether it counts its keys up. */
function inTable(name: string, sql: string): string[] {
  const tokens = sqlTokens(sql, 'sqlite').filter(({ kind }) => kind !== 'comment')
  return tokens.flatMap((token, i) => {
    if (token.kind !== 'word') return []
    switch (token.text.toUpperCase()) {
      case 'CHECK':
        return [`check ${plain(parenthesised(tokens, i + 1))} on ${name}`]
      case 'COLLATE':
        return [`collation ${tokens[i + 1]?.text.toLowerCase()} in ${name}`]
      case 'AUTOINCREMENT':
      case 'STRICT':
      case 'WITHOUT':
        return [`${token.text.toLowerCase()} in ${name}`]
      default:
        return []
    }
  })
}

function parenthesised(tokens: readonly SqlToken[], from: number): SqlToken[] {
  let depth = 0
  const end = tokens.findIndex((token, i) => {
    if (i < from || token.kind !== 'mark') return false
    depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0
    return depth === 0
  })
  return tokens.slice(from, end < 0 ? tokens.length : end + 1)
}

/** The text without comments, and with one blank between any two pieces. */
function plain(tokens: readonly SqlToken[]): string {
  return tokens
    .filter(({ kind }) => kind !== 'comment')
    .map(({ kind, text }) => (kind === 'name' ? text.replace(/^["[`](\w+)["\]`]$/, '$1') : text))
    .join(' ')
}
