import { askRun } from '../handle/run-client.js'
import { type Place, SERVER } from './postgres/index.js'

/**
 * Where a database runs instead of where its data source says.
 *
 * @example
 * ```ts
 * import type { EngineName } from 'qa-integ/database'
 *
 * const on: EngineName = process.env.CI ? 'postgres' : 'sqlite'
 * ```
 */
export type EngineName = 'sqlite' | 'postgres'

/** What SQLite calls a database in memory. */
export const MEMORY = ':memory:'

/** Where an engine runs that is ours: in memory, or in a database of its own on the server of this run. */
export async function placeOn(on: EngineName): Promise<Readonly<Record<string, unknown>>> {
  switch (on) {
    case 'sqlite':
      return { type: on, database: MEMORY }
    case 'postgres': {
      const place = (await askRun({
        key: 'database:postgres',
        module: SERVER,
        starter: 'startPostgres',
        spec: {},
      })) as Place
      return { type: on, ...place }
    }
  }
}
