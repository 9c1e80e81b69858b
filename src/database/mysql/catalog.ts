import type { DataSource } from 'typeorm'
import type { MysqlClient } from './client.js'
import { readSchema } from './schema.js'

/** What a schema is made of, a line each, the tables of TypeORM's own left out: two that are equal have the same lines. */
export async function catalog(dataSource: DataSource, without: readonly string[]): Promise<readonly string[]> {
  const client = { query: async (sql: string) => [await dataSource.query(sql), undefined] } as unknown as MysqlClient
  const parts = await readSchema(client, String(dataSource.driver.database))
  return parts
    .filter(({ name }) => !without.includes(name))
    .flatMap(({ kind, name, create }) =>
      kind === 'TABLE' ? linesOf(name, create) : [`${kind.toLowerCase()} ${name} ${create}`],
    )
    .sort()
}

function linesOf(table: string, create: string): string[] {
  const [, ...lines] = create.split('\n')
  const options = lines.pop()!.replace(/ STATS_\w+=\w+/g, '')
  return [`table ${table} ${options}`, ...lines.map((line) => `${table}: ${line.trim().replace(/,$/, '')}`)]
}
