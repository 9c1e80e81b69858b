import type { DataSource } from 'typeorm'
import type { Dialect } from '../dialect.js'
import { type Scratch, scratch } from '../place/scratch.js'
import { catalog } from './catalog.js'
import { checks } from './checks.js'
import type { SqliteDriver } from './driver.js'
import { sqliteEngine } from './engine.js'
import { indexes } from './indexes.js'
import { insertMany } from './insert-many.js'
import { violation } from './violation.js'

/** SQLite by one of its packages. */
export function sqliteDialect(driver: SqliteDriver): Dialect {
  return Object.freeze<Dialect>({
    oneConnection: true,
    ...(driver.connections ? { connections: driver.connections } : {}),
    placeholder: () => '?',
    enforcesLengths: false,
    hasExclusions: false,
    checks,
    failureEndsTransaction: false,
    catalog,
    indexes,
    // A statement that finds the database locked fails; none of them waits.
    session: () => undefined,
    async engine(dataSource: DataSource) {
      const connection = () => (dataSource.driver as unknown as { databaseConnection: unknown }).databaseConnection
      const raw = driver.raw(connection)
      const [about] = await raw.all<{ version: string; file: string }>(
        `SELECT sqlite_version() AS version, coalesce((SELECT file FROM pragma_database_list WHERE name = 'main'), '') AS file`,
      )
      const inMemory = about!.file === '' || driver.connections === undefined
      let folder: Scratch | undefined
      return sqliteEngine({
        description: `SQLite ${about!.version} ${inMemory ? 'in memory' : `in the file ${String(dataSource.options.database)}`}`,
        raw,
        async of(runner) {
          const own: unknown = await runner.connect()
          return driver.raw(() => own)
        },
        copies: driver.copies(connection, () => {
          folder ??= scratch()
          return folder.path
        }),
        where: about!.file === '' ? 'temp' : 'main',
        close: () => folder?.remove(),
      })
    },
    violation,
    hidesForeignKey: (error: unknown) => /FOREIGN KEY constraint failed/.test(String((error as Error)?.message)),
    insertMany,
    discardSessions: async () => {},
  })
}
