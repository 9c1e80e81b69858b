import type { DataSource, EntityMetadata } from 'typeorm'
import type { Engine, Seek } from './engine.js'
import type { Column } from './entity.js'
import type { Isolation, Terms } from './isolation/isolation.js'
import type { Take } from './statements/pool-use.js'
import type { Statement } from './statements/statements.js'
import type { Violation } from './violation.js'

/** Opens further connections to the database of a data source, where its driver has one for all query runners. */
export interface ConnectionSource {
  open(dataSource: DataSource): Promise<unknown>
  close(connection: unknown): Promise<void>
  /** Rolls back what is open on a connection; whether something was. */
  endTransaction(connection: unknown): Promise<boolean>
  /** Whether a statement failed because another connection has the lock. */
  busy(error: unknown): boolean
  /** How long a statement waits for a lock, in milliseconds. */
  patience(dataSource: DataSource): number
}

/** A connection that went back into the pool with a lock. */
export interface Locked {
  /** Its last statement, where the server tells. */
  readonly sql: string | undefined
}

/** What has to be known of an engine beyond TypeORM: how it is read, what its errors mean, how rows go in by the thousand. */
export interface Dialect {
  /** All query runners of a data source work on one connection, as TypeORM's SQLite drivers have it. */
  readonly oneConnection: boolean
  /** Opens more of them, so that each runner has its own; nothing where a database can't have more. */
  readonly connections?: ConnectionSource
  /** The mark of the i-th parameter in a statement, counted from 1. */
  placeholder(i: number): string
  /** A value that is longer than its column allows is refused. */
  readonly enforcesLengths: boolean
  /** It knows constraints by which rows exclude each other. */
  readonly hasExclusions: boolean
  /** The checks that a table has in the database, by the names under which its errors tell them. */
  checks(dataSource: DataSource, table: string): Promise<readonly string[]>
  /** After a failed statement a transaction can only be rolled back. */
  readonly failureEndsTransaction: boolean
  /** What the schema is made of, a line each, without these tables: two schemas that are equal have the same lines. */
  catalog(dataSource: DataSource, without: readonly string[]): Promise<readonly string[]>
  /** Every index that holds all rows of its table, primary keys too, with its columns in order. */
  indexes(dataSource: DataSource): Promise<readonly Seek[]>
  /** What the server calls the session of a connection that a query runner works on; nothing where there is no server. */
  session(connection: unknown): number | undefined
  /** Makes an open data source a database that can tell what changed, and go back. */
  engine(dataSource: DataSource, terms: Terms): Promise<Engine>
  /** The constraint that a failed statement broke; nothing when it failed for another reason. */
  violation(engine: Engine, statement: Statement): Promise<Violation | undefined>
  /** Whether the error leaves open which foreign key was broken, so that the engine has to look while nothing else runs. */
  hidesForeignKey(error: unknown): boolean
  /** Inserts rows by one statement: a cell for each column, as the driver would send it, undefined where the row does not name it. */
  insertMany(
    own: { readonly dataSource: DataSource; readonly engine: Engine; readonly isolation: Isolation },
    metadata: EntityMetadata,
    columns: readonly Column[],
    rows: readonly (readonly unknown[])[],
  ): Promise<void>
  /** Takes what these statements have left on the pool's connections: settings, temporary tables, locks; hands back what it was. */
  discardSessions(dataSource: DataSource, statements: readonly Statement[]): Promise<readonly string[] | undefined>
  /** Makes those of these sessions as new that are idle in the pool, for they hold locks; hands back a last statement of one. */
  unlockSessions?(dataSource: DataSource, sessions: readonly number[], engine: Engine): Promise<Locked | undefined>
  /** Whether a statement may leave such a thing. */
  leavesState?(sql: string): boolean
  /** What takes all connections of the pool, where there is a pool that gives up after a while; refuses one that never does. */
  takeAll?(dataSource: DataSource): Take
}
