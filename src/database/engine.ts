import type { QueryRunner } from 'typeorm'

/** A row as an engine tells it: its cells as SQL literals, which are exact and read well. */
export interface Row {
  /** What tells it from the other rows of its table: its primary key where it has one. */
  readonly key: string
  readonly cells: Readonly<Record<string, string>>
}

/** What happened to the rows of one table. */
export interface TableChanges {
  readonly table: string
  readonly primaryKey: readonly string[]
  readonly added: readonly Row[]
  readonly removed: readonly Row[]
  readonly changed: readonly { readonly before: Row; readonly after: Row }[]
}

/** How a database was found when it was put back. */
export interface Found {
  /** A transaction was still open; it was rolled back. */
  readonly openTransaction: boolean
  /** Tables, columns, indices or triggers were changed; they were put back. */
  readonly schemaChanged: boolean
  /** Tables in which rows were put back that somebody had committed, where a scenario commits nothing and it can be told. */
  readonly strayed?: readonly string[]
  /** Who had written before the instant that was asked for, where it can be told. */
  readonly late?: readonly LateWriter[]
  /** Sessions that hold a lock which outlives transactions, and did not when the baseline was set. */
  readonly locking?: readonly number[]
  /** Before it went back, where what `late` tells goes by it. */
  readonly clock?: Clock | undefined
}

/** What a server's clock said, in seconds, before its answer came, by the steady clock of this machine, in milliseconds. */
export interface Clock {
  readonly server: number
  readonly here: number
}

/** A connection that wrote rows past the data source. */
export interface LateWriter {
  /** What the server calls it. */
  readonly session: number
  readonly tables: readonly string[]
  /** Its last statement, where the server still knows. */
  readonly sql?: string
  /** What it calls itself. */
  readonly application?: string
}

/** Columns of a table that a constraint or an index is about. */
export interface Columns {
  readonly table: string
  readonly columns: readonly string[]
}

/** An index by which rows are sought: the table, and the columns that are compared, from the index's first on. */
export interface Seek extends Columns {
  /** What the index is called; a primary key may be none. */
  readonly index?: string
}

/** How an engine would run a statement. */
export interface Plan {
  /** The indices by which rows are sought. */
  readonly seeks: readonly Seek[]
  /** The tables of which every row is read, or every entry of an index; not those of which a LIMIT takes the first rows as they come. */
  readonly scans: readonly string[]
  /** What is sorted apart because no index has its order, in the engine's words. */
  readonly sorts: readonly string[]
  /** The engine's own words. */
  readonly lines: readonly string[]
}

/** All that a database holds, under the names of its tables and of what else is compared: each row as the text of a JSON object. */
export type Contents = ReadonlyMap<string, readonly string[]>

/** A moment to compare with; only the engine that made it can read it. */
export interface Moment {
  readonly entry: string
  readonly schema: string
  readonly others: string
}

/** The connection on which a whole scenario can be one transaction. */
export interface Outer {
  /** The driver has one connection for all query runners anyhow. */
  readonly shared: boolean
  /** After a statement that failed, the transaction takes no other one. */
  readonly failureEnds: boolean
  /** What all query runners are to have, or a promise of it, unless it is shared. */
  connection(): unknown
  begin(): Promise<void>
  exec(sql: string): Promise<void>
  /** Ends it; whether it was still there. */
  end(word: 'COMMIT' | 'ROLLBACK'): Promise<boolean>
  /** What the schema has that is checked at COMMIT only, in words. */
  deferred(): Promise<string | undefined>
  /** The isolation level that a transaction has for which none is asked. */
  level(): Promise<string>
  /** Why the statement can't be a part of it, as what goes on after its text; `open` says that the code has a transaction open. */
  refusal?(sql: string, open: boolean): string | undefined
  /** How the server has ended the whole transaction with this error, in words. */
  lostBy?(error: unknown): string | undefined
  /** Gives back the connection, where that is not the engine's own. */
  letGo?(): Promise<void>
}

/** A database that can tell what changed, and go back. */
export interface Engine {
  /** What it is and where it lives, for reports and failures. */
  readonly description: string
  /** The tables whose rows can be compared. */
  tables(): readonly string[]
  /** The table that is meant by another name than in `tables`, with its schema or without; nothing where there is none. */
  tableNamed?(name: string): string | undefined
  /** Now, for `changesSince`. */
  moment(): Promise<Moment>
  /** @throws Error when the rows of then and now can't be compared. */
  changesSince(moment: Moment): Promise<readonly TableChanges[]>
  /** The scenario is over: nothing is compared with its moments any more. */
  forgetMoments?(): Promise<void>
  /** Makes the present state the one that `restore` goes back to; hands back what makes the earlier one it again. */
  mark(): Promise<() => void>
  /** Makes the present state the baseline in the place of the one there is. */
  adopt(): Promise<void>
  /**
   * Goes back to the baseline; `quiet` says that no transaction is open and the schema is as it was, which need not be looked
   * for. Who wrote before `until`, in seconds of the server's clock, is told as late.
   */
  restore(quiet?: boolean, until?: number): Promise<Found>
  /** The last statement of a session, where the server tells. */
  lastStatement?(session: number): Promise<string | undefined>
  /** Brings the baseline onto a connection that was opened anew. */
  revive(): Promise<void>
  /** Those of these sessions that wait for a lock which another one holds, so that they are known to stand still. */
  waiting(sessions: readonly number[]): Promise<readonly number[]>
  /** From now on: what it hands back tells the sessions that have written rows since, where the engine can tell. */
  watchWriters(): Promise<() => Promise<readonly number[]>>
  /** All that it holds, for a comparison; where it can't be told, nothing is there to ask. */
  contents?(): Promise<Contents>
  /** How the statement is run. */
  explain(sql: string, parameters: readonly unknown[]): Promise<Plan>
  /** The foreign keys that a statement of the runner may have broken, where the error does not name them. Nothing else may run on its connection meanwhile. */
  brokenForeignKeys(sql: string, parameters: readonly unknown[], runner: QueryRunner): Promise<readonly Columns[]>
  /** What a constraint or a unique index of the table is about. */
  columnsOf(table: string, constraint: string): Promise<readonly string[]>
  /** The columns of a table with their types, as the engine's errors write them; nothing where its errors name the column. */
  typesOf?(table: string): Promise<ReadonlyMap<string, string>>
  /** Adds rows past triggers and foreign keys, where that may be done: for who knows that the keys hold. */
  readonly pour?: (into: string, lines: Iterable<string>) => Promise<void>
  /** The runner is about to run a statement that alters a table. */
  beforeAlter(runner: QueryRunner): Promise<void>
  /** Where a scenario can be one transaction that is rolled back. */
  readonly outer?: Outer
  /** Lets go of what it holds; where the database is `kept`, nothing of it is left there. */
  close(kept: boolean): Promise<void>
}
