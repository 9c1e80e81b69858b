import type { DataSource, EntityMetadata } from 'typeorm'
import type { Column } from '../entity.js'
import { named, target, withDefault } from '../factory/stored.js'
import type { Isolation } from '../isolation/isolation.js'
import { ident } from './client.js'
import { knownToHold } from './known-to-hold.js'
import { literal, type Portable } from './literal.js'

/** From so many rows on it is worth to ask whether they may go in past what is checked row by row. */
const MANY = 500

/**
 * Inserts the rows by one statement, which takes them as a JSON array of arrays; or, where what they lead to is known to be
 * there, as its own values, for then MariaDB fills an empty table all at once.
 */
export async function insertMany(
  { dataSource, isolation }: { readonly dataSource: DataSource; readonly isolation: Isolation },
  metadata: EntityMetadata,
  columns: readonly Column[],
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  const { timezone } = dataSource.options as { readonly timezone?: string }
  const into = `INSERT INTO ${target(metadata, columns, ident)}`
  const types = columns.map((column) => dataSource.driver.normalizeType(column as never))
  const as = (value: unknown): Portable => portable(value, timezone)
  const plain = !types.some((type) => SPECIAL.test(type)) && columns.every((column, i) => named(column, rows, i))
  // A failure in the middle of a transaction would end it, and in one of its own it leaves nothing.
  if (rows.length >= MANY && plain && isolation !== 'rollback') {
    const names = columns.map(({ databaseName }) => databaseName)
    if ((await knownToHold(dataSource, metadata, names, rows, as)) && (await filled(dataSource, into, rows, as))) return
  }
  const fields = columns.map((_, i) => `c${i} LONGTEXT PATH '$[${i}]'`)
  const picked = columns.map((column, i) => withDefault(dataSource, column, rows, i, read(types[i]!, `r.c${i}`)))
  await dataSource.query(
    `${into} SELECT ${picked.join(', ')} FROM JSON_TABLE(?, '$[*]' COLUMNS (${fields.join(', ')})) r`,
    [JSON.stringify(rows.map((row) => row.map(as)))],
  )
}

/** Whether they went in; what is wrong with them is told best by the statement that checks each. */
async function filled(
  dataSource: DataSource,
  into: string,
  rows: readonly (readonly unknown[])[],
  as: (value: unknown) => Portable,
): Promise<boolean> {
  const values = rows.map((row) => `(${row.map((value) => literal(as(value))).join()})`).join()
  return dataSource.query(`${UNCHECKED} ${into} VALUES ${values}`).then(
    () => true,
    () => false,
  )
}

/** A comment that only MariaDB reads. */
const UNCHECKED = '/*M! SET STATEMENT foreign_key_checks = 0, unique_checks = 0 FOR */'

/** Types whose values are not told by their texts. */
const SPECIAL = /blob|binary|bit|geometry|point|linestring|polygon|collection/

/** The value out of its text. */
function read(type: string, cell: string): string {
  if (/blob|binary/.test(type)) return `UNHEX(${cell})`
  if (type === 'bit') return `CAST(${cell} AS UNSIGNED)`
  return /geometry|point|linestring|polygon|collection/.test(type) ? `ST_GeomFromText(${cell})` : cell
}

/** The value as JSON carries it. */
function portable(value: unknown, timezone: string | undefined): Portable {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (value instanceof Date) return dateText(value, timezone)
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number' || typeof value === 'string') return value
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : null
}

/** As mysql2 sends a date: the hours of the connection's time zone, which is this process's where it is not told. */
function dateText(date: Date, timezone = 'local'): string {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(timezone) ?? []
  const told = sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  const offset = timezone === 'local' ? -date.getTimezoneOffset() : told
  return new Date(date.getTime() + offset * 60_000).toISOString().replace('T', ' ').slice(0, -1)
}
