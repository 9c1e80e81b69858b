import type { EntityMetadata, ObjectLiteral } from 'typeorm'
import { show } from '../../match/show.js'
import { maskValue } from '../../wire/mask-value.js'
import type { Live } from '../live.js'
import { findRows } from '../rows.js'
import { filled } from './filled.js'

/** Inserts a row as the application's own repository would, its parents first; hands back the entity as it is stored. */
export async function insertRow(
  live: Live,
  metadata: EntityMetadata,
  values: Readonly<Record<string, unknown>>,
  path: readonly string[] = [],
): Promise<ObjectLiteral> {
  const entity = await filled(live, metadata, values, path, (parent, way) => insertRow(live, parent, {}, way))
  try {
    // Named one by one, for PostgreSQL would leave out a generated column that has a value.
    const columns = metadata.columns.filter(
      (column) => column.isInsert && !(column.isGenerated && column.getEntityValue(entity) === undefined),
    )
    const into = live.dataSource
      .createQueryBuilder()
      .insert()
      .into(
        metadata.target,
        columns.map(({ propertyPath }) => propertyPath),
      )
    await into.values(entity).execute()
  } catch (error) {
    throw await refusal(live, metadata, entity, error as Error)
  }
  const [stored] = await findRows(live, metadata, metadata.getEntityIdMap(entity) ?? {}, 1)
  for (const { propertyName, isOwning } of metadata.relations)
    if (stored && isOwning && entity[propertyName] !== undefined) stored[propertyName] = entity[propertyName]
  return stored ?? entity
}

/** Why the database did not take the row, in the words of the entity. */
export async function refusal(
  live: Live,
  metadata: EntityMetadata,
  entity: ObjectLiteral,
  error: Error,
): Promise<Error> {
  const say = (text: string) => new Error(`db.has(${metadata.name}): ${text}`, { cause: error })
  if (/foreign key/i.test(error.message))
    for (const relation of metadata.relations.filter(({ isOwning, isManyToMany }) => isOwning && !isManyToMany)) {
      const keys = relation.joinColumns.map((column) => [column, column.getEntityValue(entity) as unknown] as const)
      if (keys.some(([, value]) => value === null || value === undefined)) continue
      const wanted = Object.fromEntries(keys.map(([column, value]) => [column.referencedColumn!.propertyName, value]))
      const target = relation.inverseEntityMetadata
      if ((await findRows(live, target, wanted, 1)).length === 0)
        return say(
          `${keys.map(([column, value]) => `${column.propertyName} ${show(value)}`).join(', ')} leads to no row of ${target.tableName}; ` +
            `make that first, with db.has(${target.name}, ${show(wanted)}), or leave it away to have one made`,
        )
    }
  return say(`the database refused the row ${show(maskValue({ ...entity }))}: ${error.message}`)
}
