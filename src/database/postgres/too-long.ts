import type { Columns, Engine } from '../engine.js'
import { nameOfToken, type SqlToken, sqlTokens } from '../statements/sql-tokens.js'
import type { Statement } from '../statements/statements.js'
import type { DriverError } from '../violation.js'

/** The type as the error names it, whatever its language. */
const TYPE = /\b(?:character varying|character|bit varying)\((\d+)\)/

/**
 * The columns that a value was too long for. PostgreSQL tells only their type: they are those of this type that the
 * statement writes such a value to. Where their values are not to be read from it, all that it may be are named as one.
 */
export async function tooLong(engine: Engine, statement: Statement, error: DriverError): Promise<readonly Columns[]> {
  const [type, length] = TYPE.exec(error.message) ?? []
  const written = writtenBy(statement)
  // Where it tells of a function, a trigger has written, to any table.
  if (type === undefined || written === undefined || error.where !== undefined) return []
  const { table, columns, cells } = written
  const types = await engine.typesOf?.(table)
  const possible = [...(types ?? [])]
    .filter(([name, own]) => own.replace(/(\[\])+$/, '') === type && (columns === undefined || columns.includes(name)))
    .map(([name]) => name)
  const of = (names: readonly string[]): Columns[] => names.map((name) => ({ table, columns: [name] }))
  const values = (name: string) => cells.filter(({ column }) => column === name).map(({ text }) => text)
  const sure = possible.filter((name) =>
    values(name).some((text) => text !== undefined && [...text.trimEnd()].length > Number(length)),
  )
  if (sure.length > 0) return of(sure)
  const open = possible.filter((name) => values(name).length === 0 || values(name).includes(undefined))
  return open.length > 1 ? [{ table, columns: open }] : of(open)
}

/** A value that goes to a column; its text where the statement shows it. */
interface Cell {
  readonly column: string
  readonly text: string | undefined
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
  const text = (tokens: readonly SqlToken[]) => textOf(tokens, parameters)
  const cells: Cell[] = set.map(({ column, value }) => ({ column, text: text(value) }))
  const table = nameOfToken(name)
  if (is(tokens[verb], 'UPDATE')) return { table, columns: cells.map(({ column }) => column), cells }
  const list = is(tokens[at + 1], 'AS') ? at + 3 : at + 1
  if (tokens[list]?.text !== '(') return { table, columns: undefined, cells }
  const columns = group(tokens, list).items.map(([first]) => (first ? nameOfToken(first) : ''))
  let row = tokens.findIndex((token, i) => i > list && is(token, 'VALUES')) + 1
  while (row > 0 && tokens[row]?.text === '(') {
    const { items, end } = group(tokens, row)
    for (const [i, column] of columns.entries()) cells.push({ column, text: text(items[i] ?? []) })
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

/** The text that a parameter or a literal stands for; nothing where the database works it out. */
function textOf([first, second, ...rest]: readonly SqlToken[], parameters: readonly unknown[]): string | undefined {
  if (first === undefined || rest.length > 0) return undefined
  if (first.text === '$' && second !== undefined) {
    const value = parameters[Number(second.text) - 1]
    if (value === null) return ''
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
  }
  if (second !== undefined) return undefined
  if (first.kind === 'string' && first.text.startsWith("'")) return first.text.slice(1, -1).replaceAll("''", "'")
  return is(first, 'DEFAULT') || is(first, 'NULL') ? '' : undefined
}
