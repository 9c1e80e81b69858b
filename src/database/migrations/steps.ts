import type { DataSource, MigrationInterface } from 'typeorm'
import { nearestName } from '../nearest-name.js'
import type { ScratchDatabase } from './scratch-database.js'

/** One migration of an application. */
export interface Migration {
  readonly name: string
  readonly instance: MigrationInterface
}

/** The migrations of a database, run one at a time by TypeORM itself. */
export interface Steps {
  readonly all: readonly Migration[]
  /** Runs the i-th, those before it having been run. */
  up(i: number): Promise<void>
  /** Undoes the i-th, which has been run last. */
  down(i: number): Promise<void>
  /** What the schema is made of now. */
  catalog(): Promise<readonly string[]>
}

/** Takes the migrations of a database that has run none. */
export function stepsOf({ dataSource, dialect }: ScratchDatabase): Steps {
  const all = migrationsOf(dataSource)
  const mode = dataSource.options.migrationsTransactionMode ?? 'all'
  /** TypeORM knows the first ones only, so that it runs or undoes the one that is meant. */
  const only = (count: number) =>
    Object.assign(dataSource, { migrations: all.slice(0, count).map(({ instance }) => instance) })
  return Object.freeze({
    all,
    async up(i: number) {
      only(i + 1)
      const ran = await dataSource.runMigrations({ transaction: mode })
      if (ran.length !== 1) throw new Error(`TypeORM ran ${ran.length} migrations where ${all[i]!.name} was next`)
    },
    async down(i: number) {
      if (typeof all[i]!.instance.down !== 'function') throw new Error('it has no down(queryRunner)')
      only(i + 1)
      await dataSource.undoLastMigration({ transaction: mode })
    },
    catalog: () => dialect.catalog(dataSource, housekeeping(dataSource)),
  })
}

/** The tables in which TypeORM keeps its own books. */
export function housekeeping({ options }: DataSource): string[] {
  return [options.migrationsTableName ?? 'migrations', options.metadataTableName ?? 'typeorm_metadata']
}

/** In the order in which TypeORM runs them: by the time that ends their names. */
function migrationsOf({ migrations }: DataSource): Migration[] {
  const all = migrations.map((instance) => ({ name: instance.name ?? instance.constructor.name, instance }))
  if (all.length === 0)
    throw new Error(
      "the data source has no migrations; name them in its option `migrations`, as classes or as the paths of their files, as in ['src/migrations/*.ts']",
    )
  return all.sort((a, b) => time(a) - time(b))
}

const DIGITS = 13

function time({ name }: Migration): number {
  return Number(name.slice(-DIGITS))
}

/** The migrations that are named, by the whole name or without the time that ends it. */
export function named(all: readonly Migration[], names: readonly string[], word: string): Set<string> {
  return new Set(
    names.map((name) => {
      const found = all.find((one) => one.name === name || one.name.slice(0, -DIGITS) === name)
      if (found) return found.name
      const known = all.map((one) => one.name)
      throw new Error(
        `${word}: there is no migration "${name}"${nearestName(name, known)}; there are ${known.join(', ')}`,
      )
    }),
  )
}
