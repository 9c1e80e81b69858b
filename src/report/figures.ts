import type { ExchangeNote, SamplesNote } from './notes.js'
import { fewest, nearestRank } from './percentile.js'
import type { Figures, Measured } from './results.js'
import { counted, listed } from './words.js'

/** What was timed: measurements made on purpose, and the exchanges of ordinary scenarios. */
export interface Timed {
  readonly samples: readonly SamplesNote[]
  readonly exchanges: readonly ExchangeNote[]
}

/** Nothing measured. */
const noFigures: Figures = Object.freeze({
  samples: null,
  average: null,
  p95: null,
  p99: null,
  max: null,
  errorRate: null,
  throughput: null,
  concurrency: null,
})

/** The figures of one measurement. */
export function figuresOfSamples(note: SamplesNote): Figures {
  if (note.n === 0) return noFigures
  const exact = note.values.length > 0 ? figuresOfValues(note.values) : null
  return {
    samples: note.n,
    average: exact?.average ?? note.average,
    p95: note.n < fewest.p95 ? null : (exact?.p95 ?? note.p95),
    p99: note.n < fewest.p99 ? null : (exact?.p99 ?? note.p99),
    max: exact?.max ?? note.max,
    errorRate: note.errors / note.n,
    throughput: note.throughput ?? (note.total ? (note.n / note.total) * 1_000 : null),
    concurrency: note.concurrency,
  }
}

/** The figures of single response times, exact at every size. */
export function figuresOfValues(values: readonly number[]): Figures {
  if (values.length === 0) return noFigures
  const sorted = [...values].sort((a, b) => a - b)
  const share = (of: number, least: number): Measured => (sorted.length < least ? null : nearestRank(sorted, of))
  return {
    ...noFigures,
    samples: sorted.length,
    average: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    p95: share(0.95, fewest.p95),
    p99: share(0.99, fewest.p99),
    max: sorted.at(-1) ?? null,
  }
}

/**
 * The figures of all that was timed: rates of the measurements, averages weighted by samples, and of percentiles the worst one, so that a slow
 * operation is not hidden by many fast ones.
 */
export function figuresOf({ samples, exchanges }: Timed): Figures {
  const measured = samples.filter((note) => note.n > 0)
  const each = [...measured.map(figuresOfSamples), figuresOfValues(responseTimes(exchanges))].filter(
    (one) => one.samples !== null,
  )
  const [only = noFigures] = each
  if (each.length < 2) return only
  const n = measured.reduce((sum, note) => sum + note.n, 0)
  const all = each.reduce((sum, one) => sum + (one.samples ?? 0), 0)
  // Of too few samples the maximum is what a percentile can't exceed.
  const worst = (of: 'p95' | 'p99'): Measured =>
    all < fewest[of] ? null : largest(each.map((one) => one[of] ?? one.max))
  return {
    samples: all,
    average: weighted(each),
    p95: worst('p95'),
    p99: worst('p99'),
    max: largest(each.map((one) => one.max)),
    errorRate: n === 0 ? null : measured.reduce((sum, note) => sum + note.errors, 0) / n,
    throughput: overall(measured),
    concurrency: largest(each.map((one) => one.concurrency)),
  }
}

/** In a sentence, how `figuresOf` came to its figures. */
export function methodOf({ samples, exchanges }: Timed): string | null {
  const measured = samples.filter((note) => note.n > 0).length
  const others = responseTimes(exchanges).length
  const parts = [
    ...(measured > 0 ? [counted(measured, 'measurement')] : []),
    ...(others > 0 ? [`${counted(others, 'response')} of scenarios that measure nothing on purpose`] : []),
  ]
  if (parts.length === 0) return null
  const several = measured + (others > 0 ? 1 : 0) > 1
  return `${listed(parts)}; percentiles by nearest rank${several ? ', of several the worst' : ''}`
}

/** The response times that are known one by one. */
export const responseTimes = (exchanges: readonly ExchangeNote[]): number[] =>
  exchanges.flatMap((exchange) => (exchange.ms === null ? [] : [exchange.ms]))

/** The largest of what was measured. */
export function largest(values: readonly Measured[]): Measured {
  return values.reduce((best, value) => (value !== null && (best === null || value > best) ? value : best), null)
}

function weighted(each: readonly Figures[]): Measured {
  const known = each.filter((one) => one.average !== null && one.samples !== null)
  const n = known.reduce((sum, one) => sum + (one.samples ?? 0), 0)
  return n === 0 ? null : known.reduce((sum, one) => sum + (one.average ?? 0) * (one.samples ?? 0), 0) / n
}

function overall(measured: readonly SamplesNote[]): Measured {
  const timed = measured.filter((note) => note.total !== null && note.total > 0)
  const ms = timed.reduce((sum, note) => sum + (note.total ?? 0), 0)
  if (ms > 0) return (timed.reduce((sum, note) => sum + note.n, 0) / ms) * 1_000
  return largest(measured.map((note) => note.throughput))
}
