import type { DataSource, EntityMetadata } from 'typeorm'
import type { Column } from '../entity.js'
import { target } from '../factory/stored.js'
import type { Isolation } from '../isolation/isolation.js'
import { ident } from './client.js'
import { knownToHold } from './known-to-hold.js'

/** From so many rows on it is worth to ask whether they may go in past what is checked row by row. */
const MANY = 500

/**
 * Inserts the rows by one statement that takes them as a list of lists. Their number is known beforehand, so their ids are
 * one after the other; and where what they lead to is known to be there, MariaDB fills an empty table all at once.
 */
export async function insertMany(
  { dataSource, isolation }: { readonly dataSource: DataSource; readonly isolation: Isolation },
  metadata: EntityMetadata,
  columns: readonly Column[],
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  const types = columns.map((column) => dataSource.driver.normalizeType(column as never))
  const sent = rows.map((row) => row.map((value, i) => portable(value, types[i]!)))
  const insert = `INSERT INTO ${target(metadata, columns, ident)} VALUES ?`
  // A failure in the middle of a transaction would end it, and in one of its own it leaves nothing.
  if (rows.length >= MANY && isolation !== 'rollback') {
    const names = columns.map(({ databaseName }) => databaseName)
    const hold = await knownToHold(dataSource, metadata, names, rows)
    if (hold && (await fill(dataSource, insert, sent))) return
  }
  await dataSource.query(insert, [sent])
}

/** A comment that only MariaDB reads. */
const UNCHECKED = '/*M! SET STATEMENT foreign_key_checks = 0, unique_checks = 0 FOR */'

/** Whether they went in; what is wrong with them is told best by the statement that checks each. */
const fill = (dataSource: DataSource, insert: string, rows: unknown): Promise<boolean> =>
  dataSource.query(`${UNCHECKED} ${insert}`, [rows]).then(
    () => true,
    () => false,
  )

/** The value as mysql2 takes it. */
function portable(value: unknown, type: string): unknown {
  if (value === undefined) return DEFAULT
  if (typeof value === 'string') {
    if (type === 'bit') return sql(`CAST(${quoted(value)} AS UNSIGNED)`)
    return SHAPE.test(type) ? sql(`ST_GeomFromText(${quoted(value)})`) : value
  }
  if (typeof value === 'bigint') return String(value)
  const plain = typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date
  return plain ? value : JSON.stringify(value)
}

const SHAPE = /geometry|point|linestring|polygon|collection/

/** What mysql2 sends as it stands. */
const sql = (text: string) => ({ toSqlString: () => text })

/** What the database puts where a row does not name the column. */
const DEFAULT = sql('DEFAULT')

/** The text, whatever the session says of backslashes. */
const quoted = (text: string): string => `CONVERT(X'${Buffer.from(text).toString('hex')}' USING utf8mb4)`
