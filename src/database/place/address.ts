import { resolve } from 'node:path'
import type { DataSource } from 'typeorm'
import { type DatabasePlace, type Placed, placeOn } from './place.js'

/**
 * Where the database is that is made for an application, in the forms in which applications are configured.
 *
 * @example
 * ```ts
 * import type { DatabaseAddress } from 'qa-integ/database'
 *
 * const variables = ({ url, database }: DatabaseAddress) => ({ DATABASE_URL: url, SQLITE_FILE: database })
 * ```
 */
export interface DatabaseAddress {
  /** `postgres://user@host:port/name`, `mariadb://user:password@host:port/name`, or `sqlite:` and the path of the file. */
  readonly url: string
  /** The name of the database; for SQLite the path of its file. */
  readonly database: string
}

/** Starts what the data source belongs to at the address, and hands the data source back. */
export type AtAddress = (address: DatabaseAddress) => DataSource | Promise<DataSource>

/**
 * A data source, what gets one, or what makes one for the address of a database that is new. An application that opens
 * more connections than this one is started by the last of these, so that all of them lead to the same database.
 *
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { database, type GivenDataSource } from 'qa-integ/database'
 * import { DataSource } from 'typeorm'
 *
 * const start: GivenDataSource = ({ database }) =>
 *   new DataSource({ type: 'sqlite', database, synchronize: true }).initialize()
 * const db = database({ dataSource: start, on: 'sqlite' })
 *
 * scenario('the application is asked')
 *   .when(db.sql`SELECT 1 AS one`)
 *   .expect(db.unchanged())
 * ```
 */
export type GivenDataSource = DataSource | (() => DataSource | Promise<DataSource>) | AtAddress

/** Whether what is given is a function that wants to know the address. */
export function takesAddress(given: unknown): given is AtAddress {
  return typeof given === 'function' && given.length > 0
}

/** An address is only known of a database that is made here. */
export function checkAddressed(given: unknown, on: unknown): void {
  if (takesAddress(given) && on === undefined)
    throw new TypeError(
      "database({ dataSource: ({ url }) => ... }) is given the address of a database that is made for it; say which one, as in on: 'postgres'",
    )
}

/** A place that several connections can reach: SQLite in a file, not in the memory of one connection. */
export function placeToReach(on: DatabasePlace, disposable: boolean): Promise<Placed> {
  return placeOn(on, disposable, 2)
}

/** The address under which an application reaches the database: a URL in its engine's own scheme. */
export function addressOf({ options }: Placed): DatabaseAddress {
  const { type, url, host, port, username, password, database } = options as Readonly<Record<string, string>>
  if (url !== undefined) return Object.freeze({ url, database: decodeURIComponent(new URL(url).pathname.slice(1)) })
  if (host === undefined) return Object.freeze({ url: `sqlite:${database}`, database: database! })
  // What listens on a socket of the file system has no host name: clients take the folder from the parameter.
  const at = host.startsWith('/')
    ? `localhost:${port}/${database}?host=${encodeURIComponent(host)}`
    : `${host}:${port}/${database}`
  const who = password === undefined ? username : `${username}:${password}`
  return Object.freeze({ url: `${type}://${who}@${at}`, database: database! })
}

/** Whether an initialised data source is where it was told to be. */
export function isAt({ options, driver }: DataSource, { database }: DatabaseAddress): boolean {
  const actual = String(driver.database ?? options.database ?? '')
  return actual === database || resolve(actual) === resolve(database)
}
