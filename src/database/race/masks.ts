import type { DataSource, EntityMetadata } from 'typeorm'
import type { TableChanges } from '../engine.js'

/**
 * What two runs of the same tasks need not share: generated keys and what leads to them, moments in time, and columns that
 * turned out to differ between two runs in the same order, as random tokens do. Dates without a time are compared.
 */
export interface Masks {
  /** The cell as it is compared. */
  cell(table: string, column: string, literal: string, added: boolean): string
  /** Whether a property of that name is left out of what tasks hand back. */
  hides(property: string): boolean
  /** Whether it is a key that was generated for a row which is new. */
  isNewKey(value: string): boolean
}

const MOMENTS = /^(timestamp|datetime|smalldatetime|time)/i

interface Known {
  readonly generated: ReadonlySet<string>
  readonly moments: ReadonlySet<string>
  /** By column, the table that it leads to. */
  readonly leadsTo: ReadonlyMap<string, string>
}

/** What the entities say, with what is new in one run and what differs anyway. */
export function masksOf(
  dataSource: DataSource,
  noise: ReadonlySet<string>,
): (changes: readonly TableChanges[]) => Masks {
  const known = new Map(dataSource.entityMetadatas.map((metadata) => [metadata.tableName, knownOf(metadata)]))
  const properties = new Set(
    dataSource.entityMetadatas.flatMap(({ columns }) =>
      columns.filter((column) => column.isGenerated || isMoment(column)).map(({ propertyName }) => propertyName),
    ),
  )
  return (changes) => {
    const fresh = new Map(
      changes.map(({ table, added }) => [
        table,
        new Set(
          added.flatMap(({ cells }) => [...(known.get(table)?.generated ?? [])].map((column) => bare(cells[column]!))),
        ),
      ]),
    )
    return {
      cell(table, column, literal, added) {
        const about = known.get(table)
        if (noise.has(`${table}.${column}`)) return '(differs)'
        if (literal === 'NULL') return literal
        if (about?.moments.has(column)) return '(a moment)'
        if (added && about?.generated.has(column)) return '(generated)'
        const target = about?.leadsTo.get(column)
        return target !== undefined && fresh.get(target)?.has(bare(literal)) ? `(new ${target})` : literal
      },
      hides: (property) => properties.has(property),
      isNewKey: (value) => [...fresh.values()].some((keys) => keys.has(value)),
    }
  }
}

function knownOf({ columns, foreignKeys }: EntityMetadata): Known {
  const names = (wanted: (column: EntityMetadata['columns'][number]) => boolean) =>
    new Set(columns.filter(wanted).map(({ databaseName }) => databaseName))
  return {
    generated: names(({ isGenerated }) => isGenerated),
    moments: names(isMoment),
    leadsTo: new Map(
      foreignKeys.flatMap((key) =>
        key.columns.map(({ databaseName }) => [databaseName, key.referencedEntityMetadata.tableName]),
      ),
    ),
  }
}

function isMoment({ isCreateDate, isUpdateDate, isDeleteDate, type }: EntityMetadata['columns'][number]): boolean {
  return isCreateDate || isUpdateDate || isDeleteDate || type === Date || MOMENTS.test(String(type))
}

/** A literal without its quotes. */
export const bare = (literal: string): string => literal.replace(/^'([\s\S]*)'$/, '$1')
