import { show } from '../../match/show.js'
import { maskValue } from '../../wire/mask-value.js'

/** A row as the database hands it back. */
export type StoredRow = Readonly<Record<string, unknown>>

/** The rows of every table at a moment. */
export type Snapshot = ReadonlyMap<string, TableSnapshot>

/** The columns and rows of a table at one time. */
export interface TableSnapshot {
  readonly columns: readonly string[]
  readonly rows: readonly StoredRow[]
}

/** What is not there any more, a line each; what has a new name is there. */
export function lossesOf(table: string, before: TableSnapshot, after: Snapshot, known: Snapshot): string[] {
  const now = after.get(table) ?? renamed(before, after, known)
  const count = before.rows.length
  if (now === undefined) return count === 0 ? [] : [`${table}: the table is gone, and ${rows(count)} with it`]
  const names = new Map(before.columns.map((column) => [column, nameNow(column, before, now)]))
  const lines: string[] = []
  for (const [column, name] of names) {
    const values = before.rows.filter((row) => row[column] !== null && row[column] !== undefined).length
    if (name === undefined && values > 0)
      lines.push(
        `${table}.${column}: the column is gone, and ${values === 1 ? 'the value of 1 row' : `the values of ${values} rows`} with it`,
      )
  }
  const kept = [...names].filter((entry): entry is [string, string] => entry[1] !== undefined)
  const left = now.rows.map((row) => textOf(kept.map(([, name]) => row[name])))
  const missing = before.rows.filter((row) => {
    const i = left.indexOf(textOf(kept.map(([column]) => row[column])))
    if (i >= 0) left.splice(i, 1)
    return i < 0
  })
  if (missing.length > 0) {
    const [first] = missing
    const what = now.rows.length < count ? 'are gone' : 'are not what they were'
    lines.push(`${table}: ${missing.length} of ${rows(count)} ${what}, such as ${show(maskValue({ ...first! }))}`)
  }
  return lines
}

/** A table that is new and has the same rows. */
function renamed(before: TableSnapshot, after: Snapshot, known: Snapshot): TableSnapshot | undefined {
  const text = (rows: readonly StoredRow[]) =>
    rows
      .map((row) => textOf(before.columns.map((column) => row[column])))
      .sort()
      .join('\n')
  return [...after].find(
    ([name, { columns, rows }]) =>
      !known.has(name) &&
      before.columns.every((column) => columns.includes(column)) &&
      text(rows) === text(before.rows),
  )?.[1]
}

/** What the column is called now: a new one that holds the same values is the old one. */
function nameNow(column: string, before: TableSnapshot, now: TableSnapshot): string | undefined {
  if (now.columns.includes(column)) return column
  const values = (rows: readonly StoredRow[], name: string) =>
    rows
      .map((row) => textOf([row[name]]))
      .sort()
      .join('\n')
  return now.columns.find(
    (name) => !before.columns.includes(name) && values(now.rows, name) === values(before.rows, column),
  )
}

/** Values as text, so that a column that becomes another type keeps them. */
function textOf(values: readonly unknown[]): string {
  return JSON.stringify(
    values.map((value) => {
      if (value === null || value === undefined) return null
      if (value instanceof Date) return value.toISOString()
      if (Buffer.isBuffer(value)) return value.toString('hex')
      return typeof value === 'object' ? JSON.stringify(value) : String(value)
    }),
  )
}

function rows(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`
}
