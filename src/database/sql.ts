import { type When, when } from '../scenario/step.js'
import type { Part } from '../scenario/world.js'
import type { Live } from './live.js'
import { flavourOf } from './statements/sql-tokens.js'

/** The step value behind `db.sql`: the values travel as parameters. */
export function sql(
  live: () => Live,
  uses: readonly Part[],
  strings: TemplateStringsArray,
  values: readonly unknown[],
): When<object, readonly object[]> {
  if (!Array.isArray(strings) || !Array.isArray(strings.raw))
    throw new TypeError(
      'db.sql is a tag, written before a template whose values travel as parameters; it is no function of a text',
    )
  const text = (mark: (i: number) => string): string =>
    strings.map((part, i) => part + (i < values.length ? mark(i + 1) : '')).join('')
  const title = text((i) => `$${i}`)
    .replace(/\s+/g, ' ')
    .trim()
  if (title === '') throw new TypeError('db.sql`` has no statement')
  return when<object, readonly object[]>(
    title.length > 80 ? `${title.slice(0, 79)}…` : title,
    async () => {
      const { dataSource, dialect } = live()
      for (const [i, value] of values.entries()) refuseUnbound(value, i + 1, dataSource.options.type)
      const rows: unknown = await dataSource.query(text(dialect.placeholder), [...values])
      return Array.isArray(rows) && !isCounted(rows) ? (rows as object[]) : []
    },
    { uses },
  )
}

/** A value that finds nothing because it is none, or that a driver of SQLite sends as something else. */
function refuseUnbound(value: unknown, i: number, type: string): void {
  if (value === undefined)
    throw new TypeError(`the value $${i} of db.sql\`...\` is undefined; a column without a value is null`)
  if (Array.isArray(value) && flavourOf(type) === 'sqlite')
    throw new TypeError(
      `the value $${i} of db.sql\`...\` is a list, which SQLite does not take; give it as JSON, as in IN (SELECT value FROM json_each(\${JSON.stringify(ids)}))`,
    )
}

/** What TypeORM hands back of an UPDATE or DELETE on PostgreSQL: the rows and their number. */
function isCounted(rows: readonly unknown[]): boolean {
  return rows.length === 2 && Array.isArray(rows[0]) && typeof rows[1] === 'number'
}
