import type { EntityMetadata } from 'typeorm'
import type { Columns } from './engine.js'
import { checkProperties } from './entity.js'
import type { Statement } from './statements/statements.js'

/** The constraints that a statement can break. */
export type ConstraintKind = 'unique' | 'foreignKey' | 'notNull' | 'check' | 'exclusion' | 'tooLong' | 'outOfRange'

/** Why a statement can fail because of others at work: its transaction may be tried again. */
export type ContentionKind = 'deadlock' | 'serialization' | 'lockTimeout'

/** Why a statement failed, the same on every engine. */
export interface Violation {
  readonly kind: ConstraintKind | ContentionKind
  readonly statement: Statement
  /**
   * What it may be about: one, or some where the engine does not tell which; nothing where others were in the way. A value
   * that one of several columns of a table refused names all of them, and so is about none of them for sure.
   */
  readonly of: readonly Columns[]
  readonly constraint?: string
}

/** What the driver says of a statement that failed. */
export interface DriverError {
  readonly code?: string
  /** The number of MySQL and MariaDB. */
  readonly errno?: number
  readonly message: string
  readonly detail?: string
  readonly table?: string
  readonly column?: string
  readonly constraint?: string
  /** What a statement was doing that was cut off. */
  readonly where?: string
}

/** The driver's own error, out of TypeORM's. */
export function driverError({ error }: Statement): DriverError | undefined {
  const own = ((error as { driverError?: unknown })?.driverError ?? error) as DriverError | undefined
  return typeof own?.message === 'string' ? own : undefined
}

/** `unique users(email)`, `check accounts "accounts_balance"`. */
export function describeViolation({ kind, of, constraint }: Violation): string {
  if (isContention(kind)) return describeKind(kind)
  if (isOfValue(kind)) return describeValue(kind, of)
  const what = of
    .map(({ table, columns }) => `${table}${columns.length > 0 ? `(${columns.join(', ')})` : ''}`)
    .join(' or ')
  return `${describeKind(kind)} ${what || 'of a table that is not known'}${kind === 'check' && constraint ? ` "${constraint}"` : ''}`
}

/** Whether it is about what a value is, and not about a constraint. */
export function isOfValue(kind: Violation['kind']): kind is 'tooLong' | 'outOfRange' {
  return kind === 'tooLong' || kind === 'outOfRange'
}

/** `value too long for users(name)` */
function describeValue(kind: ConstraintKind, of: readonly Columns[]): string {
  if (of.length === 0) return `${describeKind(kind)} for a column that the database does not tell`
  const places = of.map(({ table, columns }) =>
    columns.length === 1
      ? `${table}(${columns[0]})`
      : `one of ${table}(${columns.join(', ')}), and the database does not tell for which`,
  )
  return `${describeKind(kind)} for ${places.join(' and ')}`
}

const WORDS: Readonly<Record<Violation['kind'], string>> = {
  unique: 'unique',
  foreignKey: 'foreign key',
  notNull: 'not null',
  check: 'check',
  exclusion: 'exclusion',
  tooLong: 'value too long',
  outOfRange: 'number out of range',
  deadlock: 'deadlock',
  serialization: 'serialization failure',
  lockTimeout: 'lock time-out',
}

/** `foreign key`, `serialization failure`. */
export function describeKind(kind: Violation['kind']): string {
  return WORDS[kind]
}

/** Whether a statement failed because others were at work, and not because of what it said. */
export function isContention(kind: Violation['kind']): kind is ContentionKind {
  return kind === 'deadlock' || kind === 'serialization' || kind === 'lockTimeout'
}

/** The columns of the entity's properties. */
export function databaseNames(metadata: EntityMetadata, properties: readonly string[]): string[] {
  return properties.flatMap((property) => {
    const relation = metadata.relations.find(({ propertyPath }) => propertyPath === property)
    if (relation) return relation.joinColumns.map(({ databaseName }) => databaseName)
    return metadata.columns
      .filter(({ propertyPath }) => propertyPath === property)
      .map(({ databaseName }) => databaseName)
  })
}

/** Refuses what is no column of the entity; a column of an embedded object is told by its path, `home.street`. */
export function checkColumns(metadata: EntityMetadata, properties: readonly string[], word: string): void {
  for (const property of properties) {
    const told = property.split('.').reduceRight<unknown>((value, step) => ({ [step]: value }), null)
    checkProperties(metadata, told as object, word)
    if (databaseNames(metadata, [property]).length > 0) continue
    const within = metadata.columns.find(({ propertyPath }) => propertyPath.startsWith(`${property}.`))
    throw new TypeError(
      within
        ? `${word}: ${metadata.name}.${property} is an object of columns; name one of them, as in '${within.propertyPath}'`
        : `${word}: ${metadata.name} has no column "${property}"`,
    )
  }
}
