import type { Contents } from '../engine.js'
import { exact, identifier, literal, type Raw } from './raw.js'
import type { Schema } from './schema.js'

/** Every row with its row id, what ids are counted from, and every line of the schema. */
export async function contents(raw: Raw, { tables, hasSequences }: Schema): Promise<Contents> {
  const all = new Map<string, readonly string[]>()
  const read = async (name: string, cells: readonly (readonly [string, string])[], from: string) => {
    const parts = cells.map(([cell, sql]) => `${literal(`${JSON.stringify(cell)}:`)} || json_quote(${exact(sql)})`)
    const rows = await raw.all<{ line: string }>(
      `SELECT '{' || ${parts.join(` || ',' || `)} || '}' AS line FROM ${from}`,
    )
    all.set(name, rows.map(({ line }) => line).sort())
  }
  for (const { name, columns, hiddenRowId } of tables)
    await read(
      name,
      [
        ...(hiddenRowId ? [['rowid', 'rowid'] as const] : []),
        ...columns.map((column) => [column, identifier(column)] as const),
      ],
      `main.${identifier(name)}`,
    )
  if (hasSequences)
    await read(
      'the sequences',
      [
        ['table', 'name'],
        ['last', 'seq'],
      ],
      `main.sqlite_sequence WHERE name NOT LIKE 'qa\\_integ%' ESCAPE '\\'`,
    )
  await read(
    'the schema',
    [
      ['type', 'type'],
      ['name', 'name'],
      ['sql', 'sql'],
    ],
    `main.sqlite_master WHERE name NOT LIKE 'qa\\_integ%' ESCAPE '\\'`,
  )
  return all
}
