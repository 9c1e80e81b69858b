import type { Columns } from '../engine.js'
import { verbOf } from '../statements/statements.js'
import { literal, type Raw } from './raw.js'

/**
 * SQLite says that a foreign key failed, and not which. The statement is run again with the checks put off, in a savepoint
 * that is rolled back; what is broken then is what it broke. RESTRICT can't be put off: there, those that lead to the
 * table are named.
 */
export async function brokenForeignKeys(
  raw: Raw,
  sql: string,
  parameters: readonly unknown[],
): Promise<readonly Columns[]> {
  if (verbOf(sql) === 'COMMIT') return columnsOf(raw, await broken(raw))
  const before = new Set((await broken(raw)).map(keyOf))
  let found: readonly Broken[]
  await raw.exec('SAVEPOINT qa_integ_foreign_keys; PRAGMA defer_foreign_keys = ON')
  try {
    await raw.all(sql, parameters)
    found = (await broken(raw)).filter((one) => !before.has(keyOf(one)))
  } catch {
    found = []
  } finally {
    await raw.exec('ROLLBACK TO qa_integ_foreign_keys; RELEASE qa_integ_foreign_keys; PRAGMA defer_foreign_keys = OFF')
  }
  return found.length > 0 ? columnsOf(raw, found) : restricting(raw, sql)
}

interface Broken {
  readonly table: string
  readonly rowid: number | null
  readonly fkid: number
}

const broken = (raw: Raw): Promise<Broken[]> => raw.all<Broken>('PRAGMA main.foreign_key_check')
const keyOf = ({ table, rowid, fkid }: Broken): string => `${table} ${rowid} ${fkid}`

async function columnsOf(raw: Raw, found: readonly Broken[]): Promise<Columns[]> {
  const keys = [...new Set(found.map(({ table, fkid }) => `${table}\n${fkid}`))].map(
    (key) => key.split('\n') as [string, string],
  )
  return Promise.all(
    keys.map(async ([table, fkid]) => {
      const rows = await raw.all<{ from: string }>(
        `SELECT "from" FROM pragma_foreign_key_list(${literal(table)}) WHERE id = ${fkid} ORDER BY seq`,
      )
      return { table, columns: rows.map(({ from }) => from) }
    }),
  )
}

async function restricting(raw: Raw, sql: string): Promise<Columns[]> {
  const target = /^\s*(?:DELETE\s+FROM|UPDATE(?:\s+OR\s+\w+)?)\s+["`[]?(\w+)/i.exec(sql)?.[1]
  if (target === undefined) return []
  const rows = await raw.all<{ tbl: string; id: number; from: string }>(
    `SELECT t.name AS tbl, f.id AS id, f."from" AS "from" FROM pragma_table_list t JOIN pragma_foreign_key_list(t.name) f
     WHERE t.schema = 'main' AND f."table" = ${literal(target)} AND 'RESTRICT' IN (f.on_delete, f.on_update) ORDER BY t.name, f.id, f.seq`,
  )
  const all = new Map<string, { table: string; columns: string[] }>()
  for (const { tbl, id, from } of rows) {
    const one = all.get(`${tbl} ${id}`) ?? { table: tbl, columns: [] }
    one.columns.push(from)
    all.set(`${tbl} ${id}`, one)
  }
  return [...all.values()]
}
