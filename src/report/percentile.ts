/**
 * The nearest-rank percentile: the smallest sample that at least this share of all samples does not exceed. Exact at every size.
 * https://en.wikipedia.org/wiki/Percentile#The_nearest-rank_method
 *
 * @param sorted ascending, not empty
 * @param share from 0 to 1
 */
export function nearestRank(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share - 1e-9) - 1)] as number
}

/** With fewer samples than these, a percentile is the maximum by another name and is not told. */
export const fewest = Object.freeze({ p95: 20, p99: 100 })

/** Samples in bins of equal width on a logarithmic scale; at most `most` of them. */
export function logarithmicBins(values: readonly number[], most = 24): { from: number; to: number; count: number }[] {
  const positive = values.filter((value) => value >= 0).map((value) => Math.max(value, 0.01))
  if (positive.length < 2) return []
  const low = Math.log(positive.reduce((a, b) => Math.min(a, b)))
  const high = Math.log(positive.reduce((a, b) => Math.max(a, b)))
  if (high - low < 1e-6) return []
  const bins = Math.min(most, Math.max(4, Math.ceil(Math.sqrt(positive.length))))
  const width = (high - low) / bins
  const edge = (bin: number): number => Math.round(Math.exp(low + bin * width) * 1000) / 1000
  const counts = new Array<number>(bins).fill(0)
  for (const value of positive) counts[Math.min(bins - 1, Math.floor((Math.log(value) - low) / width))]! += 1
  return counts.map((count, bin) => ({ from: edge(bin), to: edge(bin + 1), count }))
}
