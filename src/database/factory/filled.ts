import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm'
import { type Column, checkProperties, type Relation } from '../entity.js'
import type { Live } from '../live.js'
import { checkValue } from './check-value.js'
import { uuid, validValue } from './valid-value.js'

/** Makes the row that a required relation leads to; `path` names the columns that led there. */
export type MakeParent = (metadata: EntityMetadata, path: readonly string[]) => Promise<ObjectLiteral>

/** The values with all that the table asks for and nobody named: parents first, then valid values. */
export async function filled(
  live: Live,
  metadata: EntityMetadata,
  values: Readonly<Record<string, unknown>>,
  path: readonly string[],
  parent: MakeParent,
): Promise<ObjectLiteral> {
  checkProperties(metadata, values, `db.has(${metadata.name})`)
  const { dataSource } = live
  const entity = dataSource.getRepository(metadata.target).create(values as never) as ObjectLiteral
  for (const column of metadata.columns)
    if (!column.relationMetadata) checkValue(dataSource, column, column.getEntityValue(entity))
  for (const relation of metadata.relations) {
    if (!isRequired(relation) || isGiven(relation, entity)) continue
    const step = `${metadata.name}.${relation.propertyName}`
    const target = relation.inverseEntityMetadata
    if (path.some((earlier) => earlier.startsWith(`${target.name}.`)) || target === metadata)
      throw new Error(
        `db.has(${metadata.name}) can't make the rows that each other need: ${[...path, step].join(' -> ')} -> ${target.name}; ` +
          `make one with its own values and name it, as in { ${relation.propertyName}: ... }`,
      )
    relate(relation, entity, await parent(target, [...path, step]))
  }
  const n = live.counters.next(metadata.tableName)
  for (const column of metadata.columns)
    if (needsValue(dataSource, column) && column.getEntityValue(entity) === undefined)
      column.setEntityValue(entity, column.isGenerated ? uuid(n) : validValue(dataSource, column, n))
  return entity
}

function isRequired(relation: Relation): boolean {
  return (
    relation.isOwning &&
    !relation.isManyToMany &&
    relation.joinColumns.some(({ isNullable, isPrimary }) => !isNullable || isPrimary)
  )
}

function isGiven(relation: Relation, entity: ObjectLiteral): boolean {
  return relation.joinColumns.every((column) => {
    const value: unknown = column.getEntityValue(entity)
    return value !== undefined || column.default !== undefined
  })
}

/** Points the row to its parent, by the relation's property or by the columns that the entity has for it. */
function relate(relation: Relation, entity: ObjectLiteral, parent: ObjectLiteral): void {
  if (relation.joinColumns.some(({ isVirtual }) => isVirtual)) relation.setEntityValue(entity, parent)
  else
    for (const column of relation.joinColumns)
      column.setEntityValue(entity, column.referencedColumn!.getEntityValue(parent))
}

function needsValue({ driver }: DataSource, column: Column): boolean {
  if (column.isGenerated) return column.generationStrategy === 'uuid' && !driver.isUUIDGenerationSupported()
  return !(
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
    !column.isInsert ||
    column.relationMetadata
  )
}
