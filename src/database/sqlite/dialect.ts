import type { DataSource } from 'typeorm'
import type { Dialect } from '../dialect.js'
import { catalog } from './catalog.js'
import { sqliteEngine } from './engine.js'
import { indexes } from './indexes.js'
import { insertMany } from './insert-many.js'
import { rawSqlite3, type Sqlite3Connection } from './raw.js'
import { violation } from './violation.js'

/** SQLite by the package sqlite3. */
export const sqliteDialect: Dialect = Object.freeze<Dialect>({
  oneConnection: true,
  placeholder: () => '?',
  failureEndsTransaction: false,
  catalog,
  indexes,
  // A statement that finds the database locked fails; none of them waits.
  session: () => undefined,
  engine({ driver, options }: DataSource) {
    const place = options.database === ':memory:' ? 'in memory' : `in the file ${String(options.database)}`
    const connection = () => (driver as unknown as { databaseConnection: Sqlite3Connection }).databaseConnection
    return sqliteEngine(rawSqlite3(connection), place)
  },
  violation: async (_, statement) => violation(statement),
  hidesForeignKey: (error: unknown) => /FOREIGN KEY constraint failed/.test(String((error as Error)?.message)),
  insertMany,
  discardSessions: async () => {},
})
