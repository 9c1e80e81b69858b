import { ident } from './client.js'

/** A connection of the pool. */
export interface Raw {
  query(sql: string, done: (error: (Error & { errno?: number }) | null, rows: unknown) => void): void
  destroy(): void
}

/** What statements may have left on their connection, by what it is called. */
export interface Suspects {
  readonly settings: readonly string[]
  readonly variables: readonly string[]
  readonly tables: readonly string[]
  readonly prepared: readonly string[]
}

/** Settings that go by other words than their name. */
const WORDS: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /^SET\s+(SESSION|LOCAL)\s+TRANSACTION\b/i,
    ['tx_isolation', 'tx_read_only', 'transaction_isolation', 'transaction_read_only'],
  ],
  [
    /^SET\s+(NAMES|CHARACTER\s+SET|CHARSET)\b/i,
    ['character_set_client', 'character_set_results', 'character_set_connection', 'collation_connection'],
  ],
]

const NAME = '`?([A-Za-z_][\\w$]*)`?'
const SETTING = new RegExp(
  `(?:^SET\\s|,)\\s*(?:(?:SESSION|LOCAL)\\s+|@@(?:(?:SESSION|LOCAL)\\.)?)?${NAME}\\s*:?=`,
  'gi',
)
const VARIABLE = /(?<![@\w])@[`'"]?([\w$.]+)[`'"]?\s*:?=/g
const TEMPORARY = new RegExp(
  `^CREATE\\s+(?:OR\\s+REPLACE\\s+)?TEMPORARY\\s+TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?${NAME}`,
  'i',
)
const PREPARED = new RegExp(`^PREPARE\\s+${NAME}`, 'i')

/** Reads off statements what is to be looked for. */
export function suspectsOf(statements: readonly string[]): Suspects {
  const all = statements.map((sql) => sql.trim())
  const named = (pattern: RegExp) => all.flatMap((sql) => pattern.exec(sql)?.[1] ?? [])
  const sets = all.filter((sql) => /^SET\b/i.test(sql))
  const settings = sets.flatMap((sql) => [
    ...[...sql.matchAll(SETTING)].map(([, name]) => name!.toLowerCase()),
    ...WORDS.flatMap(([pattern, names]) => (pattern.test(sql) ? names : [])),
  ])
  const variables = all.flatMap((sql) => [...sql.matchAll(VARIABLE)].map(([, name]) => name!))
  return {
    settings: [...new Set(settings)],
    variables: [...new Set(variables)],
    tables: named(TEMPORARY),
    prepared: named(PREPARED),
  }
}

/** What a new connection has. */
export interface Usual {
  readonly settings: ReadonlyMap<string, string>
  readonly database: unknown
}

/** What was found on a connection. */
export interface Found {
  /** What of it a new connection would not have, in words. */
  differs(usual: Usual): string[]
}

/** Looks at a connection that is new. */
export async function onFresh(connection: Raw, { settings }: Suspects): Promise<Usual> {
  const ask = asker(connection)
  const [{ name: database }] = (await ask('SELECT DATABASE() AS name')) as [{ name: unknown }]
  if (settings.length === 0) return { settings: new Map(), database }
  const rows = (await ask(
    `SHOW SESSION VARIABLES WHERE Variable_name IN (${settings.map((name) => `'${name}'`).join(', ')})`,
  )) as { Variable_name: string; Value: string }[]
  return { settings: new Map(rows.map(({ Variable_name, Value }) => [Variable_name, Value])), database }
}

/** Looks at one that will be closed; what is looked for by trying does not stay. */
export async function onSession(connection: Raw, suspects: Suspects): Promise<Found> {
  const ask = asker(connection)
  const left: string[] = []
  const { settings, database } = await onFresh(connection, suspects)
  // A table that is not locked can not be read where others are.
  const locked = await fails(ask('SELECT 1 FROM qa_integ_none'), 1100)
  if (locked) await ask('UNLOCK TABLES')
  for (const name of suspects.variables) {
    const [row] = (await ask(`SELECT @${ident(name)} IS NULL AS none`)) as [{ none: unknown }]
    if (Number(row.none) === 0) left.push(`the variable @${name}`)
  }
  for (const name of suspects.tables) {
    const shown = (await ask(`SHOW CREATE TABLE ${ident(name)}`).catch(() => [])) as Record<string, string>[]
    if (/^CREATE TEMPORARY/i.test(shown[0]?.['Create Table'] ?? '')) left.push(`the temporary table ${name}`)
  }
  for (const name of suspects.prepared)
    if (!(await fails(ask(`DEALLOCATE PREPARE ${ident(name)}`)))) left.push(`the prepared statement ${name}`)
  const [row] = (await ask('SELECT RELEASE_ALL_LOCKS() AS locks')) as [{ locks: unknown }]
  if (Number(row.locks) > 0) left.push('a lock of GET_LOCK')
  if (locked) left.push('tables locked by LOCK TABLES')
  return {
    differs: (usual) => [
      ...[...settings]
        .filter(([name, value]) => usual.settings.get(name) !== value)
        .map(([name]) => `the setting ${name}`),
      ...(database === usual.database ? [] : [`the database ${String(database)} in use`]),
      ...left,
    ],
  }
}

const asker = (connection: Raw) => (sql: string) =>
  new Promise<unknown>((resolve, reject) =>
    connection.query(sql, (error, rows) => (error ? reject(error) : resolve(rows))),
  )

/** Whether it fails, by this number where one is told. */
function fails(asked: Promise<unknown>, errno?: number): Promise<boolean> {
  return asked.then(
    () => false,
    (error: { errno?: number }) => errno === undefined || error.errno === errno,
  )
}
