import type { EntityManager, EntityMetadata, ObjectLiteral } from 'typeorm'
import { show } from '../../match/show.js'
import type { Relation } from '../entity.js'
import { keyed } from './needs.js'

/** The rows on the other side of a many-to-many relation, as a scenario tells them. */
export interface List {
  readonly relation: Relation
  readonly rows: readonly unknown[]
}

/** Takes the lists off the entity: they are rows of a table of their own. */
export function takeLists({ manyToManyRelations, name }: EntityMetadata, entity: ObjectLiteral): List[] {
  return manyToManyRelations.flatMap((relation) => {
    const rows: unknown = entity[relation.propertyName]
    if (rows === undefined || rows instanceof Promise) return []
    if (!Array.isArray(rows))
      throw new TypeError(
        `${name}.${relation.propertyName} is a list of rows of ${relation.inverseEntityMetadata.name}, not ${show(rows)}`,
      )
    delete entity[relation.propertyName]
    return [{ relation, rows }]
  })
}

/** Makes those of the rows that have no key, and joins all of them to the entity. */
export async function linkAll(
  { name, target }: EntityMetadata,
  entity: ObjectLiteral,
  stored: ObjectLiteral,
  lists: readonly List[],
  manager: EntityManager,
  make: (target: EntityMetadata, values: Readonly<Record<string, unknown>>, step: string) => Promise<ObjectLiteral>,
): Promise<void> {
  for (const { relation, rows } of lists) {
    const step = `${name}.${relation.propertyName}`
    const other = relation.inverseEntityMetadata
    const all: ObjectLiteral[] = []
    for (const row of rows)
      if (typeof row !== 'object' || row === null) all.push(keyed(other, row, step))
      else all.push(other.getEntityIdMap(row) === undefined ? await make(other, { ...row }, step) : row)
    if (all.length > 0)
      await manager
        .createQueryBuilder()
        .relation(target, relation.propertyName)
        .of(entity)
        .add(all)
        .catch((error: Error) => {
          throw refused(step, relation, all, error)
        })
    stored[relation.propertyName] = all
  }
}

/** Why rows could not be joined: those that are told with their key are taken to be there. */
function refused(
  step: string,
  { inverseEntityMetadata: other }: Relation,
  all: readonly unknown[],
  error: Error,
): Error {
  const why = /foreign key/i.test(error.message)
    ? `a row that is named by its key has to be there; make it first, with db.has(${other.name}, ...)`
    : 'each row is joined once'
  return new Error(`${step}: the database refused to join ${show(all)}: ${error.message}; ${why}`, { cause: error })
}
