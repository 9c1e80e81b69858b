import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm'
import { type Column, checkProperties, metadataOf, propertiesOf, type Relation } from '../entity.js'
import { checkerOf } from './check-value.js'
import { typeOf } from './column-kind.js'
import { validValues } from './column-values.js'
import type { Factory } from './factory.js'
import { randomOf } from './random.js'
import { type Room, rooms } from './room.js'
import { uuid } from './uuid.js'

/** How rows of an entity are made, found out once. */
export interface Recipe {
  readonly metadata: EntityMetadata
  /** The relations whose columns are in the table. */
  readonly relations: readonly Relation[]
  /** A row of these values over those of the factory, filled with all that the table asks for but other rows; `n` is its number. */
  row(values: Readonly<Record<string, unknown>>, n: number, word: string): ObjectLiteral
  /** The columns of such a row whose values are made up here for a transformer, which may want others. */
  guessed(row: ObjectLiteral): readonly Column[]
  /** What must not be twice, and how many different values there are for it. */
  readonly rooms: readonly Room[]
}

/** The recipes of a data source's entities. */
export interface Recipes {
  of(metadata: EntityMetadata): Recipe
}

/** How rows of each entity are made; what a factory makes wrong is refused at once. */
export function recipes(dataSource: DataSource, factories: readonly Factory[], seed: string | number): Recipes {
  const known = new Map<EntityMetadata, Recipe>()
  const byEntity = new Map(factories.map((one) => [metadataOf(dataSource, one.entity), one]))
  const of = (metadata: EntityMetadata): Recipe => {
    const one = known.get(metadata) ?? recipe(dataSource, metadata, factoryOf(byEntity, metadata), seed)
    known.set(metadata, one)
    return one
  }
  for (const metadata of byEntity.keys()) of(metadata).row({}, 1, 'the first row')
  return Object.freeze({ of })
}

/** Its own, or that of the entity that it extends. */
function factoryOf(byEntity: ReadonlyMap<EntityMetadata, Factory>, metadata: EntityMetadata): Factory | undefined {
  const own = byEntity.get(metadata)
  return own ?? (metadata.parentEntityMetadata && factoryOf(byEntity, metadata.parentEntityMetadata))
}

function recipe(
  dataSource: DataSource,
  metadata: EntityMetadata,
  factory: Factory | undefined,
  seed: string | number,
): Recipe {
  const names = new Set(propertiesOf(metadata))
  const embedded = new Set(metadata.embeddeds.map(({ propertyName }) => propertyName))
  const checkers = metadata.columns
    .filter(({ relationMetadata, isVirtual }) => !relationMetadata && !isVirtual)
    .flatMap((column) => {
      const one = checkerOf(dataSource, column)
      return one ? [[column, one] as const] : []
    })
  const lists = new Set(metadata.manyToManyRelations.map(({ propertyName }) => propertyName))
  const filled = metadata.columns.filter((column) => needsValue(dataSource, column))
  const values = new Map(filled.map((column) => [column, column.isGenerated ? KEYS : validValues(dataSource, column)]))
  const room = rooms(metadata, values)
  const makers = filled.map(
    (column) => [column, values.get(column) && maker(values.get(column)!, column, room)] as const,
  )

  const guessed = new WeakMap<ObjectLiteral, readonly Column[]>()

  const check = (told: Readonly<Record<string, unknown>>, word: string): void => {
    const plain = (key: string): boolean =>
      lists.has(key) || (names.has(key) && !embedded.has(key) && told[key] !== undefined)
    if (Object.keys(told).every(plain)) return
    checkProperties(metadata, Object.fromEntries(Object.entries(told).filter(([key]) => !lists.has(key))), word)
  }
  const fromFactory = (factory: Factory, n: number): Readonly<Record<string, unknown>> => {
    const name = `factory(${metadata.name})`
    const told: unknown = factory.values({
      n,
      get random() {
        return randomOf(seed, metadata.tableName, n)
      },
    })
    if (typeof told !== 'object' || told === null || Array.isArray(told) || told instanceof Promise)
      throw new TypeError(`${name} has to hand back an object of values, at once`)
    check(told as Record<string, unknown>, name)
    return told as Record<string, unknown>
  }
  return Object.freeze({
    metadata,
    relations: metadata.relations.filter(({ isOwning, isManyToMany }) => isOwning && !isManyToMany),
    rooms: room,
    row(told: Readonly<Record<string, unknown>>, n: number, word: string) {
      check(told, word)
      const entity = metadata.create() as ObjectLiteral
      if (factory)
        for (const [key, value] of Object.entries(fromFactory(factory, n)))
          if (!overruled(metadata, key, told)) put(entity, key, value, embedded)
      for (const [key, value] of Object.entries(told)) put(entity, key, value, embedded)
      for (const [column, checked] of checkers) checked(column.getEntityValue(entity))
      const blind: Column[] = []
      for (const [column, make] of makers) {
        if (column.getEntityValue(entity) !== undefined) continue
        column.setEntityValue(entity, valueFor(dataSource, column, make, n))
        if (column.transformer) blind.push(column)
      }
      if (blind.length > 0) guessed.set(entity, blind)
      return entity
    },
    guessed: (row: ObjectLiteral) => guessed.get(row) ?? [],
  })
}

/** Ids that are made here, where the engine can't. */
const KEYS = Object.freeze({ room: Number.POSITIVE_INFINITY, varies: true, make: uuid })

type Make = (n: number) => unknown

/** The value of the n-th row: different where it has to be, as far as there are different ones. */
function maker(values: NonNullable<ReturnType<typeof validValues>>, column: Column, all: readonly Room[]): Make {
  const bound = all.find(({ columns }) => columns.has(column))
  const divisor = bound?.columns.get(column)
  if (divisor === undefined) return values.varies ? (n) => values.make(wrapped(n, values.room)) : () => values.make(1)
  const { room, own } = bound!
  return (n) => {
    if (own && n > room)
      throw new Error(
        `${column.entityMetadata.name} has room for ${room} different rows, for no two may have the same ${bound!.names.join(', ')}; give the values yourself`,
      )
    return values.make(wrapped(Math.floor((n - 1) / divisor) + 1, values.room))
  }
}

const wrapped = (n: number, room: number): number => ((n - 1) % room) + 1

function valueFor(dataSource: DataSource, column: Column, make: Make | undefined, n: number): unknown {
  if (make) return make(n)
  throw new Error(
    `${column.entityMetadata.name}.${column.propertyPath} needs a value of the type "${typeOf(dataSource, column)}", of which nothing is known here; give it one`,
  )
}

/** A relation and its column are two names of one value; the scenario's is the one that counts. */
function overruled(metadata: EntityMetadata, key: string, told: Readonly<Record<string, unknown>>): boolean {
  return metadata.relations.some(
    ({ propertyName, joinColumns }) =>
      (key === propertyName && joinColumns.some((column) => told[column.propertyName] !== undefined)) ||
      (told[propertyName] !== undefined && joinColumns.some((column) => column.propertyName === key)),
  )
}

function put(entity: ObjectLiteral, key: string, value: unknown, embedded: ReadonlySet<string>): void {
  if (!embedded.has(key) || typeof value !== 'object' || value === null) entity[key] = value
  else entity[key] = merged(entity[key], value)
}

function merged(under: unknown, over: object): object {
  const all: Record<string, unknown> = Object.assign(Object.create(Object.getPrototypeOf(over) as object), under, over)
  for (const [key, value] of Object.entries(over))
    if (isPlain(value)) all[key] = merged((under as Record<string, unknown> | undefined)?.[key], value as object)
  return all
}

const isPlain = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

function needsValue({ driver }: DataSource, column: Column): boolean {
  if (column.isGenerated) return column.generationStrategy === 'uuid' && !driver.isUUIDGenerationSupported()
  // A key that only the database knows is one by which the row can't be found again.
  const keyless = column.isPrimary && column.default !== undefined && !driver.isReturningSqlSupported('insert')
  return (
    keyless ||
    !(
      column.isNullable ||
      column.default !== undefined ||
      column.asExpression !== undefined ||
      column.isVirtual ||
      column.isVirtualProperty ||
      column.isDiscriminator ||
      column.isCreateDate ||
      column.isUpdateDate ||
      column.isDeleteDate ||
      column.isVersion ||
      column.isTreeLevel ||
      column.isMaterializedPath ||
      column.isNestedSetLeft ||
      column.isNestedSetRight ||
      !column.isInsert ||
      column.relationMetadata
    )
  )
}
