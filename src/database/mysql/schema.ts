import { ident, type MysqlClient, rowsOf } from './client.js'

/** A part of a schema, and the statement that makes it. */
export interface SchemaPart {
  readonly kind: 'TABLE' | 'VIEW' | 'TRIGGER' | 'PROCEDURE' | 'FUNCTION' | 'EVENT'
  readonly name: string
  readonly create: string
  /** How the statement has to be read. */
  readonly mode: string
  /** The table of a trigger. */
  readonly of?: string
}

/** All that a database has besides its rows. */
export type Schema = readonly SchemaPart[]

interface Named {
  readonly kind: SchemaPart['kind']
  readonly name: string
  readonly its: string | null
}

/** Everything that the database is made of, rows and ids apart, in the order in which it can be made. */
export async function readSchema(client: MysqlClient, database: string): Promise<Schema> {
  const names = await rowsOf<Named>(
    client,
    `SELECT IF(TABLE_TYPE LIKE '%VIEW', 'VIEW', 'TABLE') AS kind, TABLE_NAME AS name, NULL AS its FROM information_schema.TABLES
       WHERE TABLE_SCHEMA = :db AND TABLE_TYPE IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED')
     UNION ALL SELECT 'TRIGGER', TRIGGER_NAME, EVENT_OBJECT_TABLE FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = :db
     UNION ALL SELECT ROUTINE_TYPE, ROUTINE_NAME, NULL FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = :db AND ROUTINE_TYPE IN ('PROCEDURE', 'FUNCTION')
     UNION ALL SELECT 'EVENT', EVENT_NAME, NULL FROM information_schema.EVENTS WHERE EVENT_SCHEMA = :db`.replaceAll(
      ':db',
      `'${database.replaceAll("'", "''")}'`,
    ),
  )
  const parts: SchemaPart[] = []
  for (const { kind, name, its } of names) {
    const [shown] = await rowsOf<Record<string, string>>(client, `SHOW CREATE ${kind} ${ident(name)}`)
    const key = Object.keys(shown!).find((one) => /^(Create \w+|SQL Original Statement)$/i.test(one))!
    parts.push({
      kind,
      name,
      create: kind === 'TABLE' ? shown![key]!.replace(/ AUTO_INCREMENT=\d+(?=[^\n]*$)/, '') : (shown![key] ?? ''),
      mode: shown!.sql_mode ?? '',
      ...(its === null ? {} : { of: its }),
    })
  }
  return parts.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || (a.name < b.name ? -1 : 1))
}

const ORDER: readonly SchemaPart['kind'][] = ['TABLE', 'FUNCTION', 'PROCEDURE', 'VIEW', 'TRIGGER', 'EVENT']

const same = (a: SchemaPart, b: SchemaPart): boolean =>
  a.kind === b.kind && a.name === b.name && a.create === b.create && a.of === b.of

/** The parts of one that the other does not have. */
export function without(one: Schema, other: Schema): Schema {
  return one.filter((part) => !other.some((its) => same(part, its)))
}

/** Makes the schema from what is there now; hands back the tables that were made anew, and are empty. */
export async function rebuild(client: MysqlClient, there: Schema, wanted: Schema): Promise<string[]> {
  const surplus = without(there, wanted)
  const tables = surplus.filter(({ kind }) => kind === 'TABLE').map(({ name }) => name)
  // A table takes its triggers with it.
  const falling = (part: SchemaPart): boolean => part.of !== undefined && tables.includes(part.of)
  for (const { kind, name } of [...surplus].reverse()) await client.query(`DROP ${kind} IF EXISTS ${ident(name)}`)
  const missing = without(wanted, there)
  for (const part of wanted) if (missing.includes(part) || falling(part)) await make(client, part)
  return missing.filter(({ kind }) => kind === 'TABLE').map(({ name }) => name)
}

/** Makes a part as it was made. */
export async function make(client: MysqlClient, { create, mode, kind }: SchemaPart): Promise<void> {
  if (kind === 'TABLE') return void (await client.query(create))
  await client.query(`SET @qa_integ_mode = @@SESSION.sql_mode; SET SESSION sql_mode = '${mode}'`)
  try {
    await client.query(create)
  } finally {
    await client.query('SET SESSION sql_mode = @qa_integ_mode')
  }
}
