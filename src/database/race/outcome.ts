import type { TableChanges } from '../engine.js'
import type { Masks } from './masks.js'

/** What the tasks have left, and what each handed back, in a form that two runs can be compared by. */
export interface Outcome {
  /** By table: the rows that are new, sorted; the keys of those that are gone; the rows that are others now, by key. */
  readonly tables: Readonly<Record<string, TableOutcome>>
  /** By letter. */
  readonly results: Readonly<Record<string, unknown>>
}

/** How the tasks have left a table: cells of rows, sorted or by key. */
export interface TableOutcome {
  readonly added: readonly Cells[]
  readonly removed: readonly string[]
  readonly changed: Readonly<Record<string, Cells>>
  /** The rows that are others now, as they were. */
  readonly before: Readonly<Record<string, Cells>>
}

type Cells = Readonly<Record<string, string>>

/** The outcome of a run; of tasks that failed, nothing but their rows counts. */
export function outcomeOf(
  changes: readonly TableChanges[],
  results: ReadonlyMap<string, PromiseSettledResult<unknown>>,
  masks: Masks,
): Outcome {
  const tables: Record<string, TableOutcome> = {}
  for (const { table, added, removed, changed } of [...changes].sort((a, b) => (a.table < b.table ? -1 : 1))) {
    const compared = (cells: Cells, isNew: boolean): Cells =>
      Object.fromEntries(
        Object.entries(cells).map(([column, literal]) => [column, masks.cell(table, column, literal, isNew)]),
      )
    const kept = changed
      .map(({ before, after }) => ({
        key: before.key,
        before: compared(before.cells, false),
        after: compared(after.cells, false),
      }))
      .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
    if (added.length + removed.length + kept.length === 0) continue
    tables[table] = {
      added: sorted(added.map(({ cells }) => compared(cells, true))),
      removed: removed.map(({ key }) => key).sort(),
      changed: Object.fromEntries(kept.map(({ key, after }) => [key, after])),
      before: Object.fromEntries(kept.map(({ key, before }) => [key, before])),
    }
  }
  return {
    tables,
    results: Object.fromEntries(
      [...results].flatMap(([letter, result]) =>
        result.status === 'fulfilled' ? [[letter, plain(result.value, masks, '')]] : [],
      ),
    ),
  }
}

/** The same for two runs that can't be told apart. */
export function digest({ tables, results }: Outcome): string {
  const rows = Object.entries(tables).map(([table, { added, removed, changed }]) => [table, added, removed, changed])
  return JSON.stringify([rows, results])
}

/** Columns that differ between two runs in the same order, as `table.column`. */
export function noiseOf(one: Outcome, other: Outcome): Set<string> {
  const noise = new Set<string>()
  for (const [table, rows] of Object.entries(one.tables)) {
    const others = other.tables[table]
    if (others === undefined) continue
    const columns = new Set([...rows.added, ...Object.values(rows.changed)].flatMap((cells) => Object.keys(cells)))
    for (const column of columns) {
      const values = ({ added, changed }: TableOutcome) =>
        [...added, ...Object.values(changed)]
          .map((cells) => cells[column])
          .sort()
          .join('\n')
      if (values(rows) !== values(others)) noise.add(`${table}.${column}`)
    }
  }
  return noise
}

/** What a task handed back, as data; what entities generate, and moments, are left out. */
function plain(value: unknown, masks: Masks, key: string, above: readonly object[] = []): unknown {
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol') return null
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'string') {
    const alone = above.length === 0 || key === 'raw'
    return alone && masks.isNewKey(String(value)) ? '(generated)' : typeof value === 'bigint' ? String(value) : value
  }
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return '(a moment)'
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (above.includes(value)) return '(itself)'
  const inside = [...above, value]
  if (Array.isArray(value)) return value.map((one) => plain(one, masks, key, inside))
  if (value instanceof Map || value instanceof Set) return plain([...value], masks, key, above)
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, one]) => [
        name,
        one !== null && masks.hides(name) ? '(generated)' : plain(one, masks, name, inside),
      ]),
  )
}

function sorted(rows: readonly Cells[]): Cells[] {
  return rows
    .map((cells) => [JSON.stringify(cells), cells] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, cells]) => cells)
}
