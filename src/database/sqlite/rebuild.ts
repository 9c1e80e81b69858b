import { identifier, literal, type Raw } from './raw.js'
import { readTables, type Table } from './schema.js'

const COPY = 'qa_integ_copy'

interface Item {
  readonly type: 'table' | 'index' | 'view' | 'trigger'
  readonly name: string
  readonly sql: string | null
}

const itemsOf = (raw: Raw, schema: string): Promise<Item[]> =>
  raw.all<Item>(`SELECT type, name, sql FROM ${schema}.sqlite_master ORDER BY rowid`)

const isVirtual = ({ sql }: Item): boolean => /^CREATE VIRTUAL TABLE/i.test(sql ?? '')
const isOwn = ({ name }: Item): boolean => name.startsWith('sqlite_')

/**
 * Makes the database of a connection what the file holds, statement by statement, for packages that can't copy pages into
 * an open database. Row ids, counters and statistics come along.
 */
export async function rebuild(raw: Raw, file: string): Promise<void> {
  await raw.exec(`PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; ATTACH ${literal(file)} AS ${COPY}`)
  try {
    await raw.exec('BEGIN IMMEDIATE')
    const wanted = await itemsOf(raw, COPY)
    await dropAll(raw, await itemsOf(raw, 'main'))
    await createTables(raw, wanted)
    await fill(raw, wanted)
    const rest = wanted.filter((item) => item.type !== 'table' && item.sql !== null && !isOwn(item))
    await raw.exec(rest.map(({ sql }) => sql).join(';\n'))
    for (const name of ['user_version', 'application_id']) {
      const [row] = await raw.all<Record<string, number>>(`PRAGMA ${COPY}.${name}`)
      await raw.exec(`PRAGMA main.${name} = ${row![name]}`)
    }
    await raw.exec('COMMIT')
    if (wanted.some(isVirtual)) await readAnew(raw)
  } catch (error) {
    await raw.exec('ROLLBACK').catch(() => {})
    throw error
  } finally {
    await raw.exec(`DETACH ${COPY}; PRAGMA ignore_check_constraints = OFF`)
  }
}

async function dropAll(raw: Raw, items: readonly Item[]): Promise<void> {
  const drop = (some: readonly Item[]) =>
    some.map(({ type, name }) => `DROP ${type} IF EXISTS main.${identifier(name)}`).join(';\n')
  const own = items.filter((item) => !isOwn(item))
  const stat = items.filter(({ name }) => name.startsWith('sqlite_stat'))
  await raw.exec(drop(own.filter(({ type }) => type === 'trigger' || type === 'view')))
  // The tables that a virtual one keeps its rows in go with it.
  await raw.exec(drop(own.filter(isVirtual)))
  await raw.exec(drop([...own.filter((item) => item.type === 'table' && !isVirtual(item)), ...stat]))
}

async function createTables(raw: Raw, wanted: readonly Item[]): Promise<void> {
  const tables = wanted.filter((item) => item.type === 'table' && !isOwn(item))
  await raw.exec(
    tables
      .filter(isVirtual)
      .map(({ sql }) => sql)
      .join(';\n'),
  )
  const there = new Set((await itemsOf(raw, 'main')).map(({ name }) => name))
  await raw.exec(
    tables
      .filter(({ name }) => !there.has(name))
      .map(({ sql }) => sql)
      .join(';\n'),
  )
  if (wanted.some(({ name }) => name.startsWith('sqlite_stat'))) await raw.exec('ANALYZE main.sqlite_master')
}

async function fill(raw: Raw, wanted: readonly Item[]): Promise<void> {
  const tables = await readTables(raw, ['table', 'shadow'])
  await raw.exec(tables.map(filling).join(';\n'))
  const counted = wanted.filter(({ name }) => name === 'sqlite_sequence' || name.startsWith('sqlite_stat'))
  await raw.exec(
    counted
      .map(({ name }) => `DELETE FROM main.${name}; INSERT INTO main.${name} SELECT * FROM ${COPY}.${name}`)
      .join(';\n'),
  )
}

function filling(table: Table): string {
  const name = identifier(table.name)
  const columns = [...(table.hiddenRowId ? [table.identity[0]!] : []), ...table.columns.map(identifier)].join(', ')
  return `DELETE FROM main.${name}; INSERT INTO main.${name} (${columns}) SELECT ${columns} FROM ${COPY}.${name}`
}

/** Makes the connection forget what it has read of the schema: a virtual table remembers what its rows were. */
async function readAnew(raw: Raw): Promise<void> {
  const [row] = await raw.all<{ schema_version: number }>('PRAGMA main.schema_version')
  await raw.exec(`PRAGMA main.schema_version = ${row!.schema_version + 1}`)
}
