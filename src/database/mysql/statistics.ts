import { ident, type MysqlClient, resultsOf, rowsOf } from './client.js'

/** Keeps InnoDB from starting anew with its count of written rows, as it does when it looks at how they are spread; hands back what allows it again. */
export async function keepCounting(client: MysqlClient, database: string): Promise<() => Promise<void>> {
  const [own] = await rowsOf<{ recalculates: number | string; persistent: number | string }>(
    client,
    'SELECT @@GLOBAL.innodb_stats_auto_recalc AS recalculates, @@GLOBAL.innodb_stats_persistent AS persistent',
  )
  if (Number(own!.recalculates) === 0 && Number(own!.persistent) === 1) return async () => {}
  const found = await rowsOf<{ name: string }>(
    client,
    `SELECT TABLE_NAME AS name FROM information_schema.TABLES
     WHERE TABLE_SCHEMA = ? AND TABLE_TYPE = 'BASE TABLE' AND CREATE_OPTIONS NOT LIKE '%stats\\_%'`,
    [database],
  )
  const set = (persistent: string, recalculates: string) =>
    resultsOf(
      client,
      ...found.map(
        ({ name }) =>
          `ALTER TABLE ${ident(database)}.${ident(name)} STATS_PERSISTENT=${persistent}, STATS_AUTO_RECALC=${recalculates}`,
      ),
    )
  await set('1', '0')
  return async () => void (await set('DEFAULT', 'DEFAULT'))
}
