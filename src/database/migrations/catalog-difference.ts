/** What a schema has that another has not: `+ index users_email ...`, `- column users.name text`. */
export function catalogDifference(before: readonly string[], after: readonly string[]): string[] {
  return [...less(after, before).map((line) => `+ ${line}`), ...less(before, after).map((line) => `- ${line}`)]
}

/** The lines of one that the other has not, however often. */
function less(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1)
  return lines.filter((line) => {
    const count = left.get(line) ?? 0
    left.set(line, count - 1)
    return count < 1
  })
}
