import { betterSqlite3 } from './better-sqlite3.js'
import { sqliteDialect } from './dialect.js'
import { sqlite3 } from './sqlite3.js'
import { sqljs } from './sqljs.js'

/** SQLite by the package sqlite3. */
export const sqlite3Dialect = sqliteDialect(sqlite3)
/** SQLite by the package better-sqlite3. */
export const betterSqlite3Dialect = sqliteDialect(betterSqlite3)
/** SQLite by the package sql.js, which needs no native part. */
export const sqljsDialect = sqliteDialect(sqljs)
