import type { EntityManager, EntityMetadata, ObjectLiteral } from 'typeorm'
import type { Relation } from '../entity.js'
import type { Live } from '../live.js'
import { loadTypeorm } from '../peers.js'
import { searchFor, type Where } from './where.js'

/** The relations of which more is wanted than the key, and theirs. */
export interface Wanted {
  readonly [relation: string]: Wanted
}

/** What is read of rows. */
export interface Reading {
  readonly most?: number
  readonly manager?: EntityManager
  /** The rows that are read along, whole. */
  readonly along?: Wanted
}

/** The rows that have these values, soft-deleted ones too, with every column that the entity knows. */
export async function findRows(
  live: Live,
  metadata: EntityMetadata,
  where: Where,
  { most, manager = live.dataSource.manager, along = {} }: Reading = {},
): Promise<ObjectLiteral[]> {
  const { IsNull } = await loadTypeorm()
  const { where: asked, fits } = searchFor(live.dataSource, metadata, where, () => IsNull())
  const keys = metadata.relations.filter((one) => isLone(one) && !(one.propertyPath in along))
  const rows = await manager.getRepository(metadata.target).find({
    where: asked,
    select: selected(metadata, along, keys) as never,
    relations: joined(
      along,
      leaves(keys, () => true),
    ) as never,
    relationLoadStrategy: 'join',
    withDeleted: true,
    loadEagerRelations: false,
    cache: false,
    ...(most === undefined ? {} : { take: most }),
  })
  return rows.filter(fits)
}

/** TypeORM looks for what is selected below a relation of an embedded object at the wrong place, so nothing is told below one that has nothing there. */
function joined(along: Wanted, others: readonly Leaf[] = []): object {
  const all = Object.entries(along).map(([path, further]): Leaf => {
    return [path, Object.keys(further).length === 0 ? true : joined(further)]
  })
  return nested([...others, ...all])
}

/** A relation whose columns the entity has no property for. */
function isLone(relation: Relation): boolean {
  return relation.isOwning && !relation.isManyToMany && relation.joinColumns.some(({ isVirtual }) => isVirtual)
}

/** Every column, also those that are left out unless somebody asks; of the relations told, what identifies a row. */
function selected(metadata: EntityMetadata, along: Wanted, keys: readonly Relation[] = []): object {
  const columns = metadata.columns.filter(({ isVirtual }) => !isVirtual)
  const others = Object.entries(along).map(([path, further]): Leaf => {
    return [path, selected(metadata.findRelationWithPropertyPath(path)!.inverseEntityMetadata, further)]
  })
  return nested([...leaves(columns, () => true), ...leaves(keys, keyOf), ...others])
}

function keyOf({ joinColumns, inverseEntityMetadata }: Relation): object {
  const told = joinColumns.map(({ referencedColumn }) => referencedColumn!)
  return nested(leaves([...told, ...inverseEntityMetadata.primaryColumns], () => true))
}

/** What is said of a property, by its path. */
type Leaf = readonly [path: string, said: unknown]

function leaves<T extends { readonly propertyPath: string }>(parts: readonly T[], said: (part: T) => unknown): Leaf[] {
  return parts.map((part) => [part.propertyPath, said(part)])
}

/** What is said of `a.b` as `{ a: { b: … } }`. */
function nested(all: readonly Leaf[]): object {
  const tree: Record<string, unknown> = {}
  for (const [path, said] of all) {
    const steps = path.split('.')
    let at = tree
    for (const step of steps.slice(0, -1)) {
      at[step] ??= {}
      at = at[step] as Record<string, unknown>
    }
    at[steps.at(-1)!] = said
  }
  return tree
}
