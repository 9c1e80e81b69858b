import { join } from 'node:path'
import type { DataSource } from 'typeorm'
import type { SqliteType } from '../peers.js'
import { scratch } from '../place/scratch.js'

/** Where a SQLite database of ours is. */
export interface SqlitePlace {
  readonly options: Readonly<Record<string, unknown>>
  readonly kept: false
  leave(): Promise<void>
}

/** What SQLite calls a database in memory. */
const MEMORY = ':memory:'

/** In memory; for more than one connection in a file that nobody keeps, which readers and a writer can use at once. */
export function placeOnSqlite(type: SqliteType, connections: number): SqlitePlace {
  if (connections > 1 && type === 'sqljs') throw refusal()
  if (connections > 1) {
    const folder = scratch()
    return {
      options: { type, database: join(folder.path, 'test.sqlite'), enableWAL: true },
      kept: false,
      leave: async () => folder.remove(),
    }
  }
  const options = type === 'sqljs' ? { type, database: undefined, location: undefined } : { type, database: MEMORY }
  return { options, kept: false, leave: async () => {} }
}

function refusal(): Error {
  return new Error(
    "a database of sql.js has one connection, so nothing can run at once on it; use on: 'sqlite' with the package better-sqlite3, or leave `connections` and races away",
  )
}

const SQLITE: ReadonlySet<string> = new Set(['sqlite', 'better-sqlite3', 'sqljs'])

/** Whether the data source is on SQLite. */
export function isSqlite({ options: { type } }: DataSource): boolean {
  return SQLITE.has(type)
}

/** Whether it is a database that nobody keeps. */
export function isInMemory({ options }: DataSource): boolean {
  if (options.type === 'sqljs') return options.location === undefined && options.database === undefined
  return SQLITE.has(options.type) && (options.database === MEMORY || options.database === '')
}

/** Lets readers and a writer use the file of an open data source at once. */
export async function shareFile(dataSource: DataSource): Promise<void> {
  if (dataSource.options.type === 'sqljs') throw refusal()
  if (isInMemory(dataSource))
    throw new Error(
      'the data source is already initialised in memory, where SQLite has one connection, so connections and races come too late; hand it over before the application initialises it',
    )
  await dataSource.query('PRAGMA journal_mode = WAL')
}
