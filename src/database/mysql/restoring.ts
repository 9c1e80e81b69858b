import { ident, type MysqlClient, rowsOf } from './client.js'
import type { Copy } from './copies.js'
import type { Table, TableColumn } from './tables.js'
import { type Count, writesBetween } from './written.js'

/** The statements that give a table the rows of its copy, writing only those that differ. */
export function puttingBack({ path, columns, primaryKey }: Table, copy: Copy): string[] {
  if (copy === undefined) return [`DELETE FROM ${path}`]
  const own = columns.filter(({ generated }) => !generated)
  const list = own.map(({ name }) => ident(name)).join(', ')
  if (primaryKey.length === 0)
    return [`DELETE FROM ${path}`, `INSERT INTO ${path} (${list}) SELECT ${list} FROM ${copy}`]
  const same = primaryKey.map((name) => `t.${ident(name)} = c.${ident(name)}`).join(' AND ')
  const first = ident(primaryKey[0]!)
  const values = own.map(({ name }) => `c.${ident(name)}`).join(', ')
  return [
    `DELETE t FROM ${path} t LEFT JOIN ${copy} c ON ${same} AND ${own.map(equal).join(' AND ')} WHERE c.${first} IS NULL`,
    `INSERT INTO ${path} (${list}) SELECT ${values} FROM ${copy} c LEFT JOIN ${path} t ON ${same} WHERE t.${first} IS NULL`,
  ]
}

/** A table that is made anew costs as much as deleting so many rows, and InnoDB has none of them to clear away afterwards. */
const MANY = 1_000

/** Whether so much was written to a table that was empty that it is better made anew than rid of its rows. */
export function isFull(then: Pick<Count, 'written'> | undefined, now: Count): boolean {
  return then !== undefined && (writesBetween(then, now) ?? 0) >= MANY
}

/** The tables that do not have the rows of their copies. */
export async function differing(
  client: MysqlClient,
  tables: readonly Table[],
  copies: ReadonlyMap<string, Copy>,
): Promise<string[]> {
  const found: string[] = []
  for (const { name, path } of tables) {
    const copy = copies.get(name)
    // A sum of the rows, whatever their order.
    const sums = await rowsOf<{ Checksum: unknown }>(client, `CHECKSUM TABLE ${[path, copy ?? []].flat().join(', ')}`)
    const [now, then = 0] = sums.map(({ Checksum }) => Number(Checksum))
    if (now !== then) found.push(name)
  }
  return found
}

/** Types whose values are equal only when they are the same; of the others a collation could think so. */
const PLAIN = /int|decimal|numeric|float|double|^(bit|date|datetime|timestamp|time|year)$/

function equal({ name, type }: TableColumn): string {
  const [then, now] = [`c.${ident(name)}`, `t.${ident(name)}`]
  return PLAIN.test(type) ? `${then} <=> ${now}` : `CAST(${then} AS BINARY) <=> CAST(${now} AS BINARY)`
}
