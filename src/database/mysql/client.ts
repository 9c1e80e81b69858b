import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { DataSource } from 'typeorm'

/** Who can be asked. */
export interface Asked {
  query(sql: string, values?: readonly unknown[]): Promise<[unknown, unknown]>
}

/** What this package uses of a connection of mysql2. */
export interface MysqlClient extends Asked {
  readonly threadId: number
  end(): Promise<void>
  destroy(): void
  on(event: 'error', take: (error: Error) => void): void
}

interface Mysql {
  createConnection(options: Readonly<Record<string, unknown>>): Promise<MysqlClient>
}

/** How a server is reached, in mysql2's words. */
export type Reach = Readonly<Record<string, unknown>>

/** The project's mysql2. */
export function loadMysql(): Mysql {
  try {
    return createRequire(join(process.cwd(), 'package.json'))('mysql2/promise') as Mysql
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    throw new Error(
      'MySQL and MariaDB are reached by the package mysql2, which is not installed; run `npm install --save-dev mysql2`',
    )
  }
}

/** A connection of our own, past the application's pool. */
export async function connect(reach: Reach): Promise<MysqlClient> {
  const client = await loadMysql().createConnection({
    ...reach,
    charset: 'utf8mb4_bin',
    multipleStatements: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
  })
  client.on('error', () => {})
  return client
}

/** The rows of one statement. */
export async function rowsOf<R extends object>(client: Asked, sql: string, values?: readonly unknown[]): Promise<R[]> {
  const [rows] = await client.query(sql, values)
  return rows as R[]
}

/** The rows of each of several statements. */
export async function resultsOf(client: MysqlClient, ...statements: readonly string[]): Promise<object[][]> {
  if (statements.length === 0) return []
  const [results] = await client.query(statements.join(';\n'))
  return statements.length === 1 ? [results as object[]] : (results as object[][])
}

/** How the server of a data source is reached, and its database. */
export function reachOf({ options, driver }: DataSource): Reach & { readonly database: string } {
  const told = options as unknown as Readonly<Record<string, unknown>>
  const url = typeof told.url === 'string' ? ofUrl(new URL(told.url)) : {}
  const { host, port, username: user, password, socketPath, ssl } = told
  const own = Object.entries({ host, port, user, password, socketPath, ssl }).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(own), ...url, database: String(driver.database ?? told.database) }
}

/** The address in mysql2's words. */
export function ofUrl({ hostname, port, username, password, pathname, searchParams }: URL): Reach {
  const socketPath = searchParams.get('socketPath')
  return {
    ...(socketPath === null ? { host: hostname, port: Number(port || 3_306) } : { socketPath }),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
  }
}

/** A name as an identifier. */
export const ident = (name: string): string => `\`${name.replaceAll('`', '``')}\``
