import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm'
import { nearestName } from './nearest-name.js'
import type { EntityClass } from './place/provision.js'

/**
 * The name of a column: a property of the entity, or the path of one within an embedded object.
 *
 * @example
 * ```ts
 * import type { ColumnOf } from 'qa-integ/database'
 *
 * const column: ColumnOf<{ id: number; home: { street: string } }> = 'home.street'
 * ```
 */
export type ColumnOf<E> = {
  [K in keyof E & string]: K | (IsEmbedded<NonNullable<E[K]>> extends true ? `${K}.${string}` : never)
}[keyof E & string]

type IsEmbedded<T> = T extends readonly unknown[] | Date | Uint8Array | ((...args: never[]) => unknown)
  ? false
  : T extends object
    ? true
    : false

/** What TypeORM knows of an entity; a sentence when the data source does not have it. */
export function metadataOf(dataSource: DataSource, entity: EntityClass<unknown>): EntityMetadata {
  if (dataSource.hasMetadata(entity as never)) return dataSource.getMetadata(entity as never)
  const names = dataSource.entityMetadatas.map(({ name }) => name)
  throw new Error(
    `the data source has no entity ${nameOf(entity)}${nearestName(nameOf(entity), names)}; name it in database({ entities: { ... } }), or in the entities of the data source`,
  )
}

/** The name of an entity for titles, before any data source is there to ask. */
export function nameOf(entity: unknown): string {
  if (typeof entity === 'function') return entity.name || 'entity without a name'
  return (entity as { options?: { name?: string } } | undefined)?.options?.name ?? String(entity)
}

/** The properties of an entity that stand for columns of its table, relations to one other entity included. */
export function propertiesOf(metadata: EntityMetadata): string[] {
  return [
    ...new Set([
      ...metadata.columns.filter(({ isVirtual, isDiscriminator }) => !isVirtual && !isDiscriminator).map(first),
      ...metadata.relations
        .filter(({ isOwning, isManyToMany }) => isOwning && !isManyToMany)
        .map(({ propertyName }) => propertyName),
    ]),
  ]
}

/** Refuses names that the entity does not have, which TypeORM would leave out in silence. */
export function checkProperties(metadata: EntityMetadata, values: object, word: string): void {
  const known = propertiesOf(metadata)
  for (const [key, value] of Object.entries(values)) {
    if (known.includes(key)) {
      if (value === undefined)
        throw new TypeError(
          `${word}: ${metadata.name}.${key} is undefined; leave it out, or say null for a column without a value`,
        )
      const embedded = metadata.embeddeds.find(({ propertyName }) => propertyName === key)
      if (embedded && typeof value === 'object' && value !== null) checkEmbedded(embedded, value, word)
      continue
    }
    const relation = metadata.relations.find(({ propertyName }) => propertyName === key)
    if (relation)
      throw new TypeError(
        `${word}: ${metadata.name}.${key} is kept in another table; say it of ${relation.inverseEntityMetadata.name} instead`,
      )
    throw new TypeError(
      `${word}: ${metadata.name} has no column "${key}"${nearestName(key, known)}; it has ${known.join(', ')}`,
    )
  }
}

function checkEmbedded(embedded: Embedded, values: object, word: string): void {
  const { columns, relations, embeddeds, entityMetadata } = embedded
  const known = [...columns, ...relations, ...embeddeds].map((one) => one.propertyName)
  const name = `${entityMetadata.name}.${embedded.propertyPath}`
  for (const [key, value] of Object.entries(values)) {
    if (!known.includes(key))
      throw new TypeError(
        `${word}: ${name} has no column "${key}"${nearestName(key, known)}; it has ${[...new Set(known)].join(', ')}`,
      )
    if (value === undefined)
      throw new TypeError(
        `${word}: ${name}.${key} is undefined; leave it out, or say null for a column without a value`,
      )
    const inner = embeddeds.find((one) => one.propertyName === key)
    if (inner && typeof value === 'object' && value !== null) checkEmbedded(inner, value, word)
  }
}

/** The key of the row that an entity stands for, by its own columns; nothing where a part is not known. */
export function keyOf(metadata: EntityMetadata, entity: ObjectLiteral): ObjectLiteral | undefined {
  const key = metadata.getEntityIdMap(entity)
  // TypeORM gives each column of a relation over several the whole of what the relation leads to.
  if (key)
    for (const column of metadata.primaryColumns)
      if (column.relationMetadata && !column.isVirtual) column.setEntityValue(key, column.getEntityValue(entity))
  return key
}

/** Refuses what is no plain object of named values. */
export function plainValues(values: unknown, word: string): Readonly<Record<string, unknown>> {
  if (typeof (values as { then?: unknown } | null | undefined)?.then === 'function')
    throw new TypeError(
      `${word} needs its values at once, not a promise of them; await what they need in a given before, and take it from the context`,
    )
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw new TypeError(
      `${word} needs an object of named values, not ${values === null ? 'null' : Array.isArray(values) ? 'an array' : typeof values}`,
    )
  return values as Record<string, unknown>
}

const first = ({ propertyPath }: { readonly propertyPath: string }): string => propertyPath.split('.')[0]!

/** A column as TypeORM knows it, in each of its lines. */
export type Column = EntityMetadata['columns'][number]

/** An object within an entity whose fields are columns of its table. */
export type Embedded = EntityMetadata['embeddeds'][number]

/** A relation as TypeORM knows it. */
export type Relation = EntityMetadata['relations'][number]
