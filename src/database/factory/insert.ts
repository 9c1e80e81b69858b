import type { EntityManager, EntityMetadata, ObjectLiteral } from 'typeorm'
import { keyOf, type Relation } from '../entity.js'
import type { Live } from '../live.js'
import { findRows } from '../rows/rows.js'
import { validValues } from './column-values.js'
import { linkAll, takeLists } from './lists.js'
import { canWait, defers, isRequired, type Need, needOf, needs, owning, place, relate } from './needs.js'
import { guesses, refusal } from './refusal.js'

/** A row that is being made, with those that need it. */
interface Frame {
  readonly metadata: EntityMetadata
  readonly entity: ObjectLiteral
  inserted: boolean
  /** What can only be done when it is there. */
  readonly after: (() => Promise<void>)[]
}

interface Work {
  readonly live: Live
  readonly manager: EntityManager
  readonly open: Frame[]
  /** The relations that led here, `Post.user`. */
  readonly path: readonly string[]
  readonly word: string
  /** Of the step that makes the rows: its scenario may be over while some are still to be made. */
  readonly signal: AbortSignal | undefined
}

/**
 * Inserts a row as the application's own repository would, the rows that it needs first; hands back the entity as it is
 * stored. Rows that need each other are made where one of them can be without the other until the last is there.
 */
export async function insertRow(
  live: Live,
  metadata: EntityMetadata,
  values: Readonly<Record<string, unknown>>,
  { word = `db.has(${metadata.name})`, signal }: { readonly word?: string; readonly signal?: AbortSignal } = {},
): Promise<ObjectLiteral> {
  const { manager } = live.dataSource
  const work = { live, open: [], path: [], word, signal }
  if (!defers(metadata)) return insertOne({ ...work, manager }, metadata, values)
  return manager.transaction((own) => insertOne({ ...work, manager: own }, metadata, values))
}

async function insertOne(
  work: Work,
  metadata: EntityMetadata,
  values: Readonly<Record<string, unknown>>,
): Promise<ObjectLiteral> {
  const { live, manager } = work
  work.signal?.throwIfAborted()
  refuseView(metadata, work.word)
  const recipe = live.recipes.of(metadata)
  const entity = recipe.row(
    values,
    live.counters.next(metadata.tableName),
    work.path.length > 0 ? at(work.path) : work.word,
  )
  const lists = takeLists(metadata, entity)
  const frame: Frame = { metadata, entity, inserted: false, after: [] }
  const below: Work = { ...work, open: [...work.open, frame] }
  const late: (() => Promise<void>)[] = []
  for (const relation of recipe.relations) {
    const need = await needOf(metadata, relation, entity)
    if (need === undefined) continue
    const within: Work = { ...below, path: [...work.path, `${metadata.name}.${relation.propertyName}`] }
    if (canWait(relation) && needs(relation.inverseEntityMetadata, metadata)) {
      leaveOpen(live, relation, entity)
      late.push(() => complete(within, frame, relation, need))
    } else {
      const other = await firm(within, relation, need)
      relate(relation, entity, other)
    }
  }
  await insertInto(work, metadata, entity)
  frame.inserted = true
  for (const then of [...frame.after, ...late]) await then()
  const [found] = await findRows(live, metadata, keyOf(metadata, entity)!, { most: 1, manager }).catch(
    (error: Error) => {
      throw new Error(`${work.word}: the row can't be read: ${error.message}${guesses(live, metadata, entity)}`, {
        cause: error,
      })
    },
  )
  for (const { propertyName } of owning(metadata))
    if (found && entity[propertyName] !== undefined) found[propertyName] = entity[propertyName]
  await linkAll(metadata, entity, found ?? entity, lists, manager, (target, told, step) =>
    insertOne({ ...below, path: [...work.path, step] }, target, told),
  )
  return found ?? entity
}

/** The row that a relation leads to and that has to be there first. */
async function firm(work: Work, relation: Relation, need: Need): Promise<ObjectLiteral> {
  const target = relation.inverseEntityMetadata
  const open = need.told ? undefined : frameOf(work, target)
  if (open === undefined) return insertOne(work, target, need.values)
  const keyKnown = relation.joinColumns.every(
    ({ referencedColumn }) => referencedColumn!.getEntityValue(open.entity) !== undefined,
  )
  if (open.inserted || (open === work.open.at(-1) && keyKnown)) return open.entity
  const self = open === work.open.at(-1)
  throw new Error(
    `${work.word} can't make the rows that each other need: ${at(work.path)} -> ${target.name}; ${
      self
        ? `the first row has to name itself, and only the database knows its key: give both, as in { ${keyExample(relation)} }`
        : `no row can be the first: make one of these columns nullable, its foreign key deferrable ('INITIALLY DEFERRED'), or name a row that is there, as in { ${relation.propertyName}: ... }`
    }`,
  )
}

/** Makes what a row that is there already leads to, and points it there. */
async function complete(work: Work, frame: Frame, relation: Relation, need: Need): Promise<void> {
  const target = relation.inverseEntityMetadata
  const open = need.told ? undefined : frameOf(work, target)
  const point = async (other: ObjectLiteral): Promise<void> => {
    relate(relation, frame.entity, other)
    await update(work, frame, relation)
  }
  if (open && !open.inserted) open.after.push(() => point(open.entity))
  else await point(open ? open.entity : await insertOne(work, target, need.values))
}

function frameOf({ open }: Work, target: EntityMetadata): Frame | undefined {
  return open.findLast(
    ({ metadata }) => metadata === target || metadata.inheritanceTree.includes(target.target as Function),
  )
}

/** No key yet: none at all, or one of no row where the column has to have one. */
function leaveOpen({ dataSource }: Live, relation: Relation, entity: ObjectLiteral): void {
  const told = relation.getEntityValue(entity)
  if (told !== undefined) place(relation, entity, undefined)
  if (!isRequired(relation)) return
  for (const column of relation.joinColumns) {
    const values = validValues(dataSource, column.referencedColumn!)
    const stand = values?.make(Math.min(values.room, NOBODY))
    if (column.isVirtual)
      place(relation, entity, {
        ...relation.getEntityValue(entity),
        ...column.referencedColumn!.createValueMap(stand),
      })
    else column.setEntityValue(entity, stand)
  }
}
/** The number of a row that no scenario has. */
const NOBODY = 2_000_000_000

async function insertInto(work: Work, metadata: EntityMetadata, entity: ObjectLiteral): Promise<void> {
  const { manager } = work
  try {
    // What a tree keeps beside the row is only written when a repository saves.
    if (metadata.treeType) return void (await manager.getRepository(metadata.target).save(entity))
    // Named one by one, for PostgreSQL would leave out a generated column that has a value.
    const columns = metadata.columns.filter(
      (column) =>
        column.isInsert &&
        column.asExpression === undefined &&
        !(column.isGenerated && column.getEntityValue(entity) === undefined),
    )
    const names = columns.map(({ propertyPath }) => propertyPath)
    await manager.createQueryBuilder().insert().into(metadata.target, names).values(entity).execute()
  } catch (error) {
    throw await refusal(work, metadata, entity, error as Error)
  }
  if (metadata.getEntityIdMap(entity) === undefined)
    throw new Error(
      `${work.word}: the database made the key of the row, and does not tell it; give ${metadata.primaryColumns.map(({ propertyName }) => propertyName).join(', ')} yourself`,
    )
}

async function update({ live, manager }: Work, { metadata, entity }: Frame, relation: Relation): Promise<void> {
  const { driver } = live.dataSource
  const values: unknown[] = []
  const equals = (column: (typeof metadata.columns)[number]): string => {
    values.push(driver.preparePersistentValue(column.getEntityValue(entity), column as never))
    return `${driver.escape(column.databaseName)} = ${live.dialect.placeholder(values.length)}`
  }
  const set = relation.joinColumns.map(equals).join(', ')
  const where = metadata.primaryColumns.map(equals).join(' AND ')
  const path = metadata.tablePath
    .split('.')
    .map((part) => driver.escape(part))
    .join('.')
  await manager.query(`UPDATE ${path} SET ${set} WHERE ${where}`, values)
}

/** Rows come from tables. */
export function refuseView({ tableType, name }: EntityMetadata, word: string): void {
  if (tableType === 'view')
    throw new TypeError(
      `${word}: ${name} is a view, which has no rows of its own; give rows to the tables that it reads`,
    )
}

const at = (path: readonly string[]): string => path.join(' -> ')

function keyExample({ joinColumns }: Relation): string {
  return joinColumns
    .flatMap((column) => [
      `${column.referencedColumn!.propertyName}: 1`,
      `${column.propertyName}: ${column.isVirtual ? '{ ... }' : '1'}`,
    ])
    .join(', ')
}
