import type { Expectation, When } from '../../scenario/step.js'
import type { Part } from '../../scenario/world.js'
import type { Live } from '../live.js'
import type { DatabasePlace } from '../place/place.js'
import { noDrift } from './drift.js'
import { type InterruptAt, type Interruption, interrupted, leftNothing } from './interrupted.js'
import { type KeepRowsOptions, keepRows } from './keep-rows.js'
import { type RoundTrip, type RoundTripOptions, roundTrip } from './round-trip.js'
import { scratchDatabase } from './scratch-database.js'

/**
 * What the migrations of a data source are like. They run in a database of their own on the same engine: that of the
 * scenario is not touched. A database that is made from entities has none, and says so.
 *
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { database } from 'qa-integ/database'
 * import { DataSource, EntitySchema, type QueryRunner } from 'typeorm'
 *
 * interface User { id: number; email: string }
 * const User = new EntitySchema<User>({
 *   name: 'User',
 *   tableName: 'users',
 *   columns: { id: { type: Number, primary: true, generated: true }, email: { type: String } },
 * })
 * class CreateUsers1700000000001 {
 *   async up(runner: QueryRunner) {
 *     await runner.query('CREATE TABLE "users" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "email" varchar NOT NULL)')
 *   }
 *   async down(runner: QueryRunner) {
 *     await runner.query('DROP TABLE users')
 *   }
 * }
 * const shop = new DataSource({
 *   type: 'sqlite', database: ':memory:', entities: [User], migrations: [CreateUsers1700000000001],
 * })
 * const db = database({ dataSource: shop })
 *
 * scenario('every migration can be undone')
 *   .when(db.migrations.roundTrip())
 *   .expect(db.migrations.noDrift())
 *   .expect(db.migrations.keepRows())
 *
 * scenario('a migration that fails half-way leaves nothing')
 *   .when(db.migrations.interrupted())
 *   .expect(db.migrations.leftNothing())
 * ```
 */
export interface Migrations {
  /** Every migration goes up, down and up again, and the schema is each time as it was. */
  roundTrip(options?: RoundTripOptions): When<object, RoundTrip>
  /** The migrations make exactly the schema that the entities ask for. */
  noDrift(): Expectation<unknown, object>
  /** Rows that are put in before every migration are there after it, up and down, with their values. */
  keepRows(options?: KeepRowsOptions): Expectation<unknown, object>
  /** Migrations fail on their way up: at each of their statements in turn, or at the one that is told. */
  interrupted(at?: InterruptAt): When<object, readonly Interruption[]>
  /** What failed half-way has left the schema as it was. */
  leftNothing(): Expectation<readonly Interruption[], object>
}

/** The step values behind `db.migrations`; `undefined` instead of a place where a database is made from entities. */
export function migrations(
  live: () => Live,
  uses: readonly Part[],
  of: { readonly entities: boolean; readonly on: DatabasePlace | undefined },
): Migrations {
  const beside = async () => {
    const own = live()
    if (of.entities)
      throw new Error(
        "a database that is made from entities has no migrations; hand over the application's own data source, as in database({ dataSource: shop, on: 'sqlite' })",
      )
    return scratchDatabase(own, of.on)
  }
  return Object.freeze({
    roundTrip: (options?: RoundTripOptions) => roundTrip(beside, uses, options),
    noDrift: () => noDrift(beside, uses),
    keepRows: (options?: KeepRowsOptions) => keepRows(beside, uses, options),
    interrupted: (at?: InterruptAt) => interrupted(beside, uses, at),
    leftNothing: () => leftNothing(() => live().dataSource.options.type, uses),
  })
}
