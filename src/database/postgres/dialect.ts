import type { DataSource } from 'typeorm'
import type { Dialect } from '../dialect.js'
import { catalog } from './catalog.js'
import { loadPg } from './client.js'
import { postgresEngine } from './engine.js'
import { indexes } from './indexes.js'
import { insertMany } from './insert-many.js'
import { discardSessions } from './sessions.js'
import { violation } from './violation.js'

/** PostgreSQL by the package pg. */
export const postgresDialect: Dialect = Object.freeze<Dialect>({
  oneConnection: false,
  placeholder: (i: number) => `$${i}`,
  failureEndsTransaction: true,
  catalog,
  indexes,
  async engine({ options }: DataSource) {
    const { url, host, port, username, password, database, ssl } = options as unknown as Record<string, unknown>
    const { Client } = loadPg()
    const client = new Client({
      ...(url ? { connectionString: url } : {}),
      host,
      port,
      user: username,
      password,
      database,
      ssl,
    })
    client.on('error', () => {})
    await client.connect()
    return postgresEngine(client)
  },
  violation,
  // PostgreSQL names the constraint.
  hidesForeignKey: () => false,
  insertMany,
  discardSessions,
})
