import type { EntityMetadata } from 'typeorm'
import type { Column } from '../entity.js'
import type { ValidValues } from './valid-values.js'

/** Columns that no two rows may have the same values in together. */
export interface Room {
  /** All of them, as the entity calls them. */
  readonly names: readonly string[]
  readonly all: readonly Column[]
  /** How many different values can be made for those that are filled here. */
  readonly room: number
  /** Whether all of them are filled here, so that nothing else can tell two rows apart. */
  readonly own: boolean
  /** Those that are filled here, each with how many rows in a row have the same value. */
  readonly columns: ReadonlyMap<Column, number>
}

/** What must not be twice in the table: its key, its unique columns and indices. */
export function rooms(metadata: EntityMetadata, values: ReadonlyMap<Column, ValidValues | undefined>): Room[] {
  const sets = [
    metadata.primaryColumns,
    ...metadata.uniques.map(({ columns }) => columns),
    ...metadata.indices.filter(({ isUnique }) => isUnique).map(({ columns }) => columns),
  ].filter((columns) => columns.length > 0)
  // One column alone leaves least to choose.
  return sets.sort((a, b) => a.length - b.length).map((columns) => roomOf(columns, values))
}

function roomOf(all: readonly Column[], values: ReadonlyMap<Column, ValidValues | undefined>): Room {
  const mine = all.flatMap((column) => {
    const own = values.get(column)
    return own ? [{ column, own }] : []
  })
  const endless = mine.some(({ own }) => own.varies && own.room === Number.POSITIVE_INFINITY)
  const columns = new Map<Column, number>()
  let room = 1
  if (!endless)
    for (const { column, own } of mine) {
      columns.set(column, room)
      room *= own.room
    }
  return {
    names: all.map(({ propertyPath }) => propertyPath),
    all,
    room: endless ? Number.POSITIVE_INFINITY : room,
    own: mine.length === all.length,
    columns,
  }
}
