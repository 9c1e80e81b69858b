import type { DataSource, DataSourceOptions } from 'typeorm'
import type { Dialect } from '../dialect.js'
import { dialectOf } from '../dialects.js'
import type { Live } from '../live.js'
import { explained, loadTypeorm } from '../peers.js'
import { type DatabasePlace, type Placed, placeOn } from '../place/place.js'
import { describeUrl } from '../place/server-url.js'

/** A database beside the scenario's, empty, with the application's entities and migrations. */
export interface ScratchDatabase {
  readonly dataSource: DataSource
  readonly dialect: Dialect
  close(): Promise<void>
}

/** What runs by itself when a data source opens, and what belongs to the application's own database. */
const LEFT_OUT = [
  'synchronize',
  'dropSchema',
  'migrationsRun',
  'subscribers',
  'cache',
  'logging',
  'logger',
  'replication',
  'location',
  'autoSave',
]

/** Makes one; the scenario's own database is not touched, whatever migrations do. */
export async function scratchDatabase({ dataSource }: Live, on: DatabasePlace | undefined): Promise<ScratchDatabase> {
  const { DataSource } = await loadTypeorm()
  const placed = await placeBeside(dataSource, on)
  const own = Object.fromEntries(
    Object.entries(dataSource.options).filter(
      ([key]) => !LEFT_OUT.includes(key) && !(placed.options.url && ADDRESS.includes(key)),
    ),
  )
  const scratch = new DataSource({
    ...own,
    ...placed.options,
    synchronize: false,
    logger: SILENT,
  } as unknown as DataSourceOptions)
  try {
    await scratch.initialize()
    if (scratch.migrations.length === 0) Object.assign(scratch, { migrations: dataSource.migrations })
  } catch (error) {
    await placed.leave().catch(() => {})
    throw explained(error)
  }
  return Object.freeze({
    dataSource: scratch,
    dialect: dialectOf(scratch),
    async close() {
      await scratch.destroy()
      await placed.leave()
    },
  })
}

/** Migrations that fail here are told by the steps; TypeORM would print each of them, whatever `logging` says. */
const SILENT = Object.freeze({
  logQuery() {},
  logQueryError() {},
  logQuerySlow() {},
  logSchemaBuild() {},
  logMigration() {},
  log() {},
})

const ADDRESS = ['host', 'port', 'username', 'password', 'database']

async function placeBeside({ options }: DataSource, on: DatabasePlace | undefined): Promise<Placed> {
  if (['sqlite', 'better-sqlite3', 'sqljs'].includes(options.type))
    return {
      options: options.type === 'sqljs' ? {} : { database: ':memory:' },
      kept: false,
      leave: async () => {},
    }
  const placed = await placeOn(on ?? addressOf(options as unknown as Readonly<Record<string, unknown>>), true)
  if (!placed.kept) return placed
  await placed.leave()
  throw new Error(
    "migrations are tried in a database of their own, and the user of the data source may not create one; give the tests a user who may, or run them with on: 'sqlite' or 'postgres'",
  )
}

function addressOf({ type, url, host, port, username, password, database }: Readonly<Record<string, unknown>>): URL {
  if (url !== undefined) return new URL(String(url))
  const address = new URL(`${String(type)}://localhost/${encodeURIComponent(String(database ?? ''))}`)
  if (host !== undefined) address.hostname = String(host)
  if (port !== undefined) address.port = String(port)
  if (username !== undefined) address.username = String(username)
  if (password !== undefined) {
    if (typeof password === 'function')
      throw new Error(
        `the password for ${describeUrl(address)} is made by a function, so no database can be made beside it; use on: '...'`,
      )
    address.password = String(password)
  }
  return address
}
