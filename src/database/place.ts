import { askRun } from '../handle/run-client.js'
import { refuseRealUrl } from './disposable.js'
import { besideOf, type Place, placeByUrl, SERVER } from './postgres/index.js'
import { describeUrl, engineOfUrl, type ServerUrl, urlOf } from './server-url.js'

/**
 * An engine that is started for the tests.
 *
 * @example
 * ```ts
 * import type { EngineName } from 'qa-integ/database'
 *
 * const on: EngineName = process.env.CI ? 'postgres' : 'sqlite'
 * ```
 */
export type EngineName = 'sqlite' | 'postgres'

/**
 * Where a database runs instead of where its data source says: on an engine that is started for the tests, or on a server
 * that is told by the address of a test database. Beside that, each worker gets a database of its own where the user may
 * create one; it is dropped at the end.
 *
 * @example
 * ```ts
 * import type { DatabasePlace } from 'qa-integ/database'
 *
 * const on: DatabasePlace = process.env.TEST_DATABASE ? new URL(process.env.TEST_DATABASE) : 'sqlite'
 * ```
 */
export type DatabasePlace = EngineName | ServerUrl | URL

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

/** What SQLite calls a database in memory. */
export const MEMORY = ':memory:'

const nothing = async (): Promise<void> => {}

/** Where an engine runs that is ours: in memory, in a database of its own on the server of this run, or on one that is told. */
export async function placeOn(on: DatabasePlace, disposable: boolean): Promise<Placed> {
  const url = urlOf(on)
  if (url !== undefined) return placeAt(url, disposable)
  switch (on as EngineName) {
    case 'sqlite':
      return { options: { type: 'sqlite', database: MEMORY }, kept: false, leave: nothing }
    case 'postgres': {
      const place = (await askRun({
        key: 'database:postgres',
        module: SERVER,
        starter: 'startPostgres',
        spec: {},
      })) as Place
      return { options: { type: 'postgres', ...place }, kept: false, beside: besideOf(place), leave: nothing }
    }
  }
}

async function placeAt(url: URL, disposable: boolean): Promise<Placed> {
  if (!disposable) refuseRealUrl(url)
  const engine = engineOfUrl(url)
  switch (engine) {
    case 'postgres':
      return placeByUrl(url)
    case 'mysql':
    case 'mariadb':
    case undefined:
      throw new Error(`${describeUrl(url)}: databases are reached by postgres://`)
  }
}

/** The place as it may be shown. */
export function describePlace(on: DatabasePlace): string {
  const url = urlOf(on)
  return url === undefined ? `'${String(on)}'` : describeUrl(url)
}
