import type { EntityMetadata, ObjectLiteral } from 'typeorm'
import type { Relation } from '../entity.js'
import type { Live } from '../live.js'
import { insertRow, refuseView } from './insert.js'
import { isRequired, type Need, needOf, needs, relate } from './needs.js'
import type { Recipe } from './recipe.js'
import { refusal } from './refusal.js'
import { stored } from './stored.js'

type Told = Readonly<Record<string, unknown>>

/**
 * Inserts many rows by one statement that takes them as one JSON parameter. Rows that need a parent share one, unless no
 * two may have the same; listeners and subscribers of the application are not called. Trees, rows that need each other
 * and rows with many-to-many lists are inserted one by one.
 */
export async function insertMany(
  live: Live,
  metadata: EntityMetadata,
  count: number,
  values: (i: number) => Told,
  signal: AbortSignal,
): Promise<void> {
  const { dataSource, dialect, counters } = live
  const word = `db.hasMany(${metadata.name})`
  refuseView(metadata, word)
  const recipe = live.recipes.of(metadata)
  const told = Array.from({ length: count }, (_, i) => values(i))
  if (oneByOne(recipe, told)) {
    for (const one of told) await insertRow(live, metadata, one, { word, signal })
    return
  }
  const rows = told.map((one) => recipe.row(one, counters.next(metadata.tableName), word))
  const parent = parents(live, recipe, count, { word, signal })
  const relations = toldFirst(recipe.relations, rows)
  for (const relation of relations) {
    const apart = tellsApart(relation, relations, recipe, rows)
    for (const row of rows) {
      const need = needing(relation, row) ? await needOf(metadata, relation, row) : undefined
      if (need) relate(relation, row, await parent(relation, need, apart))
    }
  }
  const possible = metadata.columns.filter(
    ({ isInsert, isVirtualProperty, asExpression }) => isInsert && !isVirtualProperty && asExpression === undefined,
  )
  const cells = rows.map((row) => possible.map((column) => stored(dataSource, metadata, column, row)))
  const named = possible.map((_, i) => cells.some((row) => row[i] !== undefined))
  const columns = possible.filter((_, i) => named[i])
  try {
    if (columns.length === 0) for (const row of rows) await dataSource.getRepository(metadata.target).insert(row)
    else {
      const picked = columns.length === possible.length ? cells : cells.map((row) => row.filter((_, i) => named[i]))
      await dialect.insertMany(dataSource, metadata, columns, picked)
    }
  } catch (error) {
    throw await refusal({ live, manager: dataSource.manager, word }, metadata, rows[0]!, error as Error)
  }
}

function oneByOne({ metadata, relations }: Recipe, told: readonly Told[]): boolean {
  const lists = metadata.manyToManyRelations.map(({ propertyName }) => propertyName)
  return (
    metadata.treeType !== undefined ||
    relations.some((one) => isRequired(one) && needs(one.inverseEntityMetadata, metadata)) ||
    (lists.length > 0 && told.some((one) => lists.some((list) => one[list] !== undefined)))
  )
}

/** Whether anything has to be found out of where the row leads. */
function needing(relation: Relation, row: ObjectLiteral): boolean {
  return relation.getEntityValue(row) !== undefined || isRequired(relation)
}

/** Rows that lead elsewhere by what the scenario says may need no parents of their own to tell them apart. */
function toldFirst(relations: readonly Relation[], rows: readonly ObjectLiteral[]): Relation[] {
  const told = (relation: Relation): boolean => rows.some((row) => relation.getEntityValue(row) !== undefined)
  return [...relations.filter(told), ...relations.filter((one) => !told(one))]
}

/** Whether rows such as those between two tables have to lead each to its own, for the relations before this make them no different. */
function tellsApart(
  relation: Relation,
  ordered: readonly Relation[],
  { rooms }: Recipe,
  rows: readonly ObjectLiteral[],
): boolean {
  const later = ordered.slice(ordered.indexOf(relation) + 1)
  return rooms.some(({ all, columns }) => {
    const others = all.filter((column) => !relation.joinColumns.includes(column))
    if (columns.size > 0 || others.length === all.length) return false
    if (others.some((column) => later.some(({ joinColumns }) => joinColumns.includes(column)))) return false
    const told = rows.map((row) => others.map((column) => column.getEntityValue(row) as unknown))
    if (told.flat().some((value) => value === undefined || value === null)) return false
    return (
      new Set(told.map((values) => JSON.stringify(values, (_, one) => (typeof one === 'bigint' ? String(one) : one))))
        .size < rows.length
    )
  })
}

/** Makes the rows that others need: one for all, or one for each where they can't share it. */
function parents(
  live: Live,
  { rooms }: Recipe,
  count: number,
  own: { readonly word: string; readonly signal: AbortSignal },
) {
  const shared = new Map<Relation, ObjectLiteral>()
  const refuseCrowd = (relation: Relation): void => {
    const tight = rooms.find(
      ({ all, columns, room }) =>
        columns.size > 0 && room < count && all.every((one) => columns.has(one) || relation.joinColumns.includes(one)),
    )
    if (tight)
      throw new Error(
        `${own.word}: ${count} rows can't share one ${relation.inverseEntityMetadata.name}, for no two may have the same ${tight.names.join(', ')}, and there are ${tight.room}; ` +
          `give each row its ${relation.propertyName} in the values`,
      )
  }
  return async (relation: Relation, need: Need, apart: boolean): Promise<ObjectLiteral> => {
    const target = relation.inverseEntityMetadata
    if (need.told || apart) return insertRow(live, target, need.values, own)
    refuseCrowd(relation)
    const made = shared.get(relation) ?? (await insertRow(live, target, need.values, own))
    shared.set(relation, made)
    return made
  }
}
