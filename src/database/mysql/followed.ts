import { type MysqlClient, rowsOf } from './client.js'
import type { Copy } from './copies.js'
import { readSchema, type Schema } from './schema.js'
import { readTables, type Table } from './tables.js'
import { ASK_COMMANDS, askCounts, type Counts, commandsOf, countsOf } from './written.js'

/** What a table holds when it has been written this often. */
export interface Known {
  readonly written: string
  readonly copy: Copy
}

/** What is known of a database whose rows and schema are followed. */
export interface Followed {
  readonly database: string
  tables: readonly Table[]
  schema: Schema
  commands: ReturnType<typeof commandsOf>
  /** By the names of the tables. */
  readonly known: Map<string, Known>
  /** Asks for the counts of all tables. */
  readonly ask: string
  counted(): Promise<Counts>
  /** Reads anew which tables there are. */
  readTables(): Promise<void>
  /** Reads off the answer to `ASK_COMMANDS` what was done to the schema and to InnoDB's counts since the engine itself last looked; whether the schema is another. */
  look(lines: readonly object[]): Promise<boolean>
  /** Takes what was done up to now as known. */
  settle(): Promise<void>
}

/** Begins to follow a database from the state that it is in. */
export async function follow(
  client: MysqlClient,
  database: string,
  mariadb: boolean,
  tables: readonly Table[],
): Promise<Followed> {
  const own: Followed = {
    database,
    tables,
    schema: await readSchema(client, database),
    commands: commandsOf(await rowsOf(client, ASK_COMMANDS)),
    known: new Map(),
    get ask() {
      return askCounts(database, own.tables, mariadb)
    },
    counted: async () => countsOf(own.tables, await rowsOf(client, own.ask)),
    async readTables() {
      own.tables = await readTables(client, database, mariadb)
    },
    async look(lines) {
      const now = commandsOf(lines)
      const moved = now.schema !== own.commands.schema
      // An ALTER, too, lets InnoDB count anew, even one that changes nothing.
      if (moved || now.counting !== own.commands.counting) own.known.clear()
      own.commands = now
      if (!moved) return false
      const there = await readSchema(client, database)
      const changed = JSON.stringify(there) !== JSON.stringify(own.schema)
      own.schema = there
      return changed
    },
    async settle() {
      own.commands = commandsOf(await rowsOf(client, ASK_COMMANDS))
    },
  }
  return own
}
