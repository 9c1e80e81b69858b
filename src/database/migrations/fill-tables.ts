import type { DataSource, QueryRunner, Table } from 'typeorm'
import type { Column } from '../entity.js'
import { validValues } from '../factory/column-values.js'
import type { ScratchDatabase } from './scratch-database.js'

type TableColumn = Table['columns'][number]

/** Rows of an author's own, by table: what they do not name is filled. */
export type OwnRows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

/** How many rows a table gets that the author tells nothing of. */
const ROWS = 2

/** Puts rows into every table that has none, parents first, and values into columns that are new; the tables may be of any state between two migrations. */
export async function fillTables(scratch: ScratchDatabase, paths: readonly string[], own: OwnRows): Promise<void> {
  const { dataSource, dialect } = scratch
  const runner = dataSource.createQueryRunner()
  try {
    const tables = await runner.getTables([...paths])
    for (const table of parentsFirst(tables)) {
      const there = await rowsOf(runner, dataSource, table.name)
      if (there.length > 0) {
        await fillColumns(runner, scratch, table, there, own)
        continue
      }
      const told = own[bare(table.name)] ?? own[table.name] ?? []
      const rows = told.length > 0 ? told : Array.from({ length: ROWS }, () => ({}))
      for (const [i, row] of rows.entries()) await insert(runner, dataSource, dialect.placeholder, table, row, i + 1)
    }
  } finally {
    await runner.release()
  }
}

/** The rows of a table. */
export async function rowsOf(
  runner: QueryRunner,
  dataSource: DataSource,
  path: string,
  most?: number,
): Promise<Record<string, unknown>[]> {
  const limit = most === undefined ? '' : ` LIMIT ${most}`
  return (await runner.query(`SELECT * FROM ${escapedPath(dataSource, path)}${limit}`)) as Record<string, unknown>[]
}

/** `users` of `public.users`. */
export function bare(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1)
}

function escapedPath({ driver }: DataSource, path: string): string {
  return path
    .split('.')
    .map((part) => driver.escape(part))
    .join('.')
}

function parentsFirst(tables: readonly Table[]): Table[] {
  const done: Table[] = []
  const visit = (table: Table, way: readonly Table[]): void => {
    if (done.includes(table) || way.includes(table)) return
    for (const { referencedTableName } of table.foreignKeys) {
      const parent = tables.find(({ name }) => bare(name) === bare(referencedTableName))
      if (parent) visit(parent, [...way, table])
    }
    done.push(table)
  }
  for (const table of tables) visit(table, [])
  return done
}

/** A column that is empty in every row, as one that was added is, gets values, or nobody would see them lost. */
async function fillColumns(
  runner: QueryRunner,
  { dataSource, dialect }: ScratchDatabase,
  table: Table,
  rows: readonly Record<string, unknown>[],
  own: OwnRows,
): Promise<void> {
  const told = new Set((own[bare(table.name)] ?? []).flatMap((row) => Object.keys(row)))
  const keys = table.primaryColumns.map(({ name }) => name)
  const empty = table.columns.filter(
    ({ name, isGenerated, asExpression }) =>
      !isGenerated && asExpression === undefined && !told.has(name) && rows.every((row) => row[name] === null),
  )
  if (keys.length === 0) return
  const escaped = (name: string) => dataSource.driver.escape(name)
  for (const column of empty)
    for (const [i, row] of rows.entries()) {
      const key = table.foreignKeys.find(({ columnNames }) => columnNames.includes(column.name))
      const value = key
        ? await parentOf(runner, dataSource, key, column.name, i + 1)
        : validFor(dataSource, column, i + 1)
      const where = keys.map((name, k) => `${escaped(name)} = ${dialect.placeholder(k + 2)}`).join(' AND ')
      await runner
        .query(
          `UPDATE ${escapedPath(dataSource, table.name)} SET ${escaped(column.name)} = ${dialect.placeholder(1)} WHERE ${where}`,
          [value, ...keys.map((name) => row[name])],
        )
        .catch((error: unknown) => {
          throw refused(table, error as Error)
        })
    }
}

function refused(table: Table, error: Error): Error {
  const name = bare(table.name)
  return new Error(
    `db.migrations.keepRows() can't put a row into ${name}: ${error.message}; ` +
      `tell rows that it takes, as in db.migrations.keepRows({ rows: { ${name}: [{ ... }] } })`,
    { cause: error },
  )
}

async function insert(
  runner: QueryRunner,
  dataSource: DataSource,
  placeholder: (i: number) => string,
  table: Table,
  told: Readonly<Record<string, unknown>>,
  n: number,
): Promise<void> {
  const values: Record<string, unknown> = {}
  for (const column of table.columns) {
    if (column.asExpression !== undefined) continue
    if (Object.hasOwn(told, column.name)) values[column.name] = told[column.name]
    else if (!column.isGenerated || column.generationStrategy === 'uuid') {
      const key = table.foreignKeys.find(({ columnNames }) => columnNames.includes(column.name))
      values[column.name] = key
        ? await parentOf(runner, dataSource, key, column.name, n)
        : validFor(dataSource, column, n)
    }
  }
  const names = Object.keys(values)
  const into = `INSERT INTO ${escapedPath(dataSource, table.name)}`
  const sql =
    names.length === 0
      ? `${into} DEFAULT VALUES`
      : `${into} (${names.map((name) => dataSource.driver.escape(name)).join(', ')}) VALUES (${names.map((_, i) => placeholder(i + 1)).join(', ')})`
  try {
    await runner.query(sql, Object.values(values))
  } catch (error) {
    throw refused(table, error as Error)
  }
}

async function parentOf(
  runner: QueryRunner,
  dataSource: DataSource,
  { columnNames, referencedTableName, referencedColumnNames }: Table['foreignKeys'][number],
  column: string,
  n: number,
): Promise<unknown> {
  const rows = await rowsOf(runner, dataSource, referencedTableName, ROWS)
  const row = rows[(n - 1) % Math.max(rows.length, 1)]
  return row?.[referencedColumnNames[columnNames.indexOf(column)]!] ?? null
}

/** The types of which the values are written in a form of their own. */
const OWN_FORM =
  /^(interval|inet|cidr|macaddr|\w*range|bit|xml|point|line|lseg|box|path|polygon|circle|ts(vector|query)|ltree|jsonpath)/

/** A value that differs from row to row and that the column takes. */
function validFor(dataSource: DataSource, column: TableColumn, n: number): unknown {
  const { driver, options } = dataSource
  const member = column.enum?.[(n - 1) % column.enum.length]
  if (member !== undefined) return column.isArray ? [member] : member
  if (column.isArray) return []
  const type = column.type.toLowerCase()
  const strict = OWN_FORM.test(type) && validValues(dataSource, column as unknown as Column)
  if (strict) return strict.make(((n - 1) % strict.room) + 1)
  if (/bool/.test(type) || (type === 'tinyint' && column.length === '1'))
    return options.type === 'postgres' ? n % 2 === 1 : n % 2
  if (/uuid/.test(type)) return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
  if (/json/.test(type)) return JSON.stringify({ n })
  if (/blob|bytea|binary/.test(type)) return Buffer.from([n])
  if (/timestamp|datetime/.test(type)) return `2020-01-0${n % 9 || 9} 00:00:00`
  if (/^date/.test(type)) return `2020-01-0${n % 9 || 9}`
  if (/^time/.test(type)) return `0${n % 10}:00:00`
  if (/int|serial|numeric|decimal|real|double|float|money|year|number/.test(type)) return n
  const length =
    Number(column.length) || Number((driver.dataTypeDefaults?.[type] as { length?: number } | undefined)?.length) || 255
  const text = `${column.name} ${n}`
  return text.length <= length ? text : String(n).slice(-length)
}
