export { sqliteEngine } from './engine.js'
export { rawSqlite3, type Sqlite3Connection } from './raw.js'
