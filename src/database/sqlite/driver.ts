import type { ConnectionSource } from '../dialect.js'
import type { Copies, Raw } from './raw.js'

/** What has to be known of a package that brings SQLite to Node. */
export interface SqliteDriver {
  /** The package's name. */
  readonly name: string
  /** Reads and writes by a connection of the package; it may be another one each time. */
  raw(connection: () => unknown): Raw
  /** Keeps copies of the connection's database; files go into the folder. */
  copies(connection: () => unknown, folder: () => string): Copies
  /** Opens more connections; nothing where the package knows only databases of one. */
  readonly connections?: ConnectionSource
}
