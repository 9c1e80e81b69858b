import type { Columns, Engine } from '../engine.js'
import { nameOfToken, type SqlToken, sqlTokens } from '../statements/sql-tokens.js'
import type { Statement } from '../statements/statements.js'
import type { DriverError } from '../violation.js'

/** Which values of which columns a type did not take. */
export interface Refused {
  /** The type as the error names it, as `format_type` would. */
  readonly type: string | undefined
  /** Whether it refuses the value with this text. */
  refuses(text: string): boolean
}

/** How the server tells a parameter that it could not read. */
const PARAMETER = /^(?:unnamed portal|portal ".*") parameter \$(\d+)/

/**
 * The columns whose values were refused. PostgreSQL tells only their type: they are those of this type that the statement
 * writes such a value to. Where their values are not to be read from it, all that it may be are named as one.
 */
export async function refusedColumns(
  engine: Engine,
  statement: Statement,
  { where }: DriverError,
  { type, refuses }: Refused,
): Promise<readonly Columns[]> {
  const parameter = PARAMETER.exec(where ?? '')?.[1]
  const written = writtenBy(statement)
  // Where it tells of a function, a trigger has written, to any table.
  if (type === undefined || written === undefined || (where !== undefined && parameter === undefined)) return []
  const { table, columns, cells } = written
  const types = await engine.typesOf?.(table)
  const possible = [...(types ?? [])]
    .filter(([name, own]) => own.replace(/(\[\])+$/, '') === type && (columns === undefined || columns.includes(name)))
    .map(([name]) => name)
  const of = (names: readonly string[]): Columns[] => names.map((name) => ({ table, columns: [name] }))
  const those = (name: string) => cells.filter(({ column }) => column === name)
  const sure = possible.filter((name) =>
    those(name).some((cell) =>
      parameter === undefined ? cell.text !== undefined && refuses(cell.text) : cell.parameter === Number(parameter),
    ),
  )
  if (sure.length > 0) return of(sure)
  const open = possible.filter((name) => those(name).length === 0 || those(name).some(({ text }) => text === undefined))
  return open.length > 1 ? [{ table, columns: open }] : of(open)
}

/** A value that goes to a column; its text where the statement shows it. */
interface Cell {
  readonly column: string
  readonly text: string | undefined
  /** The number of the parameter that it is. */
  readonly parameter: number | undefined
}

interface Written {
  readonly table: string
  /** Those that it names; all of the table where it names none. */
  readonly columns: readonly string[] | undefined
  readonly cells: readonly Cell[]
}

/** What an INSERT or an UPDATE writes, as far as its text tells. */
function writtenBy({ sql, parameters }: Statement): Written | undefined {
  const tokens = sqlTokens(sql, 'postgres').filter(({ kind }) => kind !== 'comment')
  const verb = tokens.findIndex((token) => is(token, 'INTO') || is(token, 'UPDATE'))
  if (verb < 0) return undefined
  let at = verb + 1
  if (is(tokens[at], 'ONLY')) at++
  while (tokens[at + 1]?.text === '.') at += 2
  const name = tokens[at]
  if (name === undefined) return undefined
  const set = pairsOf(tokens, at)
  const cell = (column: string, tokens: readonly SqlToken[]): Cell => ({
    column,
    text: textOf(tokens, parameters),
    parameter: parameterOf(tokens),
  })
  const cells: Cell[] = set.map(({ column, value }) => cell(column, value))
  const table = nameOfToken(name)
  if (is(tokens[verb], 'UPDATE')) return { table, columns: cells.map(({ column }) => column), cells }
  const list = is(tokens[at + 1], 'AS') ? at + 3 : at + 1
  if (tokens[list]?.text !== '(') return { table, columns: undefined, cells }
  const columns = group(tokens, list).items.map(([first]) => (first ? nameOfToken(first) : ''))
  let row = tokens.findIndex((token, i) => i > list && is(token, 'VALUES')) + 1
  while (row > 0 && tokens[row]?.text === '(') {
    const { items, end } = group(tokens, row)
    for (const [i, column] of columns.entries()) cells.push(cell(column, items[i] ?? []))
    row = tokens[end + 1]?.text === ',' ? end + 2 : 0
  }
  return { table, columns: [...columns, ...set.map(({ column }) => column)], cells }
}

const is = (token: SqlToken | undefined, word: string): boolean =>
  token?.kind === 'word' && token.text.toUpperCase() === word

/** What stands between the bracket at a place and its end, parted by the commas. */
function group(tokens: readonly SqlToken[], from: number): { items: SqlToken[][]; end: number } {
  const items: SqlToken[][] = [[]]
  let depth = 0
  for (let at = from; at < tokens.length; at++) {
    const { text, kind } = tokens[at]!
    const mark = kind === 'mark' ? text : ''
    if (mark === ')' && --depth === 0) return { items, end: at }
    if (mark === ',' && depth === 1) items.push([])
    else if (at > from) items.at(-1)!.push(tokens[at]!)
    if (mark === '(') depth++
  }
  return { items, end: tokens.length }
}

/** What SET gives to each column. */
function pairsOf(tokens: readonly SqlToken[], from: number): { column: string; value: SqlToken[] }[] {
  const set = tokens.findIndex((token, i) => i > from && is(token, 'SET'))
  if (set < 0) return []
  const pairs: { column: string; value: SqlToken[] }[] = []
  let depth = 0
  let value: SqlToken[] | undefined
  for (let at = set + 1; at < tokens.length; at++) {
    const token = tokens[at]!
    if (depth === 0 && ['WHERE', 'FROM', 'RETURNING'].some((word) => is(token, word))) break
    if (depth === 0 && token.text === ',') value = undefined
    else if (value !== undefined) value.push(token)
    else if (tokens[at + 1]?.text === '=') {
      value = []
      pairs.push({ column: nameOfToken(token), value })
      at++
    }
    if (token.text === '(') depth++
    if (token.text === ')') depth--
  }
  return pairs
}

/** The number of the parameter that stands here alone. */
function parameterOf([first, second, ...rest]: readonly SqlToken[]): number | undefined {
  return first?.text === '$' && second !== undefined && rest.length === 0 ? Number(second.text) : undefined
}

/** The text that a parameter or a literal stands for; nothing where the database works it out. */
function textOf(tokens: readonly SqlToken[], parameters: readonly unknown[]): string | undefined {
  const parameter = parameterOf(tokens)
  if (parameter !== undefined) {
    const value = parameters[parameter - 1]
    if (value === null) return ''
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
      ? String(value)
      : undefined
  }
  const [sign, ...behind] = tokens
  const [first, ...rest] = sign?.text === '-' ? behind : tokens
  if (first === undefined || rest.length > 0) return undefined
  if (/^\d/.test(first.text)) return `${sign?.text === '-' ? '-' : ''}${first.text}`
  if (first.kind === 'string' && first.text.startsWith("'")) return first.text.slice(1, -1).replaceAll("''", "'")
  return is(first, 'DEFAULT') || is(first, 'NULL') ? '' : undefined
}
