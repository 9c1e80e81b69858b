import type { Row, TableChanges } from '../engine.js'
import { rowChanges } from '../rows/row-changes.js'
import { ident, type MysqlClient, resultsOf, rowsOf } from './client.js'
import type { Table, TableColumn } from './tables.js'

/** A row, each cell as a text. */
export type Line = Readonly<Record<string, string | null>>

/** The rows of a table as they were, read by a connection that goes on seeing them. */
export async function rowsThen(table: Table, before: MysqlClient): Promise<readonly Line[]> {
  // What was read holds the table against ALTER, until a savepoint before it is gone back to.
  const [, lines] = await resultsOf(before, 'SAVEPOINT qa_integ', reading(table), 'ROLLBACK TO SAVEPOINT qa_integ')
  return lines as Line[]
}

/** The rows of a table now. */
export function rowsCommitted(table: Table, client: MysqlClient): Promise<Line[]> {
  return rowsOf<Line>(client, reading(table))
}

/** The rows of a table as a transaction has them that is still open. */
export async function rowsUncommitted(table: Table, client: MysqlClient): Promise<Line[]> {
  // It holds for the next statement alone.
  const [, lines] = await resultsOf(client, 'SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED', reading(table))
  return lines as Line[]
}

/** Every row of a table, each cell as its literal. */
export async function rowsNow(table: Table, client: MysqlClient): Promise<string[]> {
  const lines = await rowsOf<Line>(client, reading(table))
  return lines.map((line, i) => JSON.stringify(rowOf(table, line, i).cells))
}

const reading = ({ columns, path }: Table): string =>
  `SELECT ${columns.map((column, i) => `${exact(column)} AS c${i}`).join(', ')} FROM ${path}`

/** The value as a text that is the same only for the same value. */
function exact({ name, type }: TableColumn): string {
  const column = ident(name)
  switch (KIND(type)) {
    case 'bytes':
      return `HEX(${column})`
    case 'bit':
      return `BIN(${column})`
    case 'float':
      // As a double it has all its digits.
      return `CAST(${column} + 0e0 AS CHAR)`
    case 'number':
    case 'text':
      return `CAST(${column} AS CHAR CHARACTER SET utf8mb4)`
  }
}

function KIND(type: string): 'bytes' | 'bit' | 'float' | 'number' | 'text' {
  if (/blob|binary|geometry|point|linestring|polygon|geomcollection|vector/.test(type)) return 'bytes'
  if (type === 'bit') return 'bit'
  if (type === 'float') return 'float'
  return /int|decimal|numeric|double|year/.test(type) ? 'number' : 'text'
}

function written({ type }: TableColumn, text: string | null): string {
  if (text === null) return 'NULL'
  switch (KIND(type)) {
    case 'bytes':
      return `x'${text.toLowerCase()}'`
    case 'bit':
      return `b'${text}'`
    case 'float':
    case 'number':
      return text
    case 'text':
      return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
  }
}

/** What became of the rows of then. */
export function changesOf(table: Table, then: readonly Line[], now: readonly Line[]): TableChanges {
  const content = (line: Line): string => JSON.stringify(Object.values(line))
  const before = new Map<string, Line[]>()
  for (const line of then) {
    const key = content(line)
    before.set(key, [...(before.get(key) ?? []), line])
  }
  const came = now.filter((line) => before.get(content(line))?.pop() === undefined)
  const rows = (lines: readonly Line[]) => lines.map((line, i) => rowOf(table, line, i))
  return rowChanges(table.name, table.primaryKey, rows([...before.values()].flat()), rows(came))
}

function rowOf({ columns, primaryKey }: Table, line: Line, i: number): Row {
  const cells = Object.fromEntries(columns.map((column, at) => [column.name, written(column, line[`c${at}`] ?? null)]))
  return { key: primaryKey.map((name) => cells[name]).join(', ') || `row ${i + 1}`, cells }
}
