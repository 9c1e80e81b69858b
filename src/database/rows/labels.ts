import type { DataSource, EntityMetadata } from 'typeorm'
import type { Engine, Row, TableChanges } from '../engine.js'
import type { Tabled } from '../place/provision.js'

/** What an author's name for rows stands for. */
export interface Label {
  /** By its own name, without a schema. */
  readonly table: string
  /** The entity, where there is one. */
  readonly metadata?: EntityMetadata
}

/** The author's names for the rows of a database. */
export type Labels = ReadonlyMap<string, Label>

/** What the names of `database({ entities })` stand for. */
export function labelsOf(dataSource: DataSource, entities: Readonly<Record<string, Tabled>>): Labels {
  return new Map(
    Object.entries(entities).map(([name, entity]) => {
      if (typeof entity === 'string') return [name, { table: entity }]
      const metadata = dataSource.getMetadata(entity)
      return [name, { table: metadata.tableName, metadata }]
    }),
  )
}

/** The table of an entity as the engine calls it; nothing where it has none. */
export function tableOf(engine: Engine, { tableName, schema }: EntityMetadata): string | undefined {
  return (
    (schema === undefined ? undefined : tableNamed(engine, `${schema}.${tableName}`)) ?? tableNamed(engine, tableName)
  )
}

/** The table that goes by this name as the engine calls it; nothing where there is none. */
export function tableNamed(engine: Engine, name: string): string | undefined {
  return engine.tables().includes(name) ? name : engine.tableNamed?.(name)
}

/** Whether a row belongs to the label; of a table that several entities share, each has its own. */
export function belongs({ metadata }: Label): (row: Row) => boolean {
  const column = metadata?.discriminatorColumn
  if (metadata === undefined || column === undefined || metadata.tableType !== 'entity-child') return () => true
  const kinds = [metadata, ...descendants(metadata)].map(({ discriminatorValue }) => String(discriminatorValue))
  return ({ cells }) => kinds.includes((cells[column.databaseName] ?? '').replace(/^'(.*)'$/s, '$1'))
}

/** The changes of these rows alone; one that was none of them before is new among them. */
export function changesOf(all: TableChanges, these: (row: Row) => boolean): TableChanges {
  return {
    ...all,
    added: [
      ...all.added.filter(these),
      ...all.changed.filter(({ before, after }) => !these(before) && these(after)).map(({ after }) => after),
    ],
    removed: [
      ...all.removed.filter(these),
      ...all.changed.filter(({ before, after }) => these(before) && !these(after)).map(({ before }) => before),
    ],
    changed: all.changed.filter(({ before, after }) => these(before) && these(after)),
  }
}

function descendants({ childEntityMetadatas }: EntityMetadata): EntityMetadata[] {
  return childEntityMetadatas.flatMap((child) => [child, ...descendants(child)])
}
