/** More rows than these are led to by rows that each have their own, which need not be looked up beforehand. */
const MOST = 1_000

/**
 * The rows of another table that these lead to, by the cells of a foreign key's columns, each once and NULL left out;
 * nothing where the database makes the value of a column or where there are too many.
 */
export function distinctKeys(
  key: readonly string[],
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): readonly (readonly unknown[])[] | undefined {
  const at = key.map((name) => columns.indexOf(name))
  const found = new Map<unknown, readonly unknown[]>()
  for (const row of rows) {
    const cells = at.map((i) => row[i])
    if (cells.includes(undefined)) return undefined
    if (cells.includes(null)) continue
    found.set(cells.length === 1 ? cells[0] : cells.map(String).join('\0'), cells)
    if (found.size > MOST) return undefined
  }
  return [...found.values()]
}
