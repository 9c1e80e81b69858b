import type { Row, TableChanges } from '../engine.js'

/**
 * What became of the rows of a table: two with the same key are one that changed. Where a table has no primary key, nothing
 * tells which of its rows became which, so that one with other cells is a row less and a row more.
 */
export function rowChanges(
  table: string,
  primaryKey: readonly string[],
  then: readonly Row[],
  now: readonly Row[],
): TableChanges {
  if (primaryKey.length === 0) return { table, primaryKey, ...withoutEqual(then, now), changed: [] }
  const before = new Map(then.map((row) => [row.key, row]))
  const after = new Map(now.map((row) => [row.key, row]))
  return {
    table,
    primaryKey,
    added: now.filter(({ key }) => !before.has(key)),
    removed: then.filter(({ key }) => !after.has(key)),
    changed: then
      .filter(({ key }) => after.has(key))
      .map((row) => ({ before: row, after: after.get(row.key)! }))
      .filter((pair) =>
        Object.keys(pair.after.cells).some((name) => pair.before.cells[name] !== pair.after.cells[name]),
      ),
  }
}

/** Of rows that are equal, as many on either side did not move. */
function withoutEqual(then: readonly Row[], now: readonly Row[]): { readonly removed: Row[]; readonly added: Row[] } {
  const left = new Map<string, Row[]>()
  for (const row of then) {
    const same = left.get(content(row))
    if (same) same.push(row)
    else left.set(content(row), [row])
  }
  const added = now.filter((row) => left.get(content(row))?.pop() === undefined)
  return { removed: [...left.values()].flat(), added }
}

const content = ({ cells }: Row): string => JSON.stringify(Object.values(cells))
