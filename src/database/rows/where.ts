import { isDeepStrictEqual } from 'node:util'
import type { DataSource, EntityMetadata, FindOptionsWhere, ObjectLiteral } from 'typeorm'
import { show } from '../../match/show.js'
import { type Column, checkProperties, type Embedded, plainValues, type Relation } from '../entity.js'
import { checkerOf } from '../factory/check-value.js'
import { kindOf } from '../factory/column-kind.js'

/** Values to find rows by, as an author says them. */
export type Where = Readonly<Record<string, unknown>>

/** What a database is asked, and whether a row that it finds is one: some values it can't compare. */
export interface Search {
  readonly where: FindOptionsWhere<ObjectLiteral>
  fits(row: ObjectLiteral): boolean
}

/** Values to find rows by, checked: what no row can have would find nothing, and nobody would know why. */
export function checkedWhere(dataSource: DataSource, metadata: EntityMetadata, where: unknown, word: string): Where {
  const values = plainValues(where, word)
  checkProperties(metadata, values, word)
  checkValues({ dataSource, metadata, word }, values)
  return values
}

/** How TypeORM finds rows by these values. */
export function searchFor(
  dataSource: DataSource,
  metadata: EntityMetadata,
  where: Where,
  isNull: () => unknown,
): Search {
  const later: ((row: ObjectLiteral) => boolean)[] = []
  const asked = asking(dataSource, isNull, (column, value) => {
    const wanted = plain(value)
    later.push((row) => isDeepStrictEqual(plain(column.getEntityValue(row)), wanted))
  })
  return {
    where: asked(metadata, where, '') as FindOptionsWhere<ObjectLiteral>,
    fits: (row) => later.every((fits) => fits(row)),
  }
}

type Ask = (metadata: EntityMetadata, values: Where, path: string) => object

/** TypeORM leaves null out of a where, and compares every property of an entity. */
function asking(dataSource: DataSource, isNull: () => unknown, later: (column: Column, value: object) => void): Ask {
  const cell = (column: Column, value: unknown): unknown => {
    if (value === null) return isNull()
    if (column.transformer || isOperator(value)) return value
    if (typeof value === 'bigint') return String(value)
    // MySQL takes a number for the place of a member among the others.
    if (typeof value === 'number' && column.enum) return String(value)
    const kind = kindOf(dataSource, column)
    if (kind === 'moment' && typeof value === 'string' && ISO.test(value)) return new Date(value)
    if (kind === 'date' && value instanceof Date)
      return dataSource.driver.preparePersistentValue(value, column as never)
    if (typeof value !== 'object' || !(kind === 'json' || kind === 'list' || column.isArray)) return value
    later(column, value)
    return undefined
  }
  const asked: Ask = (metadata, values, path) =>
    Object.fromEntries(
      Object.entries(values).flatMap(([key, value]) => {
        const { relation, column, embedded } = partOf(metadata, path + key)
        const told = column
          ? cell(column, value)
          : embedded
            ? asked(metadata, (value ?? nothing(embedded)) as Where, `${path}${key}.`)
            : other(relation!, value)
        return told === undefined ? [] : [[key, told]]
      }),
    )
  const other = (relation: Relation, value: unknown): unknown => {
    if (value === null) return isNull()
    return keyOf(relation, value) ?? asked(relation.inverseEntityMetadata, value as Where, '')
  }
  return asked
}

/** What JSON writes of a moment; with more digits than a Date has, it is for the database to read. */
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)$/

interface Check {
  readonly dataSource: DataSource
  readonly metadata: EntityMetadata
  readonly word: string
}

function checkValues(check: Check, values: Where, path = ''): void {
  const { dataSource, metadata, word } = check
  for (const [key, value] of Object.entries(values)) {
    if (value === null || isOperator(value)) continue
    const { relation, column, embedded } = partOf(metadata, path + key)
    const name = `${word}: ${metadata.name}.${path}${key}`
    if (column) refuseStrange(check, column, value)
    else if (typeof value === 'object' && Object.values(value).every((one) => one === undefined))
      throw new TypeError(`${name} is ${show(value)}, which every row has; name what it has, or leave it out`)
    else if (embedded) {
      if (typeof value !== 'object') throw new TypeError(`${name} is an object of columns, not ${show(value)}`)
      checkValues(check, value as Where, `${path}${key}.`)
    } else if (keyOf(relation!, value) === undefined) {
      const target = relation!.inverseEntityMetadata
      if (typeof value !== 'object') throw new TypeError(`${name} is a row of ${target.name}, not ${show(value)}`)
      checkedWhere(dataSource, target, value, word)
    }
  }
}

function refuseStrange({ dataSource, word }: Check, column: Column, value: unknown): void {
  if (value instanceof Date && Number.isNaN(value.getTime()))
    throw new TypeError(`${word}: ${column.entityMetadata.name}.${column.propertyPath} is an invalid Date`)
  try {
    // A length says what may be written, not what is there.
    checkerOf(dataSource, column, false)?.(value)
  } catch (error) {
    throw new TypeError(`${word}: ${(error as Error).message}`)
  }
}

/** What a property stands for. */
function partOf(metadata: EntityMetadata, path: string) {
  const relation = metadata.findRelationWithPropertyPath(path)
  const column = relation ? undefined : metadata.columns.find((one) => one.propertyPath === path && !one.isVirtual)
  return { relation, column, embedded: metadata.findEmbeddedWithPropertyPath(path) }
}

/** An embedded object that is null has no value in any of its columns. */
function nothing({ columns, embeddeds }: Embedded): Where {
  const own = columns.map(({ propertyName }) => [propertyName, null])
  return Object.fromEntries([...own, ...embeddeds.map((one) => [one.propertyName, nothing(one)])]) as Where
}

/** The key of the row that a relation leads to, where it is told. */
function keyOf({ joinColumns }: Relation, value: unknown): object | undefined {
  const keys = joinColumns.map(({ referencedColumn }) => [
    referencedColumn!.propertyName,
    typeof value === 'object' ? referencedColumn!.getEntityValue(value as ObjectLiteral) : value,
  ])
  const told =
    typeof value === 'object' ? keys.every(([, key]) => key !== undefined && key !== null) : keys.length === 1
  return told ? Object.fromEntries(keys) : undefined
}

/** One of TypeORM's, such as `In`. */
function isOperator(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '@instanceof' in value
}

/** As it is stored. */
function plain(value: unknown): unknown {
  return value === undefined || value === null
    ? null
    : JSON.parse(JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? String(one) : one)))
}
