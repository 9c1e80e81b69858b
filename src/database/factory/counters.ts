/** Counts what factories have made, so that unique values differ and every run makes the same ones. */
export interface Counters {
  /** The next number for a table, from 1. */
  next(table: string): number
  /** Makes the present counts the ones that `reset` goes back to; hands back what makes the earlier ones it again. */
  mark(): () => void
  reset(): void
}

/** Counters that all begin at 1. */
export function counters(): Counters {
  const marks: ReadonlyMap<string, number>[] = [new Map()]
  let counts = new Map<string, number>()
  return Object.freeze({
    next(table: string) {
      const n = (counts.get(table) ?? 0) + 1
      counts.set(table, n)
      return n
    },
    mark() {
      const mark = new Map(counts)
      marks.push(mark)
      return () => void marks.splice(marks.indexOf(mark), 1)
    },
    reset() {
      counts = new Map(marks.at(-1))
    },
  })
}
