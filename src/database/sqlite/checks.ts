import type { DataSource } from 'typeorm'
import { nameOfToken, type SqlToken, sqlTokens } from '../statements/sql-tokens.js'

/** The checks of a table: their names, and of those without one the expression, by which an error tells them. */
export async function checks(dataSource: DataSource, table: string): Promise<readonly string[]> {
  const [made] = (await dataSource.query(
    `SELECT sql FROM main.sqlite_master WHERE type = 'table' AND lower(name) = lower(?)`,
    [table],
  )) as { sql: string }[]
  const sql = made?.sql ?? ''
  const tokens = sqlTokens(sql, 'sqlite').filter(({ kind }) => kind !== 'comment')
  const is = (token: SqlToken | undefined, word: string): boolean =>
    token?.kind === 'word' && token.text.toUpperCase() === word
  return tokens.flatMap((token, at) => {
    const bracket = tokens[at + 1]
    if (!is(token, 'CHECK') || bracket?.text !== '(') return []
    if (is(tokens[at - 2], 'CONSTRAINT')) return [nameOfToken(tokens[at - 1]!)]
    return [sql.slice(bracket.to, closing(tokens, at + 1)).trim()]
  })
}

/** Where the bracket at a place is closed. */
function closing(tokens: readonly SqlToken[], from: number): number {
  let depth = 0
  for (const { text, kind, to } of tokens.slice(from)) {
    if (kind !== 'mark') continue
    if (text === '(') depth++
    if (text === ')' && --depth === 0) return to - 1
  }
  return tokens.at(-1)!.to
}
