import type { EntityMetadata } from 'typeorm'
import type { Columns } from './engine.js'
import type { Statement } from './statements.js'

/** A constraint that a statement broke, the same on every engine. */
export interface Violation {
  readonly kind: 'unique' | 'foreignKey' | 'notNull' | 'check'
  readonly statement: Statement
  /** What it may be about: one, or some where the engine does not tell which. */
  readonly of: readonly Columns[]
  readonly constraint?: string
}

/** What the driver says of a statement that failed. */
export interface DriverError {
  readonly code?: string
  readonly message: string
  readonly table?: string
  readonly column?: string
  readonly constraint?: string
}

/** The driver's own error, out of TypeORM's. */
export function driverError({ error }: Statement): DriverError | undefined {
  const own = ((error as { driverError?: unknown })?.driverError ?? error) as DriverError | undefined
  return typeof own?.message === 'string' ? own : undefined
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
