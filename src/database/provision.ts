import { tmpdir } from 'node:os'
import { basename } from 'node:path'
import type { DataSource, DataSourceOptions, EntitySchema } from 'typeorm'
import { explained, loadTypeorm } from './peers.js'
import { type EngineName, MEMORY, placeOn } from './place.js'

/**
 * An entity: its class, or its schema.
 *
 * @example
 * ```ts
 * import type { EntityClass } from 'qa-integ/database'
 *
 * class User { id = 0 }
 * const entity: EntityClass<User> = User
 * ```
 */
export type EntityClass<E> = (abstract new (...args: never[]) => E) | EntitySchema<E>

/**
 * An entity, or the name of a table that no entity stands for.
 *
 * @example
 * ```ts
 * import type { Tabled } from 'qa-integ/database'
 *
 * class User { id = 0 }
 * const entities: Record<string, Tabled> = { users: User, userTags: 'user_tags' }
 * ```
 */
export type Tabled = Function | EntitySchema | string

/** A data source that is open, and whose schema stands. */
export interface Provisioned {
  readonly dataSource: DataSource
  /** Opened here, to be closed here. */
  readonly ours: boolean
}

/** Entities in a database of their own. */
export async function provisionEntities(
  entities: Readonly<Record<string, Tabled>>,
  on: EngineName,
): Promise<Provisioned> {
  const { DataSource } = await loadTypeorm()
  const place = await placeOn(on)
  const classes = Object.values(entities).filter((entity) => typeof entity !== 'string')
  const dataSource = make(
    () => new DataSource({ ...place, entities: classes, synchronize: true } as unknown as DataSourceOptions),
  )
  await open(dataSource)
  for (const [name, entity] of Object.entries(entities))
    if (typeof entity !== 'string' && !dataSource.hasMetadata(entity)) {
      await dataSource.destroy()
      throw new Error(
        `entities.${name} is no entity: ${describe(entity)} has no @Entity() of the TypeORM that this project loads`,
      )
    }
  return { dataSource, ours: true }
}

/** The application's own data source, opened unless it is, with its migrations. */
export async function provisionDataSource(
  given: DataSource | (() => DataSource | Promise<DataSource>),
  on: EngineName | undefined,
): Promise<Provisioned> {
  const dataSource = await got(given)
  if (typeof dataSource?.initialize !== 'function' || dataSource.driver === undefined)
    throw new Error(
      `database({ dataSource }) needs a TypeORM DataSource or a function that hands one back; it got ${describe(dataSource)}`,
    )
  const ours = !dataSource.isInitialized
  if (on !== undefined) {
    if (!ours && !inMemory(dataSource.options))
      throw new Error(
        `the data source is already initialised on ${whereOf(dataSource.options)}, so on: '${on}' comes too late; ` +
          'hand over the data source before the application initialises it, or leave `on` away',
      )
    if (ours) await put(dataSource, on)
  }
  if (on === undefined || !ours) refuseRealData(dataSource)
  if (ours) await open(dataSource)
  try {
    if (dataSource.migrations.length > 0)
      await dataSource.runMigrations({ transaction: dataSource.options.migrationsTransactionMode ?? 'all' })
    else if (ours && on !== undefined && !dataSource.options.synchronize) await dataSource.synchronize()
  } catch (error) {
    if (ours) await dataSource.destroy()
    throw explained(error)
  }
  return { dataSource, ours }
}

async function got(given: DataSource | (() => DataSource | Promise<DataSource>)): Promise<DataSource> {
  try {
    return typeof given === 'function' ? await given() : given
  } catch (error) {
    throw explained(error)
  }
}

function make(build: () => DataSource): DataSource {
  try {
    return build()
  } catch (error) {
    throw explained(error)
  }
}

async function open(dataSource: DataSource): Promise<void> {
  try {
    await dataSource.initialize()
  } catch (error) {
    throw explained(error)
  }
}

/** Puts a data source that is not open yet elsewhere; the object stays the application's. */
async function put(dataSource: DataSource, on: EngineName): Promise<void> {
  const { DataSource } = await loadTypeorm()
  const { url, host, port, username, password, schema, extra, ssl, replication, poolSize, driver, ...rest } =
    dataSource.options as unknown as Record<string, unknown>
  const options = { ...rest, ...(await placeOn(on)) } as unknown as DataSourceOptions
  const other = make(() => new DataSource(options))
  Object.assign(other.driver, { connection: dataSource, dataSource })
  Object.assign(dataSource, { options, driver: other.driver })
}

/** A database is only written to when it can't be one that somebody needs. */
function refuseRealData({ options, driver }: DataSource): void {
  const database = String(options.database ?? driver.database ?? '')
  if (inMemory(options) || saysTest(database)) return
  throw new Error(
    `the data source works on the ${options.type} database ${JSON.stringify(database)}, and nothing in that name says that it is for tests; ` +
      "run it in memory with database({ dataSource, on: 'sqlite' }), or give it a database whose name has the word test in it",
  )
}

function saysTest(name: string): boolean {
  return /(^|[^a-z])(test|tests|testing|ci|qa)([^a-z]|$)/i.test(basename(name)) || name.startsWith(`${tmpdir()}/`)
}

function inMemory({ type, database }: DataSourceOptions): boolean {
  return type === 'sqlite' && database === MEMORY
}

function whereOf({ type, database }: DataSourceOptions): string {
  return `the ${type} database ${JSON.stringify(database ?? '')}`
}

function describe(value: unknown): string {
  if (typeof value === 'function') return value.name || 'a class without a name'
  return value === null || typeof value !== 'object' ? String(value) : 'an object of another kind'
}
