import type { Contents } from '../engine.js'
import type { PgClient } from './client.js'
import { CATALOG } from './schema-digest.js'
import type { Table } from './tables.js'

/** Every row, where every sequence stands, and every line of the schema. */
export async function contents(client: PgClient, tables: readonly Table[]): Promise<Contents> {
  const all = new Map<string, readonly string[]>()
  const read = async (name: string, sql: string) => {
    const { rows } = await client.query<{ line: string }>(sql)
    all.set(name, rows.map(({ line }) => line).sort())
  }
  for (const { name, path } of tables) await read(name, `SELECT row_to_json(qa_t)::text AS line FROM ${path} qa_t`)
  const { rows } = await client.query<{ path: string }>(
    `SELECT format('%I.%I', schemaname, sequencename) AS path FROM pg_sequences
     WHERE schemaname <> 'qa_integ' AND has_sequence_privilege(format('%I.%I', schemaname, sequencename), 'SELECT')`,
  )
  const standing = rows.map(
    ({ path }) =>
      `SELECT json_build_object('sequence', '${path.replaceAll("'", "''")}', 'last', last_value, 'called', is_called)::text AS line FROM ${path}`,
  )
  if (standing.length > 0) await read('the sequences', standing.join(' UNION ALL '))
  await read('the schema', `SELECT json_build_object(about, line)::text AS line FROM (${CATALOG}) c`)
  return all
}
