import type { DataSource } from 'typeorm'
import type { Dialect } from './dialect.js'
import { mysqlDialect } from './mysql/index.js'
import { postgresDialect } from './postgres/index.js'
import { betterSqlite3Dialect, sqlite3Dialect, sqljsDialect } from './sqlite/index.js'

/** The dialects by TypeORM's name of the driver. */
const DIALECTS: Readonly<Record<string, Dialect>> = Object.freeze({
  mariadb: mysqlDialect,
  mysql: mysqlDialect,
  postgres: postgresDialect,
  sqlite: sqlite3Dialect,
  'better-sqlite3': betterSqlite3Dialect,
  sqljs: sqljsDialect,
})

/** What is known of the data source's engine. */
export function dialectOf({ options: { type } }: DataSource): Dialect {
  const dialect = Object.hasOwn(DIALECTS, type) ? DIALECTS[type] : undefined
  if (dialect === undefined)
    throw new Error(
      `databases of the type "${type}" are not supported yet; run the scenarios elsewhere, with database({ ..., on: 'sqlite' }) or 'postgres'`,
    )
  return dialect
}
