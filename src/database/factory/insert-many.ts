import type { EntityMetadata, ObjectLiteral } from 'typeorm'
import type { Column, Relation } from '../entity.js'
import type { Live } from '../live.js'
import { insertRow, refuseView } from './insert.js'
import { isRequired, type Need, needFor, needs, relate } from './needs.js'
import type { Recipe } from './recipe.js'
import { refusal } from './refusal.js'
import { stored } from './stored.js'

type Told = Readonly<Record<string, unknown>>

/**
 * Inserts many rows by one statement. Rows that need a parent share one, unless no
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
    const required = isRequired(relation)
    for (const row of rows) {
      const value: unknown = relation.getEntityValue(row)
      if (value === undefined && !required) continue
      // Nothing is awaited that is there: there are thousands of them.
      const told: unknown = value instanceof Promise ? await value : value
      const need = needFor(metadata, relation, row, told)
      if (need)
        relate(relation, row, parent.shared(relation, need, apart) ?? (await parent.make(relation, need, apart)))
    }
  }
  const possible = metadata.columns.filter(
    ({ isInsert, isVirtualProperty, asExpression }) => isInsert && !isVirtualProperty && asExpression === undefined,
  )
  const cell = (row: ObjectLiteral, column: Column): unknown => stored(dataSource, metadata, column, row)
  const columns = possible.filter((column) => rows.some((row) => cell(row, column) !== undefined))
  try {
    if (columns.length === 0) for (const row of rows) await dataSource.getRepository(metadata.target).insert(row)
    else {
      const cells = rows.map((row) => columns.map((column) => cell(row, column)))
      await dialect.insertMany(live, metadata, columns, cells)
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
    return new Set(told.map(asText)).size < rows.length
  })
}

/** Makes the rows that others need: one for all, or one for each where they can't share it. */
function parents(
  live: Live,
  { rooms }: Recipe,
  count: number,
  own: { readonly word: string; readonly signal: AbortSignal },
) {
  const made = new Map<Relation, Map<string, ObjectLiteral>>()
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
  return {
    /** The one that is there for all whose keys are known to the same part. */
    shared(relation: Relation, { told, values }: Need, apart: boolean): ObjectLiteral | undefined {
      return told || apart ? undefined : made.get(relation)?.get(keyed(values))
    },
    async make(relation: Relation, { told, values }: Need, apart: boolean): Promise<ObjectLiteral> {
      const target = relation.inverseEntityMetadata
      if (told || apart) return insertRow(live, target, values, own)
      refuseCrowd(relation)
      const one = await insertRow(live, target, values, own)
      made.set(relation, (made.get(relation) ?? new Map<string, ObjectLiteral>()).set(keyed(values), one))
      return one
    },
  }
}

/** The same text for the same part of a key; mostly none of it is known. */
function keyed(values: Need['values']): string {
  for (const _ in values) return asText(values)
  return ''
}

/** Equal for equal values of keys. */
const asText = (values: unknown): string =>
  JSON.stringify(values, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one))
