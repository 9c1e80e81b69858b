import type { DataSource, EntityMetadata } from 'typeorm'
import type { Engine } from '../engine.js'
import type { Column } from '../entity.js'
import { named, target, withDefault } from '../factory/stored.js'
import { asText } from './as-text.js'
import { ident } from './client.js'
import { lineOf } from './copy-in.js'
import { knownToHold } from './known-to-hold.js'

/** From so many rows on it is worth to ask whether they may go in past what is checked row by row. */
const MANY = 500
/** How many rows are sent at a time, while the server works on those before. */
const CHUNK = 500

/** The database into which rows go. */
interface Own {
  readonly dataSource: DataSource
  readonly engine: Engine
}

/**
 * Inserts the rows by one statement, which takes them as a JSON array of texts that each column's type reads; or, where
 * what they lead to is known to be there, by COPY, which then has no foreign key to check.
 */
export async function insertMany(
  own: Own,
  metadata: EntityMetadata,
  columns: readonly Column[],
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  const { dataSource } = own
  if (rows.length >= MANY && columns.every((column, i) => named(column, rows, i)))
    if (await poured(own, metadata, columns, rows)) return
  const types = await typesOf(dataSource, metadata)
  const picked = columns.map((column, i) => {
    const type = types.get(column.databaseName) ?? 'text'
    return withDefault(dataSource, column, rows, i, `(v->>${i})::${type}`)
  })
  await dataSource.query(
    `INSERT INTO ${target(metadata, columns, ident)} SELECT ${picked.join(', ')} FROM json_array_elements($1) v`,
    [JSON.stringify(rows.map((row) => row.map(asText)))],
  )
}

/** Whether they went in by COPY; what is wrong with them is told best by the statement that checks each. */
async function poured(
  { dataSource, engine }: Own,
  metadata: EntityMetadata,
  columns: readonly Column[],
  rows: readonly (readonly unknown[])[],
): Promise<boolean> {
  if (engine.pour === undefined) return false
  const names = columns.map(({ databaseName }) => databaseName)
  const path = await knownToHold(dataSource, pathOf(metadata), names, rows)
  if (path === undefined) return false
  return engine.pour(`${path} (${names.map(ident).join(', ')})`, linesOf(rows)).then(
    () => true,
    () => false,
  )
}

function* linesOf(rows: readonly (readonly unknown[])[]): Iterable<string> {
  for (let from = 0; from < rows.length; from += CHUNK)
    yield rows
      .slice(from, from + CHUNK)
      .map((row) => lineOf(row.map(asText)))
      .join('')
}

const pathOf = ({ tablePath }: EntityMetadata): string => tablePath.split('.').map(ident).join('.')

/** Without their lengths, for a cast to one cuts what is too long in silence. */
async function typesOf(dataSource: DataSource, metadata: EntityMetadata): Promise<ReadonlyMap<string, string>> {
  const found = await dataSource.query<{ name: string; type: string }[]>(
    'SELECT attname AS name, format_type(atttypid, -1) AS type FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped',
    [pathOf(metadata)],
  )
  return new Map(found.map(({ name, type }) => [name, type]))
}
