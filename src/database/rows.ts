import type { EntityManager, EntityMetadata, FindOptionsWhere, ObjectLiteral } from 'typeorm'
import { checkProperties, plainValues, type Relation } from './entity.js'
import type { Live } from './live.js'
import { loadTypeorm } from './peers.js'

/** The rows that have these values, soft-deleted ones too, with every column that the entity knows. */
export async function findRows(
  live: Live,
  metadata: EntityMetadata,
  where: Readonly<Record<string, unknown>>,
  most?: number,
  manager: EntityManager = live.dataSource.manager,
): Promise<ObjectLiteral[]> {
  const { IsNull } = await loadTypeorm()
  const lone = metadata.relations.filter(isLone).map(({ propertyName }) => propertyName)
  return manager.getRepository(metadata.target).find({
    where: findable(metadata, where, () => IsNull()),
    select: selected(metadata) as never,
    withDeleted: true,
    loadEagerRelations: false,
    ...(lone.length > 0 ? { loadRelationIds: { relations: lone, disableMixedMap: true } } : {}),
    ...(most === undefined ? {} : { take: most }),
  })
}

/** Values to find rows by, checked. */
export function checkedWhere(
  metadata: EntityMetadata,
  where: unknown,
  word: string,
): Readonly<Record<string, unknown>> {
  const values = plainValues(where, word)
  checkProperties(metadata, values, word)
  return values
}

/** A relation whose columns the entity has no property for. */
function isLone(relation: Relation): boolean {
  return relation.isOwning && !relation.isManyToMany && relation.joinColumns.some(({ isVirtual }) => isVirtual)
}

/** TypeORM leaves null out of a where, and compares every property of an entity. */
function findable(
  metadata: EntityMetadata,
  where: Readonly<Record<string, unknown>>,
  isNull: () => unknown,
): FindOptionsWhere<ObjectLiteral> {
  return Object.fromEntries(
    Object.entries(where).map(([key, value]) => {
      if (value === null) return [key, isNull()]
      const relation = metadata.relations.find(({ propertyName }) => propertyName === key)
      if (!relation || typeof value !== 'object') return [key, value]
      const ids = relation.joinColumns.map(({ referencedColumn }) => [
        referencedColumn!.propertyName,
        referencedColumn!.getEntityValue(value as ObjectLiteral) as unknown,
      ])
      return [key, Object.fromEntries(ids)]
    }),
  )
}

/** Every column, also those that are left out unless somebody asks. */
function selected(metadata: EntityMetadata): Record<string, unknown> {
  const all: Record<string, unknown> = {}
  for (const { propertyPath, isVirtual } of metadata.columns) {
    if (isVirtual) continue
    const steps = propertyPath.split('.')
    let at = all
    for (const step of steps.slice(0, -1)) {
      at[step] ??= {}
      at = at[step] as Record<string, unknown>
    }
    at[steps.at(-1)!] = true
  }
  return all
}
