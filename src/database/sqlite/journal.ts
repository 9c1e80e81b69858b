import type { Row, TableChanges } from '../engine.js'
import { identifier, type Raw } from './raw.js'
import type { Schema, Table } from './schema.js'

/**
 * Follows every row that is written on a connection, cascades included, in a temporary table: which row, whether it was
 * there before, and what it held. It rolls back with the transaction that wrote. Any earlier moment can be read from it.
 */
export interface Journal {
  /** The number of the last entry. */
  last(): Promise<number>
  /** What the entries after one say, compared with the rows as they are. */
  changesSince(entry: number): Promise<TableChanges[]>
  /** SQL for the last entry, and for the names of the tables that entries after one are about, as a JSON array. */
  readonly lastEntry: string
  touchedSince(entry: number): string
  /** The statements that undo all entries after one, in these tables. */
  undoing(entry: number, last: number, touched: readonly string[]): string
  /** Takes the triggers away; the entries stay. */
  pause(): Promise<void>
}

const JOURNAL = 'temp."qa_integ_journal"'
const TRIGGER = 'qa_integ_'

/** Begins to follow the rows of the tables; entries that a journal before it has kept stay. */
export async function journal(raw: Raw, { tables, opaque }: Schema): Promise<Journal> {
  const known = await raw.all<{ name: string }>(`SELECT name FROM pragma_table_xinfo('qa_integ_journal')`)
  const width = Math.max(0, ...tables.map(({ columns }) => columns.length))
  const missing = cells(width).filter((cell) => !known.some(({ name }) => name === cell))
  const columns = known.length === 0 ? ['seq INTEGER PRIMARY KEY', 'tbl TEXT', 'existed INTEGER', 'k', ...missing] : []
  await raw.exec(
    [
      // INSERT OR REPLACE removes rows unseen without it; with it, triggers of the application would set themselves off.
      `PRAGMA recursive_triggers = ${opaque ? 'OFF' : 'ON'}`,
      ...(known.length === 0
        ? [`CREATE TABLE ${JOURNAL} (${columns.join(', ')})`]
        : missing.map((cell) => `ALTER TABLE ${JOURNAL} ADD COLUMN ${cell}`)),
      ...tables.flatMap(triggers),
    ].join(';\n'),
  )
  const byName = new Map(tables.map((table) => [table.name, table]))
  const touched = async (entry: number): Promise<Table[]> => {
    const rows = await raw.all<{ tbl: string }>(`SELECT DISTINCT tbl FROM ${JOURNAL} WHERE seq > ${entry}`)
    return rows.map(({ tbl }) => byName.get(tbl)).filter((table) => table !== undefined)
  }
  return Object.freeze({
    async last() {
      const [row] = await raw.all<{ last: number | null }>(`SELECT max(seq) AS last FROM ${JOURNAL}`)
      return row!.last ?? 0
    },
    async changesSince(entry: number) {
      const all: TableChanges[] = []
      for (const table of await touched(entry)) {
        const since = `tbl = ${quoted(table.name)} AND seq > ${entry}`
        const before = await raw.all<CellLine>(
          `SELECT ${shown(table, (_, i) => `c${i}`, 'k')} FROM ${JOURNAL} WHERE existed = 1 AND seq IN (${first(table, since)})`,
        )
        const after = await raw.all<CellLine>(
          `SELECT ${shown(table, identifier, table.identity[0]!)} FROM main.${identifier(table.name)} WHERE ${within(table, since)}`,
        )
        all.push(compared(table, before, after))
      }
      return all
    },
    lastEntry: `(SELECT coalesce(max(seq), 0) FROM ${JOURNAL})`,
    touchedSince: (entry: number) => `(SELECT json_group_array(DISTINCT tbl) FROM ${JOURNAL} WHERE seq > ${entry})`,
    undoing(entry: number, last: number, touched: readonly string[]) {
      const dirty = tables.filter(({ name }) => touched.includes(name))
      const since = (table: Table) => `tbl = ${quoted(table.name)} AND seq > ${entry} AND seq <= ${last}`
      return [
        ...dirty.map((table) => `DELETE FROM main.${identifier(table.name)} WHERE ${within(table, since(table))}`),
        ...dirty.map((table) => puttingBack(table, since(table))),
        `DELETE FROM ${JOURNAL} WHERE seq > ${entry}`,
      ].join(';\n')
    },
    async pause() {
      const own = await raw.all<{ name: string }>(
        `SELECT name FROM temp.sqlite_master WHERE type = 'trigger' AND name LIKE '${TRIGGER}%'`,
      )
      await raw.exec(own.map(({ name }) => `DROP TRIGGER IF EXISTS temp.${identifier(name)}`).join(';\n'))
    },
  })
}

function triggers(table: Table): string[] {
  const target = `main.${identifier(table.name)}`
  const on = (event: string) =>
    `CREATE TRIGGER IF NOT EXISTS temp.${identifier(`${TRIGGER}${event}_${table.name}`)} AFTER ${event} ON ${target}`
  const into = `INSERT INTO ${JOURNAL.replace('temp.', '')} (tbl, existed, k${table.columns.map((_, i) => `, c${i}`).join('')})`
  const of = (row: 'OLD' | 'NEW') =>
    [rowIdOf(table, row), ...table.columns.map((column) => `${row}.${identifier(column)}`)].join(', ')
  const tell = (row: 'OLD' | 'NEW', where = '') =>
    `${into} SELECT ${quoted(table.name)}, ${row === 'OLD' ? 1 : 0}, ${of(row)}${where};`
  const moved = table.identity.map((id) => `NEW.${id} IS NOT OLD.${id}`).join(' OR ')
  return [
    `${on('INSERT')} BEGIN ${tell('NEW')} END`,
    `${on('DELETE')} BEGIN ${tell('OLD')} END`,
    `${on('UPDATE')} BEGIN ${tell('OLD')} ${tell('NEW', ` WHERE ${moved}`)} END`,
  ]
}

/** What the journal keeps in `k`: the row id, where a row has one. */
function rowIdOf(table: Table, row: string): string {
  return byRowId(table) ? `${row}.${table.identity[0]}` : 'NULL'
}

const byRowId = (table: Table): boolean => table.hiddenRowId || table.identity.length === 1

/** The columns of the journal that hold a row's identity. */
function kept(table: Table): string {
  if (byRowId(table)) return 'k'
  return table.primaryKey.map((name) => `c${table.columns.indexOf(name)}`).join(', ')
}

/** The first entry of each row since a moment, which says what it was then. */
function first(table: Table, since: string): string {
  return `SELECT min(seq) FROM ${JOURNAL} WHERE ${since} GROUP BY ${kept(table)}`
}

function within(table: Table, since: string): string {
  return `(${table.identity.join(', ')}) IN (SELECT ${kept(table)} FROM ${JOURNAL} WHERE ${since})`
}

function puttingBack(table: Table, since: string): string {
  const into = [...(table.hiddenRowId ? [table.identity[0]!] : []), ...table.columns.map(identifier)]
  const from = [...(table.hiddenRowId ? ['k'] : []), ...table.columns.map((_, i) => `c${i}`)]
  return `INSERT INTO main.${identifier(table.name)} (${into.join(', ')}) SELECT ${from.join(', ')} FROM ${JOURNAL} WHERE existed = 1 AND seq IN (${first(table, since)})`
}

type CellLine = Record<string, string>

/** The row id and every cell as a literal, under names that no column can have. */
function shown(table: Table, cell: (column: string, i: number) => string, rowId: string): string {
  const all = table.columns.map((column, i) => `quote(${cell(column, i)}) AS v${i}`)
  return [`quote(${byRowId(table) ? rowId : 'NULL'}) AS k`, ...all].join(', ')
}

function compared(table: Table, before: readonly CellLine[], after: readonly CellLine[]): TableChanges {
  const then = new Map(before.map((line) => rowOf(table, line)).map((row) => [row.key, row]))
  const now = new Map(after.map((line) => rowOf(table, line)).map((row) => [row.key, row]))
  return {
    table: table.name,
    added: [...now.values()].filter(({ key }) => !then.has(key)),
    removed: [...then.values()].filter(({ key }) => !now.has(key)),
    changed: [...then.values()]
      .filter((row) => now.has(row.key))
      .map((row) => ({ before: row, after: now.get(row.key)! }))
      .filter((pair) => table.columns.some((column) => pair.before.cells[column] !== pair.after.cells[column])),
  }
}

function rowOf(table: Table, line: CellLine): Row {
  const cells = Object.fromEntries(table.columns.map((column, i) => [column, line[`v${i}`]!]))
  return { key: table.primaryKey.map((column) => cells[column]).join(', ') || line.k!, cells }
}

const cells = (count: number): string[] => Array.from({ length: count }, (_, i) => `c${i}`)
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
