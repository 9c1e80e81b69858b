import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConnectionSource } from '../dialect.js'
import { busy } from './busy.js'
import type { SqliteDriver } from './driver.js'
import { endTransaction } from './end-transaction.js'
import type { Copies, Raw } from './raw.js'
import { rebuild } from './rebuild.js'

/** What this package uses of a `Database` of the better-sqlite3 package. */
interface Connection {
  readonly name: string
  readonly memory: boolean
  prepare(sql: string): {
    readonly reader: boolean
    all(...parameters: unknown[]): object[]
    run(...parameters: unknown[]): void
  }
  exec(sql: string): void
  serialize(): Uint8Array
  backup(file: string, options: { progress(): number }): Promise<unknown>
  unsafeMode(unsafe: boolean): void
  close(): void
}

interface TypeormDriver {
  createDatabaseConnection(): Promise<Connection>
}

const raw = (connection: () => Connection): Raw =>
  Object.freeze({
    async all<R extends object>(sql: string, parameters: readonly unknown[] = []) {
      const statement = connection().prepare(sql)
      const sent = parameters.map((value) => (typeof value === 'boolean' ? Number(value) : (value ?? null)))
      if (statement.reader) return statement.all(...sent) as R[]
      statement.run(...sent)
      return []
    },
    async exec(sql: string) {
      connection().exec(sql)
    },
  })

function copies(connection: () => Connection, folder: () => string): Copies {
  const file = (id: number) => join(folder(), `${id}.db`)
  return Object.freeze({
    async keep(id: number) {
      writeFileSync(file(id), connection().serialize())
    },
    async bringBack(id: number) {
      const own = connection()
      if (!own.memory) {
        const Database = own.constructor as new (file: string) => Connection
        const copy = new Database(file(id))
        try {
          await copy.backup(own.name, { progress: () => 0x7fffffff })
        } finally {
          copy.close()
        }
        return
      }
      // What a search index keeps may only be written so.
      own.unsafeMode(true)
      try {
        await rebuild(raw(connection), file(id))
      } finally {
        own.unsafeMode(false)
      }
    },
    forget: (id: number) => rmSync(file(id), { force: true }),
  })
}

/** SQLite by the package better-sqlite3, which works while everything else stands still. */
export const betterSqlite3: SqliteDriver = Object.freeze<SqliteDriver>({
  name: 'better-sqlite3',
  raw: (connection) => raw(connection as () => Connection),
  copies: (connection, folder) => copies(connection as () => Connection, folder),
  connections: Object.freeze<ConnectionSource>({
    async open({ driver }) {
      const connection = await (driver as unknown as TypeormDriver).createDatabaseConnection()
      // Waiting is ours: in the package it stops the process, and with it whoever holds the lock.
      connection.exec('PRAGMA busy_timeout = 0')
      return connection
    },
    close: async (connection) => (connection as Connection).close(),
    endTransaction: (connection) => endTransaction(raw(() => connection as Connection)),
    busy,
    patience: ({ options }) => Number((options as { timeout?: number }).timeout ?? 5_000),
  }),
})
