import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { DataSource } from 'typeorm'

/** What this package uses of a client of the pg package. */
export interface PgClient {
  connect(): Promise<void>
  query<R extends object>(sql: string, values?: readonly unknown[]): Promise<{ rows: R[] }>
  end(): Promise<void>
  on(event: 'error', take: (error: Error) => void): void
}

/** What is used of the package pg. */
export interface Pg {
  readonly Client: new (options: Readonly<Record<string, unknown>>) => PgClient
  readonly Query: new (sql: string, done: (error: Error | null) => void) => object
}

/** The project's pg. */
export function loadPg(): Pg {
  try {
    return createRequire(join(process.cwd(), 'package.json'))('pg') as Pg
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    throw new Error('PostgreSQL is reached by the package pg, which is not installed; run `npm install --save-dev pg`')
  }
}

/** A connection; who holds it sees an error when it next uses it. */
export async function connect(options: Readonly<Record<string, unknown>>): Promise<PgClient> {
  const { Client } = loadPg()
  const client = new Client(options)
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end().catch(() => {})
    throw error
  }
}

/** How pg reaches the database of a data source. */
export function clientOptions({ options }: DataSource): Readonly<Record<string, unknown>> {
  const { url, host, port, username, password, database, ssl } = options as unknown as Record<string, unknown>
  return { ...(url ? { connectionString: url } : {}), host, port, user: username, password, database, ssl }
}

/** A name as an identifier. */
export const ident = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A text as a literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** The schema in which what is followed stands. */
export const SCHEMA = 'qa_integ'
