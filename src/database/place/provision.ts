import type { DataSource, DataSourceOptions, EntitySchema } from 'typeorm'
import type { SqliteType } from '../peers.js'
import { explained, loadTypeorm } from '../peers.js'
import { isInMemory, isSqlite, placeOnSqlite, shareFile } from '../sqlite/place.js'
import { type AtAddress, addressOf, type GivenDataSource, isAt, placeToReach, takesAddress } from './address.js'
import { refuseRealData } from './disposable.js'
import { refuseHeld } from './held.js'
import { open, openNew, synchronize } from './opening.js'
import { type DatabasePlace, describePlace, type Placed, placeOn } from './place.js'
import { make, put } from './put.js'

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
  /** It outlives the tests, and nothing of theirs may stay in it. */
  readonly kept: boolean
  /** How the server is reached past the database, where that can be put aside for a copy. */
  readonly beside?: Readonly<Record<string, unknown>>
  /** What the author should know of where it is. */
  readonly remark?: string
  /** Gives back the place where it was put, once it is closed. */
  leave(): Promise<void>
}

/** Entities in a database of their own. */
export async function provisionEntities(
  entities: Readonly<Record<string, Tabled>>,
  on: DatabasePlace,
  disposable = false,
  connections = 1,
): Promise<Provisioned> {
  const { DataSource } = await loadTypeorm()
  const placed = await placeOn(on, disposable, connections)
  return orLeave(placed, async () => {
    const classes = Object.values(entities).filter((entity) => typeof entity !== 'string')
    const dataSource = make(
      () => new DataSource({ ...placed.options, entities: classes, synchronize: true } as unknown as DataSourceOptions),
    )
    await openNew(dataSource)
    for (const [name, entity] of Object.entries(entities))
      if (typeof entity !== 'string' && !dataSource.hasMetadata(entity)) {
        await dataSource.destroy()
        throw new Error(
          `entities.${name} is no entity: ${describe(entity)} has no @Entity() of the TypeORM that this project loads`,
        )
      }
    return { dataSource, ours: true, kept: placed.kept }
  })
}

/** The application's own data source, opened unless it is, with its migrations. */
export async function provisionDataSource(
  given: GivenDataSource,
  on: DatabasePlace | undefined,
  disposable: boolean,
  connections: number,
): Promise<Provisioned> {
  if (on !== undefined && takesAddress(given)) return provisionAtAddress(given, on, disposable)
  const dataSource = await got(given as Exclude<GivenDataSource, AtAddress>)
  const ours = !dataSource.isInitialized
  if (on !== undefined && !ours && !(on === 'sqlite' && isInMemory(dataSource)))
    throw new Error(
      `the data source is already initialised on ${whereOf(dataSource.options)}, so on: ${describePlace(on)} comes too late; ` +
        'hand over the data source before the application initialises it, or leave `on` away',
    )
  const several = connections > 1 && isSqlite(dataSource)
  if (on === undefined && ours && several && isInMemory(dataSource)) {
    const placed = placeOnSqlite(dataSource.options.type as SqliteType, connections)
    return elsewhere(dataSource, placed)
  }
  if (on === undefined || !ours) {
    if (!disposable && !isInMemory(dataSource)) refuseRealData(dataSource)
    const made = await prepared(dataSource, ours, undefined)
    if (several) await shareFile(dataSource)
    return made
  }
  return elsewhere(dataSource, await placeOn(on, disposable, connections))
}

/** A data source that is not open yet, in another place than its own. */
function elsewhere(dataSource: DataSource, placed: Placed): Promise<Provisioned> {
  return orLeave(placed, async () => {
    await put(dataSource, placed)
    return prepared(dataSource, true, placed)
  })
}

/** A data source that is made for the address of a database that is new. */
async function provisionAtAddress(given: AtAddress, on: DatabasePlace, disposable: boolean): Promise<Provisioned> {
  const placed = await placeToReach(on, disposable)
  return orLeave(placed, async () => {
    const address = addressOf(placed)
    const dataSource = await got(() => given(address))
    const ours = !dataSource.isInitialized
    if (ours) await put(dataSource, placed)
    else if (!isAt(dataSource, address))
      throw new Error(
        `the data source that database({ dataSource: ({ url }) => ... }) handed back is initialised on ${whereOf(dataSource.options)}, ` +
          'not at the address that the function was given; open it with that url',
      )
    return prepared(dataSource, ours, placed)
  })
}

/** Opened unless it is, with its migrations; one without any that was put elsewhere gets its schema from its entities. */
async function prepared(dataSource: DataSource, ours: boolean, elsewhere: Placed | undefined): Promise<Provisioned> {
  if (ours) await (elsewhere ? openNew(dataSource) : open(dataSource))
  try {
    if (dataSource.migrations.length > 0) await migrate(dataSource)
    else if (elsewhere && !dataSource.options.synchronize) await synchronize(dataSource)
  } catch (error) {
    if (ours) await dataSource.destroy()
    throw explained(error)
  }
  return { dataSource, ours, kept: elsewhere?.kept ?? true, async leave() {} }
}

/** What is done in a place; when that fails, the place is given back. */
async function orLeave(
  { remark, beside, leave }: Placed,
  work: () => Promise<Omit<Provisioned, 'leave'>>,
): Promise<Provisioned> {
  try {
    return {
      ...(await work()),
      ...(remark === undefined ? {} : { remark }),
      ...(beside === undefined ? {} : { beside }),
      leave,
    }
  } catch (error) {
    await leave().catch(() => {})
    throw error
  }
}

async function got(given: DataSource | (() => DataSource | Promise<DataSource>)): Promise<DataSource> {
  const dataSource = await tried(given)
  if (typeof dataSource?.initialize === 'function' && dataSource.driver !== undefined) {
    refuseHeld(dataSource)
    return dataSource
  }
  throw new Error(
    `database({ dataSource }) needs a TypeORM DataSource or a function that hands one back; it got ${describe(dataSource)}`,
  )
}

async function tried(given: DataSource | (() => DataSource | Promise<DataSource>)): Promise<DataSource> {
  try {
    return typeof given === 'function' ? await given() : given
  } catch (error) {
    throw explained(error)
  }
}

function whereOf({ type, database }: DataSourceOptions): string {
  return `the ${type} database ${JSON.stringify(database ?? '')}`
}

function describe(value: unknown): string {
  if (typeof value === 'function') return value.name || 'a class without a name'
  return value === null || typeof value !== 'object' ? String(value) : 'an object of another kind'
}

/** The database tells what it refused, and not which migration that was in: its statement does. */
async function migrate(dataSource: DataSource): Promise<void> {
  try {
    await dataSource.runMigrations({ transaction: dataSource.options.migrationsTransactionMode ?? 'all' })
  } catch (thrown) {
    const error = thrown as Error & { readonly query?: string }
    const at = error.query === undefined ? '' : `, at ${error.query.replace(/\s+/g, ' ').trim().slice(0, 120)}`
    throw new Error(`its migrations fail${at}: ${error.message}`, { cause: error })
  }
}
