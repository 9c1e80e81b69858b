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
}

/** What a database consists of. */
export interface Schema {
  readonly tables: readonly Table[]
  /** Rises with every change of the schema. */
  readonly version: number
  readonly hasSequences: boolean
  /** Why rows can't be put back one by one: triggers of its own would fire, virtual tables hide what they write. */
  readonly opaque: boolean
}

interface ColumnLine {
  readonly tbl: string
  readonly kind: string
  readonly wr: number
  readonly name: string
  readonly pk: number
  readonly hidden: number
  readonly pkIndex: number
}

/** Reads the schema of the main database. */
export async function readSchema(raw: Raw): Promise<Schema> {
  const [lines, [about]] = [
    await raw.all<ColumnLine>(
      `SELECT t.name AS tbl, t.type AS kind, t.wr AS wr, c.name AS name, c.pk AS pk, c.hidden AS hidden,
       (SELECT count(*) FROM pragma_index_list(t.name) WHERE origin = 'pk') AS pkIndex
       FROM pragma_table_list t JOIN pragma_table_xinfo(t.name) c
       WHERE t.schema = 'main' AND t.type IN ('table', 'virtual') AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
       ORDER BY t.name, c.cid`,
    ),
    await raw.all<{ version: number; sequences: number; triggers: number }>(
      `SELECT (SELECT schema_version FROM pragma_schema_version) AS version,
       (SELECT count(*) FROM main.sqlite_master WHERE name = 'sqlite_sequence') AS sequences,
       (SELECT count(*) FROM main.sqlite_master WHERE type = 'trigger') AS triggers`,
    ),
  ]
  const byTable = new Map<string, ColumnLine[]>()
  for (const line of lines) byTable.set(line.tbl, [...(byTable.get(line.tbl) ?? []), line])
  const virtual = lines.some(({ kind }) => kind === 'virtual')
  return {
    tables: [...byTable.values()].filter(([first]) => first!.kind === 'table').map(tableOf),
    version: about!.version,
    hasSequences: about!.sequences > 0,
    opaque: virtual || about!.triggers > 0,
  }
}

function tableOf(lines: readonly ColumnLine[]): Table {
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
  }
}
