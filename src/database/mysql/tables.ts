import { ident, type MysqlClient, rowsOf } from './client.js'
import { filed, filedByServer } from './file-names.js'

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
  /** As InnoDB calls it where that tells what was written to it; MySQL does not tell it of partitions, nor what it calls a table whose name is not all ASCII. */
  readonly file: string | undefined
  readonly columns: readonly TableColumn[]
  readonly primaryKey: readonly string[]
  /** It hands out ids. */
  readonly counts: boolean
}

interface Found {
  readonly name: string
  readonly engine: string
  readonly options: string
  readonly file: string | null
}

function fileOnMysql(database: string, { name, options }: Found): string | undefined {
  const [of, file] = [filed(database), filed(name)]
  return of === undefined || file === undefined || /\bpartitioned\b/.test(options) ? undefined : `${of}/${file}`
}

/** Reads the tables of the database; one that InnoDB does not keep can't be followed. */
export async function readTables(client: MysqlClient, database: string, mariadb: boolean): Promise<Table[]> {
  const found = await rowsOf<Found>(
    client,
    `SELECT TABLE_NAME AS name, ENGINE AS engine, CREATE_OPTIONS AS options,
       ${mariadb ? `CONCAT(${filedByServer('TABLE_SCHEMA')}, '/', ${filedByServer('TABLE_NAME')})` : 'NULL'} AS file
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
  return found.map((table) => {
    const { name } = table
    const own = columns.filter(({ tbl }) => tbl === name)
    return {
      name,
      path: `${ident(database)}.${ident(name)}`,
      file: mariadb ? table.file! : fileOnMysql(database, table),
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
