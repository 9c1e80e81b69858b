import type { SqliteDriver } from './driver.js'
import type { Copies, Raw } from './raw.js'
import { rebuild } from './rebuild.js'

/** What this package uses of a `Database` of the sql.js package. */
interface Connection {
  readonly filename: string
  prepare(sql: string): {
    bind(parameters: readonly unknown[]): void
    step(): boolean
    getAsObject(): object
    free(): void
  }
  exec(sql: string): readonly { readonly values: readonly (readonly unknown[])[] }[]
  /** The database as a file; closes the connection and opens it anew. */
  export(): Uint8Array
  close(): void
}

const raw = (connection: () => Connection): Raw =>
  Object.freeze({
    async all<R extends object>(sql: string, parameters: readonly unknown[] = []) {
      const statement = connection().prepare(sql)
      try {
        statement.bind(parameters.map((value) => value ?? null))
        const rows: object[] = []
        while (statement.step()) rows.push(statement.getAsObject())
        return rows as R[]
      } finally {
        statement.free()
      }
    },
    async exec(sql: string) {
      connection().exec(sql)
    },
  })

function copies(connection: () => Connection): Copies {
  const kept = new Map<number, Uint8Array>()
  return Object.freeze({
    async keep(id: number) {
      const own = connection()
      const keys = own.exec('PRAGMA foreign_keys')[0]!.values[0]![0]
      kept.set(id, own.export())
      own.exec(`PRAGMA foreign_keys = ${keys}`)
    },
    async bringBack(id: number) {
      const Database = connection().constructor as new (bytes: Uint8Array) => Connection
      const copy = new Database(kept.get(id)!)
      try {
        await rebuild(raw(connection), copy.filename)
      } finally {
        copy.close()
      }
    },
    forget: (id: number) => void kept.delete(id),
  })
}

/** SQLite by the package sql.js, whose databases have one connection, in memory. */
export const sqljs: SqliteDriver = Object.freeze<SqliteDriver>({
  name: 'sql.js',
  raw: (connection) => raw(connection as () => Connection),
  copies: (connection) => copies(connection as () => Connection),
})
