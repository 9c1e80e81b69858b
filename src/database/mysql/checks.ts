import type { DataSource } from 'typeorm'

/** The checks of a table, by their names: one that stands with its column is called like it on MariaDB, and is no constraint of the table. */
export async function checks(dataSource: DataSource, table: string): Promise<readonly string[]> {
  const [about] = (await dataSource.query('SELECT VERSION() AS version')) as { version: string }[]
  const from = /mariadb/i.test(about!.version)
    ? 'CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE()'
    : "TABLE_CONSTRAINTS WHERE CONSTRAINT_TYPE = 'CHECK' AND CONSTRAINT_SCHEMA = DATABASE()"
  const rows = (await dataSource.query(
    `SELECT CONSTRAINT_NAME AS name FROM information_schema.${from} AND TABLE_NAME = ? ORDER BY 1`,
    [table],
  )) as { name: string }[]
  return rows.map(({ name }) => name)
}
