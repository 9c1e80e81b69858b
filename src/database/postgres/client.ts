import { createRequire } from 'node:module'
import { join } from 'node:path'

/** What this package uses of a client of the pg package. */
export interface PgClient {
  connect(): Promise<void>
  query<R extends object>(sql: string, values?: readonly unknown[]): Promise<{ rows: R[] }>
  end(): Promise<void>
  on(event: 'error', take: (error: Error) => void): void
}

export interface Pg {
  readonly Client: new (options: Readonly<Record<string, unknown>>) => PgClient
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

/** A name as an identifier. */
export const ident = (name: string): string => `"${name.replaceAll('"', '""')}"`
