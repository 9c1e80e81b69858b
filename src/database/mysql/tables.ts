import { ident, type MysqlClient, rowsOf } from './client.js'

/** A column of a table that is followed. */
export interface TableColumn {
  readonly name: string
  /** `varchar`, `bit`, `json`, in small letters. */
  readonly type: string
  /** The database makes its value. */
  readonly generated: boolean
}

/** A table whose rows can be followed. */
export interface Table {
  readonly name: string
  /** As SQL calls it. */
  readonly path: string
  /** As InnoDB calls it. */
  readonly file: string
  readonly columns: readonly TableColumn[]
  readonly primaryKey: readonly string[]
  /** It hands out ids. */
  readonly counts: boolean
}

/** A name as InnoDB writes it: what is no letter, digit or underscore by its code. */
const filed = (name: string): string => `CONVERT(CAST(CONVERT(${name} USING filename) AS BINARY) USING utf8mb4)`

/** Reads the tables of the database; one that InnoDB does not keep can't be followed. */
export async function readTables(client: MysqlClient, database: string): Promise<Table[]> {
  const found = await rowsOf<{ name: string; engine: string; file: string }>(
    client,
    `SELECT TABLE_NAME AS name, ENGINE AS engine,
       CONCAT(${filed('TABLE_SCHEMA')}, '/', ${filed('TABLE_NAME')}) AS file
     FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME`,
    [database],
  )
  const other = found.find(({ engine }) => engine !== 'InnoDB')
  if (other)
    throw new Error(
      `the table ${other.name} is kept by ${other.engine}, which can not tell what was written to it; the tests need it with ENGINE=InnoDB`,
    )
  const columns = await rowsOf<{ tbl: string; name: string; type: string; extra: string; pk: string }>(
    client,
    `SELECT TABLE_NAME AS tbl, COLUMN_NAME AS name, DATA_TYPE AS type, EXTRA AS extra, COLUMN_KEY AS pk
     FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME, ORDINAL_POSITION`,
    [database],
  )
  return found.map(({ name, file }) => {
    const own = columns.filter(({ tbl }) => tbl === name)
    return {
      name,
      path: `${ident(database)}.${ident(name)}`,
      file,
      columns: own.map((column) => ({
        name: column.name,
        type: column.type.toLowerCase(),
        generated: /\b(VIRTUAL|STORED|PERSISTENT) GENERATED\b/i.test(column.extra),
      })),
      primaryKey: own.filter(({ pk }) => pk === 'PRI').map((column) => column.name),
      counts: own.some(({ extra }) => /auto_increment/i.test(extra)),
    }
  })
}
