import type { ResultLine } from '../scenario/record.js'

/** A line of a results folder, as JSON. */
export function lineOf(line: ResultLine): string {
  try {
    return JSON.stringify(line)
  } catch {
    // An attachment with a cycle or a bigint must not lose the scenario.
    const seen = new WeakSet<object>()
    return JSON.stringify(line, (_, value: unknown) => {
      if (typeof value === 'bigint') return `${value}n`
      if (typeof value !== 'object' || value === null) return value
      if (seen.has(value)) return '[seen above]'
      seen.add(value)
      return value
    })
  }
}
