/** One connection of a SQLite driver, beside TypeORM: what runs here is seen by no query runner. */
export interface Raw {
  all<R extends object>(sql: string, parameters?: readonly unknown[]): Promise<R[]>
  /** Runs any number of statements. */
  exec(sql: string): Promise<void>
}

/** Whole copies of a database, by number, which outlive its connection. */
export interface Copies {
  keep(id: number): Promise<void>
  /** Makes the database what it was when the copy was made. */
  bringBack(id: number): Promise<void>
  forget(id: number): void
}

/** A name as an identifier. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** SQL for a value as the literal that stands for it alone; of a text, `quote` takes nothing that comes after a NUL. */
export const exact = (value: string): string =>
  `CASE WHEN typeof(${value}) = 'text' AND instr(${value}, char(0)) > 0 THEN 'CAST(' || quote(CAST(${value} AS BLOB)) || ' AS TEXT)' ELSE quote(${value}) END`

/** A text as a literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
