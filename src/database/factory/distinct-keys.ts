/** More rows than these are led to by rows that each have their own, which need not be looked up beforehand. */
const MOST = 1_000

/**
 * The rows of another table that these lead to, by the cells of a foreign key's columns as they are sent, each once and NULL left out;
 * nothing where a column is not among them or where there are too many.
 */
export function distinctKeys<Cell>(
  key: readonly string[],
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
  as: (value: unknown) => Cell,
): readonly (readonly Cell[])[] | undefined {
  const at = key.map((name) => columns.indexOf(name))
  if (at.includes(-1)) return undefined
  const found = new Map<unknown, readonly Cell[]>()
  for (const row of rows) {
    const cells = at.map((i) => as(row[i]))
    if (cells.some((cell) => cell === null)) continue
    found.set(cells.length === 1 ? cells[0] : JSON.stringify(cells), cells)
    if (found.size > MOST) return undefined
  }
  return [...found.values()]
}
