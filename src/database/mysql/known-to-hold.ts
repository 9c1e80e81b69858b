import type { DataSource, EntityMetadata } from 'typeorm'
import { distinctKeys } from '../factory/distinct-keys.js'
import { ident } from './client.js'

interface Found {
  readonly version: string
  readonly engine: string
  readonly triggers: number | string
}

interface KeyColumn {
  readonly name: string
  readonly own: string
  readonly schema: string
  readonly target: string
  readonly other: string
}

/**
 * Whether the foreign keys of a table are known to hold for these rows, and nothing else is passed over where they are not
 * checked: on MariaDB, in a table without triggers, by an InnoDB that puts no entry of a unique index aside unseen.
 */
export async function knownToHold(
  dataSource: DataSource,
  { tableName, database }: EntityMetadata,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): Promise<boolean> {
  const told = [database ?? null, tableName]
  const [table] = await dataSource.query<Found[]>(TABLE, [...told, ...told])
  if (!/mariadb/i.test(table?.version ?? '') || table!.engine !== 'InnoDB' || Number(table!.triggers) > 0) return false
  const buffering = await dataSource.query<{ Value: string }[]>("SHOW VARIABLES LIKE 'innodb_change_buffering'")
  if (buffering.some(({ Value }) => Value !== 'none')) return false
  const parts = await dataSource.query<KeyColumn[]>(KEYS, told)
  for (const constraint of new Set(parts.map(({ name }) => name))) {
    const key = parts.filter(({ name }) => name === constraint)
    if (!(await holds(dataSource, key, columns, rows))) return false
  }
  return true
}

async function holds(
  dataSource: DataSource,
  key: readonly KeyColumn[],
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): Promise<boolean> {
  const led = distinctKeys(
    key.map(({ own }) => own),
    columns,
    rows,
  )
  if (led === undefined || led.length === 0) return led !== undefined
  const { schema, target } = key[0]!
  const others = key.map(({ other }) => ident(other)).join()
  const [found] = await dataSource.query<{ n: number | string }[]>(
    `SELECT COUNT(DISTINCT ${others}) AS n FROM ${ident(schema)}.${ident(target)} WHERE (${others}) IN (?)`,
    [led.map((cells) => cells.map((cell) => (typeof cell === 'bigint' ? String(cell) : cell)))],
  )
  return Number(found!.n) === led.length
}

const TABLE = `SELECT VERSION() AS version, ENGINE AS engine, (SELECT COUNT(*) FROM information_schema.TRIGGERS
    WHERE EVENT_OBJECT_SCHEMA = COALESCE(?, DATABASE()) AND EVENT_OBJECT_TABLE = ?) AS triggers
  FROM information_schema.TABLES WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ?`

const KEYS = `SELECT CONSTRAINT_NAME AS name, COLUMN_NAME AS own, REFERENCED_TABLE_SCHEMA AS \`schema\`,
    REFERENCED_TABLE_NAME AS target, REFERENCED_COLUMN_NAME AS other FROM information_schema.KEY_COLUMN_USAGE
  WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ? AND REFERENCED_TABLE_NAME IS NOT NULL
  ORDER BY CONSTRAINT_NAME, ORDINAL_POSITION`
