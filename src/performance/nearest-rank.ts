/**
 * The nearest-rank percentile, exact at every size: the smallest value that at least this share of all values does not exceed.
 * https://en.wikipedia.org/wiki/Percentile#The_nearest-rank_method
 *
 * @param sorted ascending, not empty
 * @param percent a whole number from 1 to 100
 */
export function nearestRank(sorted: readonly number[], percent: number): number {
  return sorted[Math.ceil((sorted.length * percent) / 100) - 1]!
}

/** With fewer samples than these a percentile is the maximum by another name. */
export const FEWEST = Object.freeze({ p95: 20, p99: 100 })
