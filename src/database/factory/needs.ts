import type { EntityMetadata, ObjectLiteral } from 'typeorm'
import { show } from '../../match/show.js'
import type { Relation } from '../entity.js'

/** The table has no row without one that this leads to. */
export function isRequired({ joinColumns }: Relation): boolean {
  return joinColumns.some(({ isNullable, isPrimary }) => !isNullable || isPrimary)
}

/** The row can be there before the one that this leads to: without it, or with a key that is only checked at COMMIT. */
export function canWait(relation: Relation): boolean {
  return relation.joinColumns.every(({ isPrimary }) => !isPrimary) && (!isRequired(relation) || isDeferred(relation))
}

/** The engine looks at the key when the transaction ends. */
export function isDeferred({ deferrable }: Relation): boolean {
  return deferrable === 'INITIALLY DEFERRED'
}

/** Whether a row of `from` needs, over any number of rows, one of `to`. */
export function needs(from: EntityMetadata, to: EntityMetadata, seen = new Set<EntityMetadata>()): boolean {
  if (seen.has(from)) return false
  seen.add(from)
  return owning(from).some(
    (one) =>
      isRequired(one) &&
      (one.inverseEntityMetadata.tableName === to.tableName || needs(one.inverseEntityMetadata, to, seen)),
  )
}

/** Whether rows that are only whole at COMMIT can be among those that are made. */
export function defers(from: EntityMetadata, seen = new Set<EntityMetadata>()): boolean {
  if (seen.has(from)) return false
  seen.add(from)
  return owning(from).some((one) => (isRequired(one) && isDeferred(one)) || defers(one.inverseEntityMetadata, seen))
}

/** A row that has to be made. */
export interface Need {
  readonly values: Readonly<Record<string, unknown>>
  /** The scenario asks for it, and not only the table. */
  readonly told: boolean
}

/** What has to be made for a relation, if anything. */
export async function needOf(
  metadata: EntityMetadata,
  relation: Relation,
  entity: ObjectLiteral,
): Promise<Need | undefined> {
  return needFor(metadata, relation, entity, await relation.getEntityValue(entity))
}

/** What has to be made for a relation that leads to what is told, if anything. */
export function needFor(
  metadata: EntityMetadata,
  relation: Relation,
  entity: ObjectLiteral,
  told: unknown,
): Need | undefined {
  if (told === null) return undefined
  if (told === undefined)
    return isRequired(relation) && !isNamed(relation, entity)
      ? { values: sharedKeys(relation, entity), told: false }
      : undefined
  const name = `${metadata.name}.${relation.propertyName}`
  const target = relation.inverseEntityMetadata
  if (Array.isArray(told))
    throw new TypeError(`${name} leads to one row of ${target.name}, not to a list: ${show(told)}`)
  if (typeof told !== 'object') {
    place(relation, entity, keyed(target, told, name))
    return undefined
  }
  const keys = relation.joinColumns.map(({ referencedColumn }) => referencedColumn!.getEntityValue(told) as unknown)
  if (keys.every((key) => key !== undefined)) {
    place(relation, entity, told)
    return undefined
  }
  return { values: { ...told }, told: true }
}

/** The object that stands for the row with this id. */
export function keyed(target: EntityMetadata, id: unknown, name: string): ObjectLiteral {
  const [only, more] = target.primaryColumns
  if (more)
    throw new TypeError(
      `${name} leads to ${target.name}, which has a key of ${target.primaryColumns.length} columns; name them, as in { ${target.primaryColumns.map(({ propertyName }) => `${propertyName}: ...`).join(', ')} }`,
    )
  return only!.createValueMap(id)
}

/** The relations whose columns are in the entity's own table. */
export function owning({ relations }: EntityMetadata): Relation[] {
  return relations.filter(({ isOwning, isManyToMany }) => isOwning && !isManyToMany)
}

function isNamed({ joinColumns }: Relation, entity: ObjectLiteral): boolean {
  return joinColumns.every((column) => column.getEntityValue(entity) !== undefined || column.default !== undefined)
}

/** Part of the key may be known from another relation, as a tenant's is. */
function sharedKeys({ joinColumns }: Relation, entity: ObjectLiteral): Record<string, unknown> {
  const known = joinColumns.filter((column) => column.getEntityValue(entity) !== undefined)
  return Object.fromEntries(
    known.map((column) => [column.referencedColumn!.propertyName, column.getEntityValue(entity) as unknown]),
  )
}

/** Sets the relation's property; TypeORM would merge the other row into what the author has told. */
export function place({ embeddedMetadata, propertyName }: Relation, entity: ObjectLiteral, other: unknown): void {
  let holder = entity
  for (const step of embeddedMetadata?.parentPropertyNames ?? []) {
    holder[step] ??= {}
    holder = holder[step] as ObjectLiteral
  }
  holder[propertyName] = other
}

/** Points the row to another, by the relation's property or by the columns that the entity has for it. */
export function relate(relation: Relation, entity: ObjectLiteral, other: ObjectLiteral): void {
  if (relation.joinColumns.some(({ isVirtual }) => isVirtual)) place(relation, entity, other)
  else
    for (const column of relation.joinColumns)
      column.setEntityValue(entity, column.referencedColumn!.getEntityValue(other))
  if (relation.getEntityValue(entity) !== undefined) place(relation, entity, other)
}
