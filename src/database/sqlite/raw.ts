/** One connection of a SQLite driver, beside TypeORM: what runs here is seen by no query runner. */
export interface Raw {
  all<R extends object>(sql: string, parameters?: readonly unknown[]): Promise<R[]>
  /** Runs any number of statements. */
  exec(sql: string): Promise<void>
  /** Copies the whole database into a file, page by page. */
  copyTo(file: string): Promise<void>
  /** Makes the database what the file holds, page by page. */
  copyFrom(file: string): Promise<void>
}

/** What this package uses of a `Database` of the sqlite3 package. */
export interface Sqlite3Connection {
  all(sql: string, parameters: readonly unknown[], done: (error: Error | null, rows: object[]) => void): void
  exec(sql: string, done: (error: Error | null) => void): void
  backup(...args: unknown[]): Sqlite3Backup
}

interface Sqlite3Backup {
  step(pages: number, done: (error: Error | null) => void): void
  finish(done: () => void): void
}

/** A connection of the sqlite3 package. */
export function rawSqlite3(connection: () => Sqlite3Connection): Raw {
  const copy = (file: string, outwards: boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const backup = connection().backup(file, 'main', 'main', outwards, (error: Error | null) => {
        if (error) return reject(error)
        backup.step(-1, (failed) => backup.finish(() => (failed ? reject(failed) : resolve())))
      })
    })
  return Object.freeze({
    all: <R extends object>(sql: string, parameters: readonly unknown[] = []) =>
      new Promise<R[]>((resolve, reject) =>
        connection().all(sql, parameters, (error, rows) => (error ? reject(error) : resolve(rows as R[]))),
      ),
    exec: (sql: string) =>
      new Promise<void>((resolve, reject) => connection().exec(sql, (error) => (error ? reject(error) : resolve()))),
    copyTo: (file: string) => copy(file, true),
    copyFrom: (file: string) => copy(file, false),
  })
}

/** A name as an identifier. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A text as a literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
