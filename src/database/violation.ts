import type { EntityMetadata } from 'typeorm'
import type { Columns, Engine } from './engine.js'
import type { Statement } from './statements.js'

/** A constraint that a statement broke, the same on every engine. */
export interface Violation {
  readonly kind: 'unique' | 'foreignKey' | 'notNull' | 'check'
  readonly statement: Statement
  /** What it may be about: one, or some where the engine does not tell which. */
  readonly of: readonly Columns[]
  readonly constraint?: string
}

interface DriverError {
  readonly code?: string
  readonly message: string
  readonly table?: string
  readonly column?: string
  readonly constraint?: string
}

const POSTGRES: Readonly<Record<string, Violation['kind']>> = {
  '23505': 'unique',
  '23503': 'foreignKey',
  '23502': 'notNull',
  '23514': 'check',
}

/** What the failed statement broke, in normal form; nothing when it failed for another reason. */
export async function violationOf(engine: Engine, statement: Statement): Promise<Violation | undefined> {
  const error = ((statement.error as { driverError?: unknown })?.driverError ?? statement.error) as
    | DriverError
    | undefined
  if (typeof error?.message !== 'string') return undefined
  const kind = POSTGRES[error.code ?? '']
  return kind === undefined ? ofSqlite(statement, error) : ofPostgres(engine, statement, error, kind)
}

async function ofPostgres(
  engine: Engine,
  statement: Statement,
  { table = '', column, constraint }: DriverError,
  kind: Violation['kind'],
): Promise<Violation> {
  const columns =
    column !== undefined ? [column] : constraint === undefined ? [] : await engine.columnsOf(table, constraint)
  return { kind, statement, of: [{ table, columns }], ...(constraint === undefined ? {} : { constraint }) }
}

function ofSqlite(statement: Statement, { message }: DriverError): Violation | undefined {
  const [, word, rest = ''] =
    /(UNIQUE|NOT NULL|CHECK|FOREIGN KEY) constraint failed(?:: ([\s\S]*))?/.exec(message) ?? []
  switch (word) {
    case 'UNIQUE':
    case 'NOT NULL':
      return { kind: word === 'UNIQUE' ? 'unique' : 'notNull', statement, of: [named(rest)] }
    case 'CHECK':
      return {
        kind: 'check',
        statement,
        of: [{ table: targetOf(statement.sql), columns: [] }],
        constraint: rest.trim(),
      }
    case 'FOREIGN KEY':
      return { kind: 'foreignKey', statement, of: statement.brokenForeignKeys ?? [] }
    default:
      return undefined
  }
}

/** `users.email, users.name` */
function named(text: string): Columns {
  const parts = text.split(', ').map((part) => part.trim())
  const at = parts[0]!.indexOf('.')
  const table = parts[0]!.slice(0, at)
  return { table, columns: parts.map((part) => part.slice(at + 1)) }
}

/** The table that a statement writes to. */
function targetOf(sql: string): string {
  return /\b(?:INTO|UPDATE(?:\s+OR\s+\w+)?|FROM)\s+(?:"?\w+"?\.)?["`[]?(\w+)/i.exec(sql)?.[1] ?? ''
}

/** `unique users(email)`, `check accounts "accounts_balance"`. */
export function describeViolation({ kind, of, constraint }: Violation): string {
  const what = of
    .map(({ table, columns }) => `${table}${columns.length > 0 ? `(${columns.join(', ')})` : ''}`)
    .join(' or ')
  const word = { unique: 'unique', foreignKey: 'foreign key', notNull: 'not null', check: 'check' }[kind]
  return `${word} ${what || 'of a table that is not known'}${kind === 'check' && constraint ? ` "${constraint}"` : ''}`
}

/** The columns of the entity's properties. */
export function databaseNames(metadata: EntityMetadata, properties: readonly string[]): string[] {
  return properties.flatMap((property) => {
    const relation = metadata.relations.find(({ propertyName }) => propertyName === property)
    if (relation) return relation.joinColumns.map(({ databaseName }) => databaseName)
    return metadata.columns
      .filter(({ propertyPath }) => propertyPath === property)
      .map(({ databaseName }) => databaseName)
  })
}
