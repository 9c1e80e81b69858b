import { nameOfToken, sqlTokens } from '../statements/sql-tokens.js'
import type { Raw } from './raw.js'

/** The columns that an index is about, what its expressions name included and what its condition names left out. */
export async function columnsOfIndex(raw: Raw, table: string, index: string): Promise<string[]> {
  const [made] = await raw.all<{ sql: string | null }>(
    `SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ? AND tbl_name = ? COLLATE NOCASE`,
    [index, table],
  )
  const columns = await raw.all<{ name: string }>('SELECT name FROM pragma_table_xinfo(?)', [table])
  const tokens = sqlTokens(made?.sql ?? '', 'sqlite')
  const end = tokens.findIndex(({ kind, text }) => kind === 'word' && text.toUpperCase() === 'WHERE')
  const parts = tokens.slice(
    tokens.findIndex(({ text }) => text === '('),
    end < 0 ? tokens.length : end,
  )
  const told = new Set(
    parts
      .filter(({ kind }, i) => (kind === 'word' || kind === 'name') && parts[i + 1]?.text !== '(')
      .map((token) => nameOfToken(token).toLowerCase()),
  )
  return columns.flatMap(({ name }) => (told.has(name.toLowerCase()) ? [name] : []))
}
