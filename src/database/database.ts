import type { DataSource, EntityTarget, ObjectLiteral, Repository } from 'typeorm'
import { asHandle, type Handle, START_LIMIT } from '../handle/handle.js'
import { life } from '../handle/life.js'
import type { Shape } from '../match/types.js'
import type { Expectation, Given, When } from '../scenario/step.js'
import { isContainer } from './container/container.js'
import type { Values } from './factory/factory.js'
import { type Live, live } from './live.js'
import { type Migrations, migrations } from './migrations/migrations.js'
import { checkOptions, type DataSourceOptions, type EntitiesOptions } from './options.js'
import { type EntityClass, provisionDataSource, provisionEntities, type Tabled } from './place/provision.js'
import { wantedConnections } from './place/wanted-connections.js'
import { type Grown, grown } from './queries/grown.js'
import { type Queries, queries } from './queries/queries.js'
import { type Race, type RaceOptions, raceWords } from './race/index.js'
import { delta, type Rows, unchanged } from './rows/delta.js'
import { none, row } from './rows/expected-rows.js'
import { type From, type HasRow, hasManyRows, hasRow } from './rows/given-rows.js'
import { labelsOf } from './rows/labels.js'
import { type SchemaWords, schemaWords } from './schema-words.js'
import { type ScriptResult, script } from './script/script.js'
import { sql } from './sql.js'
import type { FaultAt } from './statements/faults.js'
import { type PoolWords, poolWords } from './statements/pool.js'
import { failing, rolledBack } from './statements/transactions.js'
import { type Violates, violates } from './violates.js'

/**
 * A database that scenarios commit to for real; each finds it as it was. `Tables` are the names that `delta` knows.
 *
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { type Database, database } from 'qa-integ/database'
 * import { EntitySchema } from 'typeorm'
 *
 * interface User { id: number; email: string }
 * const User = new EntitySchema<User>({
 *   name: 'User',
 *   tableName: 'users',
 *   columns: { id: { type: Number, primary: true, generated: true }, email: { type: String, unique: true } },
 * })
 * const db: Database<'users'> = database({ entities: { users: User } })
 *
 * scenario('a transaction that fails leaves nothing')
 *   .given(db.failing('COMMIT'))
 *   .when('a user registers', () => db.dataSource.transaction((manager) => manager.insert(User, { email: 'ann@example.com' })))
 *   .expectError(db.rolledBack())
 *   .expect(db.none(User, { email: 'ann@example.com' }))
 * ```
 */
export interface Database<Tables extends string = string> extends Handle {
  /** The open data source, for the code under test; only scenarios that were given the database may read it. */
  readonly dataSource: DataSource
  /** The repository of an entity. */
  repository<E extends ObjectLiteral>(entity: EntityTarget<E>): Repository<E>
  /** A row of the entity: its parents first, everything that is not named filled with valid values; `.as(name)` puts it into the context. */
  has<E extends object, C = object>(entity: EntityClass<E>, values?: From<C, Values<E>>): HasRow<C, E>
  /** Many rows of the entity by one statement; those that need a parent share one, unless the values spread them, and listeners are not called. */
  hasMany<E extends object, C = object>(
    entity: EntityClass<E>,
    count: number,
    values?: (i: number, context: C) => Values<E>,
  ): Given<C, void>
  /** Exactly one row has these values, and it is like this. */
  row<E extends object, C = object>(
    entity: EntityClass<E>,
    where: From<C, Values<E>>,
    shape: Shape<E>,
  ): Expectation<unknown, C>
  /** No row has these values; one that is deleted softly is still a row. */
  none<E extends object, C = object>(entity: EntityClass<E>, where: From<C, Values<E>>): Expectation<unknown, C>
  /** Rows added or removed per table: `+1` is exactly one added, none removed, none changed. What is not named did not move. */
  delta(rows: { readonly [T in Tables]?: Rows }): Expectation<unknown, object>
  /** No row of any table was added, removed or changed. */
  unchanged(): Expectation<unknown, object>
  /** A statement of the when broke this constraint, whatever the caller made of it: an error, a 409. */
  readonly violates: Violates
  /** What the statements of the when are like. */
  readonly queries: Queries
  /**
   * Does the same with a few rows of the entity and with many, each time from the rows of now and so many more; the action is
   * called with the context. What other expectations look at is the last time, its rows among what was added.
   */
  grown<E extends object, R, C = object>(
    entity: EntityClass<E>,
    sizes: readonly [number, number, ...number[]],
    action: (context: C) => R,
  ): When<C, Grown<Awaited<R>>>
  /** How the when uses the connections of the pool. */
  readonly pool: PoolWords
  /** What the schema of the database is like. */
  readonly schema: SchemaWords
  /** What the migrations of the data source are like. */
  readonly migrations: Migrations
  /** The when began a transaction, rolled it back, and moved no row. */
  rolledBack(): Expectation<unknown, object>
  /** The COMMIT, or the n-th statement on rows, of the next when fails; a fault that never strikes fails the scenario. */
  failing(at: FaultAt): Given<object, void>
  /**
   * Runs the tasks side by side, each on a connection of its own, through every interleaving of their statements, each
   * time from the same rows; a task is called with the context. Failures of tasks are for `serializable`, `retriesOnly` and
   * `always` to judge. Afterwards, the database is as the tasks leave it in their order, or as the one schedule has left it.
   */
  race<C = object>(tasks: readonly ((context: C) => Promise<unknown>)[], options?: RaceOptions<C>): When<C, Race>
  /** Every schedule ends, in rows and results, as some order of the tasks that succeeded, one after the other. */
  serializable(): Expectation<Race, object>
  /** A task fails only by these, after which it can be tried again; without any, no task fails. */
  retriesOnly(...kinds: ('deadlock' | 'serialization' | 'lockTimeout')[]): Expectation<Race, object>
  /** A statement as the action; its values travel as parameters, its rows are the result. */
  sql(strings: TemplateStringsArray, ...values: unknown[]): When<object, readonly object[]>
  /**
   * A file of SQL as the action, on one connection; its path begins at the working directory. Every statement has to succeed,
   * but one of which a comment says that it should fail has to fail, with the kind of constraint that the comment names.
   */
  script(path: string | URL): When<object, readonly ScriptResult[]>
}

/**
 * Makes a database that scenarios can be given. Code under test commits for real; after every scenario exactly the rows
 * that it wrote go back to what they were, and generated ids with them. The baseline is what migrations, seeds and the
 * suite's background have left.
 *
 * @throws TypeError when it is told neither or both of `entities` and `dataSource`, or what would be ignored or can't be.
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { database } from 'qa-integ/database'
 * import { EntitySchema } from 'typeorm'
 *
 * interface User { id: number; email: string }
 * const User = new EntitySchema<User>({
 *   name: 'User',
 *   tableName: 'users',
 *   columns: { id: { type: Number, primary: true, generated: true }, email: { type: String, unique: true } },
 * })
 * const db = database({ entities: { users: User } })
 *
 * scenario('a user is stored')
 *   .given(db.has(User, { email: 'ann@example.com' }).as('ann'))
 *   .when('another registers', () => db.repository(User).insert({ email: 'bob@example.com' }))
 *   .expect(db.row(User, { email: 'bob@example.com' }, { id: 2 }))
 *   .expect(db.delta({ users: +1 }))
 * ```
 */
export function database<const T extends Readonly<Record<string, Tabled>>>(
  options: EntitiesOptions<T>,
): Database<keyof T & string>
export function database(options: DataSourceOptions): Database
export function database(options: EntitiesOptions<Readonly<Record<string, Tabled>>> | DataSourceOptions): Database {
  checkOptions(options)
  const { name = 'db', disposable = false } = options
  const connections = wantedConnections(options.connections, options.isolation)
  const own = life<Live>({
    name,
    async start({ uses }) {
      if ('entities' in options) {
        const { entities } = options
        const made = await provisionEntities(entities, options.on ?? 'sqlite', disposable, connections.start())
        return live(made, labelsOf(made.dataSource, entities), { ...options, connections: connections.start() })
      }
      for (const other of options.uses ?? []) await uses(other)
      const made = await provisionDataSource(options.dataSource, options.on, disposable, connections.start())
      return live(made, new Map(), { ...options, connections: connections.start() })
    },
    mark: (value) => value.mark(),
    reset: (value) => value.reset(),
    stop: (value) => value.stop(),
    per: 'worker',
    limit: isContainer(options.on) ? FETCH_LIMIT : START_LIMIT,
  })
  const base = asHandle(own)
  const parts = base.uses!
  const value = () => own.value()
  const known = 'entities' in options ? Object.keys(options.entities) : undefined
  const words = {
    repository: <E extends ObjectLiteral>(entity: EntityTarget<E>) => value().dataSource.getRepository(entity),
    has: (entity: EntityClass<object>, values?: From<unknown, object>) => hasRow(value, parts, entity, values),
    hasMany: (
      entity: EntityClass<object>,
      count: number,
      values: (i: number, context: unknown) => object = () => ({}),
    ) => hasManyRows(value, parts, entity, count, values),
    row: (entity: EntityClass<object>, where: From<unknown, object>, shape: Shape<object>) =>
      row(value, parts, entity, where, shape),
    none: (entity: EntityClass<object>, where: From<unknown, object>) => none(value, parts, entity, where),
    delta: (rows: Readonly<Record<string, Rows | undefined>>) => delta(value, parts, rows, known),
    unchanged: () => unchanged(value, parts),
    violates: violates(value, parts),
    queries: queries(value, parts),
    grown: (entity: EntityClass<object>, sizes: readonly number[], action: (context: unknown) => unknown) =>
      grown(value, parts, entity, sizes, action),
    pool: poolWords(value, parts, options.isolation),
    schema: schemaWords(value, parts),
    migrations: migrations(value, parts, { entities: 'entities' in options, on: options.on }),
    rolledBack: () => rolledBack(value, parts),
    failing: (at: FaultAt) => failing(value, parts, at),
    ...raceWords(value, parts, connections.race),
    script: (path: string | URL) => script(value, parts, path),
    sql: (strings: TemplateStringsArray, ...values: unknown[]) => sql(value, parts, strings, values),
  }
  return Object.freeze(
    Object.defineProperty({ ...base, ...words }, 'dataSource', { get: () => value().dataSource, enumerable: false }),
  ) as unknown as Database
}

/** An image may have to be fetched first. */
const FETCH_LIMIT = 300_000
