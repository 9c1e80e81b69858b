import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ConnectionSource } from '../dialect.js'
import { busy } from './busy.js'
import type { SqliteDriver } from './driver.js'
import { endTransaction } from './end-transaction.js'
import type { Copies, Raw } from './raw.js'

/** What this package uses of a `Database` of the sqlite3 package. */
interface Connection {
  all(sql: string, parameters: readonly unknown[], done: (error: Error | null, rows: object[]) => void): void
  exec(sql: string, done: (error: Error | null) => void): void
  backup(...args: unknown[]): Backup
  close(done: (error: Error | null) => void): void
}

interface Backup {
  readonly completed: boolean
  step(pages: number, done: (error: Error | null) => void): void
  finish(done: () => void): void
}

interface TypeormDriver {
  createDatabaseConnection(): Promise<Connection>
}

const raw = (connection: () => Connection): Raw =>
  Object.freeze({
    all: <R extends object>(sql: string, parameters: readonly unknown[] = []) =>
      new Promise<R[]>((resolve, reject) =>
        connection().all(sql, parameters, (error, rows) => (error ? reject(error) : resolve(rows as R[]))),
      ),
    exec: (sql: string) =>
      new Promise<void>((resolve, reject) => connection().exec(sql, (error) => (error ? reject(error) : resolve()))),
  })

/** Copies page by page, into files and back. */
function copies(connection: () => Connection, folder: () => string): Copies {
  const copy = (id: number, outwards: boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const file = join(folder(), `${id}.db`)
      const backup = connection().backup(file, 'main', 'main', outwards, (error: Error | null) => {
        if (error) return reject(error)
        backup.step(-1, (failed) => {
          const done = backup.completed
          backup.finish(() => {
            if (failed) reject(failed)
            else if (done) resolve()
            else reject(Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' }))
          })
        })
      })
    })
  return Object.freeze({
    keep: (id: number) => copy(id, true),
    bringBack: (id: number) => copy(id, false),
    forget: (id: number) => rmSync(join(folder(), `${id}.db`), { force: true }),
  })
}

/** SQLite by the package sqlite3. */
export const sqlite3: SqliteDriver = Object.freeze<SqliteDriver>({
  name: 'sqlite3',
  raw: (connection) => raw(connection as () => Connection),
  copies: (connection, folder) => copies(connection as () => Connection, folder),
  connections: Object.freeze<ConnectionSource>({
    async open({ driver }) {
      const connection = await (driver as unknown as TypeormDriver).createDatabaseConnection()
      // Waiting is ours: in the package it takes a thread, which whoever holds the lock may need.
      await raw(() => connection).exec('PRAGMA busy_timeout = 0')
      return connection
    },
    close: (connection) =>
      new Promise<void>((resolve, reject) =>
        (connection as Connection).close((error) => (error ? reject(error) : resolve())),
      ),
    endTransaction: (connection) => endTransaction(raw(() => connection as Connection)),
    busy,
    patience: ({ options }) => Number((options as { busyTimeout?: number }).busyTimeout ?? 1_000),
  }),
})
