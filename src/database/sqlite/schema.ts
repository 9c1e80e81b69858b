import { identifier, type Raw } from './raw.js'

/** A table whose rows can be followed. */
export interface Table {
  readonly name: string
  /** The columns that hold values, generated ones left out. */
  readonly columns: readonly string[]
  /** What identifies a row to a reader. */
  readonly primaryKey: readonly string[]
  /** The SQL that identifies a row to the engine: the row id, or the primary key of a table without one. */
  readonly identity: readonly string[]
  /** Whether the row id has to be told when a row is put back, because no column stands for it. */
  readonly hiddenRowId: boolean
  /** What no two rows have alike: by REPLACE, a new row takes the place of one that has. */
  readonly uniques: readonly Unique[]
  /** Whether what a REPLACE removes is not seen: what is unique is an expression. */
  readonly blind: boolean
}

/** A unique index: its columns with how it compares them, and the rows that it is about. */
export interface Unique {
  readonly columns: readonly { readonly name: string; readonly collation: string }[]
  readonly where: string | undefined
}

/** What a database consists of. */
export interface Schema {
  readonly tables: readonly Table[]
  /** Rises with every change of the schema. */
  readonly version: number
  readonly hasSequences: boolean
  /** Why rows can't be put back one by one: triggers of its own would fire, virtual tables hide what they write. */
  readonly opaque: boolean
  /** The tables where it is not seen what a REPLACE removes. */
  readonly blind: readonly string[]
}

interface ColumnLine {
  readonly tbl: string
  readonly wr: number
  readonly name: string
  readonly pk: number
  readonly hidden: number
  readonly pkIndex: number
}

interface IndexLine {
  readonly tbl: string
  readonly idx: string
  readonly name: string | null
  readonly collation: string
  readonly partial: number
  readonly sql: string | null
}

/** Reads the schema of the main database; what this package has put there is left out. */
export async function readSchema(raw: Raw): Promise<Schema> {
  const tables = (await readTables(raw, ['table'])).filter(({ name }) => !name.startsWith('qa_integ_'))
  const [about] = await raw.all<{ version: number; sequences: number; triggers: number; virtual: number }>(
    `SELECT (SELECT schema_version FROM pragma_schema_version) AS version,
     (SELECT count(*) FROM main.sqlite_master WHERE name = 'sqlite_sequence') AS sequences,
     (SELECT count(*) FROM main.sqlite_master WHERE type = 'trigger' AND name NOT LIKE 'qa_integ_%') AS triggers,
     (SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'virtual') AS virtual`,
  )
  return {
    tables,
    version: about!.version,
    hasSequences: about!.sequences > 0,
    opaque: about!.virtual > 0 || about!.triggers > 0,
    blind: tables.filter(({ blind }) => blind).map(({ name }) => name),
  }
}

const UNIQUE_INDICES = `pragma_table_list t JOIN pragma_index_list(t.name) i ON i."unique" = 1 JOIN pragma_index_xinfo(i.name) c`

/** The tables of these kinds, as SQLite calls them. */
export async function readTables(raw: Raw, kinds: readonly ('table' | 'shadow')[]): Promise<readonly Table[]> {
  const lines = await raw.all<ColumnLine>(
    `SELECT t.name AS tbl, t.wr AS wr, c.name AS name, c.pk AS pk, c.hidden AS hidden,
     (SELECT count(*) FROM pragma_index_list(t.name) WHERE origin = 'pk') AS pkIndex
     FROM pragma_table_list t JOIN pragma_table_xinfo(t.name) c
     WHERE t.schema = 'main' AND t.type IN (${kinds.map((kind) => `'${kind}'`).join(', ')}) AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
     ORDER BY t.name, c.cid`,
  )
  const indices = await raw.all<IndexLine>(
    `SELECT t.name AS tbl, i.name AS idx, c.name AS name, c.coll AS collation, i.partial AS partial,
     (SELECT sql FROM main.sqlite_master WHERE type = 'index' AND name = i.name) AS sql FROM ${UNIQUE_INDICES}
     WHERE t.schema = 'main' AND c.key = 1 ORDER BY t.name, i.name, c.seqno`,
  )
  const byTable = grouped(lines, ({ tbl }) => tbl)
  const byIndex = grouped(indices, ({ tbl, idx }) => `${tbl} ${idx}`)
  return [...byTable.values()].map((columns) =>
    tableOf(
      columns,
      [...byIndex.values()].filter(([first]) => first!.tbl === columns[0]!.tbl),
    ),
  )
}

function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item])
  return groups
}

function tableOf(lines: readonly ColumnLine[], indices: readonly (readonly IndexLine[])[]): Table {
  const [first] = lines as [ColumnLine]
  const primaryKey = lines
    .filter(({ pk }) => pk > 0)
    .sort((a, b) => a.pk - b.pk)
    .map(({ name }) => name)
  const names = lines.map(({ name }) => name.toLowerCase())
  const rowId = ['rowid', '_rowid_', 'oid'].find((name) => !names.includes(name))
  // A single integer primary key is the row id itself, and has no index of its own.
  const alias = first.wr === 0 && primaryKey.length === 1 && first.pkIndex === 0 ? primaryKey[0] : undefined
  const identity =
    first.wr === 1 || (rowId === undefined && alias === undefined)
      ? primaryKey.map(identifier)
      : [alias === undefined ? rowId! : identifier(alias)]
  return {
    name: first.tbl,
    columns: lines.filter(({ hidden }) => hidden === 0).map(({ name }) => name),
    primaryKey,
    identity,
    hiddenRowId: first.wr === 0 && alias === undefined && rowId !== undefined,
    uniques: indices.map(uniqueOf).filter((unique) => unique !== undefined),
    blind: indices.some((index) => uniqueOf(index) === undefined),
  }
}

/** The index as a trigger can follow it; nothing where it is on an expression. */
function uniqueOf(index: readonly IndexLine[]): Unique | undefined {
  const { partial, sql } = index[0]!
  const where = partial ? /^[^()]*\([^()]*\)\s*WHERE\s+([\s\S]+)$/i.exec(sql ?? '')?.[1] : undefined
  if (index.some(({ name }) => name === null) || (partial && where === undefined)) return undefined
  return { columns: index.map(({ name, collation }) => ({ name: name!, collation })), where }
}
