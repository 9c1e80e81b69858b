import { betterSqlite3 } from './better-sqlite3.js'
import { sqliteDialect } from './dialect.js'
import { sqlite3 } from './sqlite3.js'
import { sqljs } from './sqljs.js'

export const sqlite3Dialect = sqliteDialect(sqlite3)
export const betterSqlite3Dialect = sqliteDialect(betterSqlite3)
export const sqljsDialect = sqliteDialect(sqljs)
