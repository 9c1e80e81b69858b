import type { Row, TableChanges } from '../engine.js'
import { rowChanges } from '../rows/row-changes.js'
import { exact, identifier, type Raw } from './raw.js'
import type { Schema, Table } from './schema.js'

/**
 * Follows every row that is written, cascades included: which row, whether it was there before, and what it held. It rolls
 * back with the transaction that wrote. Any earlier moment can be read from it. Temporary triggers see their own
 * connection only; those in the database itself see all.
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
  /** Forgets what came after an entry. */
  forget(entry: number): Promise<void>
  /** Takes the triggers away, by a connection; the entries stay. */
  pause(by: Raw): Promise<void>
  /** Leaves nothing of it in the database. */
  remove(): Promise<void>
}

/** Where triggers and entries are. */
export type Where = 'temp' | 'main'

const TABLE = 'qa_integ_journal'
const TRIGGER = 'qa_integ_'

/** Begins to follow the rows of the tables; entries that a journal before it has kept stay. */
export async function journal(raw: Raw, { tables }: Schema, where: Where): Promise<Journal> {
  const store = `${where}."${TABLE}"`
  const { first, puttingBack, within } = reading(store)
  const known = await raw.all<{ name: string }>(`SELECT name FROM pragma_table_xinfo('${TABLE}', '${where}')`)
  const width = Math.max(0, ...tables.map(({ columns }) => columns.length))
  const missing = cells(width).filter((cell) => !known.some(({ name }) => name === cell))
  const columns = ['seq INTEGER PRIMARY KEY', 'tbl TEXT', 'existed INTEGER', 'k', ...missing]
  const pause = async (by: Raw): Promise<void> => {
    const own = await by.all<{ name: string }>(
      `SELECT name FROM ${where}.sqlite_master WHERE type = 'trigger' AND name LIKE '${TRIGGER}%'`,
    )
    if (own.length > 0)
      await by.exec(own.map(({ name }) => `DROP TRIGGER IF EXISTS ${where}.${identifier(name)}`).join(';\n'))
  }
  await pause(raw)
  await raw.exec(
    [
      ...(known.length === 0
        ? [`CREATE TABLE ${store} (${columns.join(', ')})`]
        : missing.map((cell) => `ALTER TABLE ${store} ADD COLUMN ${cell}`)),
      ...tables.flatMap((table) => triggers(table, where)),
    ].join(';\n'),
  )
  const byName = new Map(tables.map((table) => [table.name, table]))
  const touched = async (entry: number): Promise<Table[]> => {
    const rows = await raw.all<{ tbl: string }>(`SELECT DISTINCT tbl FROM ${store} WHERE seq > ${entry}`)
    return rows.map(({ tbl }) => byName.get(tbl)).filter((table) => table !== undefined)
  }
  return Object.freeze({
    async last() {
      const [row] = await raw.all<{ last: number | null }>(`SELECT max(seq) AS last FROM ${store}`)
      return row!.last ?? 0
    },
    async changesSince(entry: number) {
      const all: TableChanges[] = []
      for (const table of await touched(entry)) {
        const since = `tbl = ${quoted(table.name)} AND seq > ${entry}`
        const before = await raw.all<CellLine>(
          `SELECT ${shown(table, (_, i) => `c${i}`, 'k')} FROM ${store} WHERE existed = 1 AND seq IN (${first(table, since)})`,
        )
        const after = await raw.all<CellLine>(
          `SELECT ${shown(table, identifier, table.identity[0]!)} FROM main.${identifier(table.name)} WHERE ${within(table, since)}`,
        )
        all.push(compared(table, before, after))
      }
      return all
    },
    lastEntry: `(SELECT coalesce(max(seq), 0) FROM ${store})`,
    touchedSince: (entry: number) => `(SELECT json_group_array(DISTINCT tbl) FROM ${store} WHERE seq > ${entry})`,
    undoing(entry: number, last: number, touched: readonly string[]) {
      const dirty = tables.filter(({ name }) => touched.includes(name))
      const since = (table: Table) => `tbl = ${quoted(table.name)} AND seq > ${entry} AND seq <= ${last}`
      return [
        ...dirty.map((table) => `DELETE FROM main.${identifier(table.name)} WHERE ${within(table, since(table))}`),
        ...dirty.map((table) => puttingBack(table, since(table))),
        `DELETE FROM ${store} WHERE seq > ${entry}`,
      ].join(';\n')
    },
    forget: (entry: number) => raw.exec(`DELETE FROM ${store} WHERE seq > ${entry}`),
    pause,
    async remove() {
      await pause(raw)
      await raw.exec(`DROP TABLE IF EXISTS ${store}`)
    },
  })
}

function triggers(table: Table, where: Where): string[] {
  const home = where === 'temp' ? 'main.' : ''
  const on = (time: string, event: string) =>
    `CREATE TRIGGER ${where}.${identifier(`${TRIGGER}${time}_${event}_${table.name}`)} ${time} ${event} ON ${home}${identifier(table.name)}`
  const into = `INSERT INTO ${TABLE} (tbl, existed, k${table.columns.map((_, i) => `, c${i}`).join('')})`
  const of = (row: string) =>
    [rowIdOf(table, row), ...table.columns.map((column) => `${row}.${identifier(column)}`)].join(', ')
  const tell = (row: 'OLD' | 'NEW', condition = '') =>
    `${into} SELECT ${quoted(table.name)}, ${row === 'OLD' ? 1 : 0}, ${of(row)}${condition};`
  const moved = table.identity.map((id) => `NEW.${id} IS NOT OLD.${id}`).join(' OR ')
  // A row that a REPLACE is about to remove: no trigger would tell of it, unless a setting of the connection says so.
  const alike = inTheWay(table)
    .map(
      (key) =>
        `${into} SELECT ${quoted(table.name)}, 1, ${of('t')} FROM ${home}${identifier(table.name)} AS t WHERE ${key};`,
    )
    .join(' ')
  const keys = [
    ...new Set([
      ...table.identity,
      ...table.uniques.flatMap(({ columns }) => columns.map(({ name }) => identifier(name))),
    ]),
  ]
  return [
    `${on('BEFORE', 'INSERT')} BEGIN ${alike} END`,
    `${on('BEFORE', 'UPDATE')} WHEN ${keys.map((key) => `NEW.${key} IS NOT OLD.${key}`).join(' OR ')} BEGIN ${alike} END`,
    `${on('AFTER', 'INSERT')} BEGIN ${tell('NEW')} END`,
    `${on('AFTER', 'DELETE')} BEGIN ${tell('OLD')} END`,
    `${on('AFTER', 'UPDATE')} BEGIN ${tell('OLD')} ${tell('NEW', ` WHERE ${moved}`)} END`,
  ]
}

/**
 * When a row `t` has something of NEW that no two rows have alike, each key by itself: joined by OR, SQLite 3.53 reads the
 * whole table where a collation is told.
 */
function inTheWay({ identity, uniques }: Table): string[] {
  const keys = uniques.map(({ columns, where }) => [
    ...columns.map(
      ({ name, collation }) => `t.${identifier(name)} = NEW.${identifier(name)} COLLATE ${identifier(collation)}`,
    ),
    ...(where === undefined ? [] : [`(${where})`]),
  ])
  return [identity.map((id) => `t.${id} = NEW.${id}`), ...keys].map((all) => all.join(' AND '))
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

function reading(store: string) {
  /** The first entry of each row since a moment, which says what it was then. */
  const first = (table: Table, since: string) => `SELECT min(seq) FROM ${store} WHERE ${since} GROUP BY ${kept(table)}`
  const within = (table: Table, since: string) =>
    `(${table.identity.join(', ')}) IN (SELECT ${kept(table)} FROM ${store} WHERE ${since})`
  const puttingBack = (table: Table, since: string) => {
    const into = [...(table.hiddenRowId ? [table.identity[0]!] : []), ...table.columns.map(identifier)]
    const from = [...(table.hiddenRowId ? ['k'] : []), ...table.columns.map((_, i) => `c${i}`)]
    return `INSERT INTO main.${identifier(table.name)} (${into.join(', ')}) SELECT ${from.join(', ')} FROM ${store} WHERE existed = 1 AND seq IN (${first(table, since)})`
  }
  return { first, within, puttingBack }
}

type CellLine = Record<string, string>

/** The row id and every cell as a literal, under names that no column can have. */
function shown(table: Table, cell: (column: string, i: number) => string, rowId: string): string {
  const all = table.columns.map((column, i) => `${exact(cell(column, i))} AS v${i}`)
  return [`quote(${byRowId(table) ? rowId : 'NULL'}) AS k`, ...all].join(', ')
}

function compared(table: Table, before: readonly CellLine[], after: readonly CellLine[]): TableChanges {
  const rows = (lines: readonly CellLine[]) => lines.map((line) => rowOf(table, line))
  return rowChanges(table.name, table.primaryKey, rows(before), rows(after))
}

/** A key may have parts without a value, which no two rows have alike. */
function rowOf(table: Table, line: CellLine): Row {
  const cells = Object.fromEntries(table.columns.map((column, i) => [column, line[`v${i}`]!]))
  const key = table.primaryKey.map((column) => cells[column])
  return { key: (key.includes('NULL') ? [...key, line.k] : key).join(', ') || line.k!, cells }
}

const cells = (count: number): string[] => Array.from({ length: count }, (_, i) => `c${i}`)
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
