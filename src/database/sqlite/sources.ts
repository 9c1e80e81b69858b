import { nameOfToken, type SqlToken, sqlTokens } from '../statements/sql-tokens.js'
import { literal, type Raw } from './raw.js'

/** What SQLite's plan calls a table, and the table. */
export type Sources = ReadonlyMap<string, ReadonlySet<string>>

interface Stored {
  readonly type: 'table' | 'view'
  readonly name: string
  readonly sql: string | null
}

/** The tables that a statement reads, by the names that its plan has for them: aliases, also those within views. */
export async function sourcesOf(raw: Raw, sql: string): Promise<Sources> {
  const sources = new Map<string, Set<string>>()
  const read = new Set<string>()
  const follow = async (text: string): Promise<void> => {
    for (const { name, alias } of namedIn(text)) {
      const [stored] = await raw.all<Stored>(
        `SELECT type, name, sql FROM main.sqlite_master WHERE type IN ('table', 'view') AND name = ${literal(name)} COLLATE NOCASE`,
      )
      if (stored === undefined) continue
      if (stored.type === 'table') {
        const key = alias.toLowerCase()
        sources.set(key, (sources.get(key) ?? new Set()).add(stored.name))
      } else if (!read.has(stored.name)) {
        read.add(stored.name)
        await follow(stored.sql ?? '')
      }
    }
  }
  await follow(sql)
  return sources
}

interface Named {
  readonly name: string
  readonly alias: string
}

const BEFORE: ReadonlySet<string> = new Set(['FROM', 'JOIN', 'UPDATE', 'INTO', ',', '('])
const NO_ALIAS: ReadonlySet<string> = new Set(
  (
    'WHERE SET ON USING JOIN LEFT RIGHT FULL INNER CROSS NATURAL OUTER GROUP ORDER HAVING LIMIT OFFSET UNION EXCEPT ' +
    'INTERSECT WINDOW VALUES SELECT DEFAULT INDEXED NOT RETURNING FROM'
  ).split(' '),
)

/** Every name that stands where a table could, with what it is called from there on. */
function namedIn(sql: string): Named[] {
  const tokens = sqlTokens(sql, 'sqlite').filter(({ kind }) => kind !== 'comment')
  const found: Named[] = []
  const names = (token: SqlToken | undefined): token is SqlToken => token?.kind === 'word' || token?.kind === 'name'
  const keyword = (token: SqlToken | undefined): string =>
    token?.kind === 'name' ? '' : (token?.text.toUpperCase() ?? '')
  tokens.forEach((token, i) => {
    if (
      !BEFORE.has(keyword(token)) &&
      !['OR', 'REPLACE', 'IGNORE', 'ROLLBACK', 'ABORT', 'FAIL'].includes(keyword(token))
    )
      return
    let at = i + 1
    if (!names(tokens[at])) return
    if (tokens[at + 1]?.text === '.' && names(tokens[at + 2])) at += 2
    const name = nameOfToken(tokens[at]!)
    const next = keyword(tokens[at + 1]) === 'AS' ? tokens[at + 2] : tokens[at + 1]
    const aliased = names(next) && !NO_ALIAS.has(keyword(next))
    found.push({ name, alias: aliased ? nameOfToken(next) : name })
  })
  return found
}
