import type { Category } from '../scenario/record.js'

/** A number, or null where nothing was measured. Durations are milliseconds, shares run from 0 to 1. */
export type Measured = number | null

/** Response times and rates; p95 needs 20 samples and p99 needs 100. */
export interface Figures {
  /** How many times something was timed. */
  readonly samples: Measured
  /** Milliseconds, as are p95, p99 and max. */
  readonly average: Measured
  /** By nearest rank; null under 20 samples. */
  readonly p95: Measured
  /** By nearest rank; null under 100 samples. */
  readonly p99: Measured
  readonly max: Measured
  /** Errors of the samples taken on purpose, from 0 to 1. */
  readonly errorRate: Measured
  /** Per second. */
  readonly throughput: Measured
  /** How many samples were at work at once. */
  readonly concurrency: Measured
}

/** What one scenario measured on purpose. */
export interface Measurement extends Figures {
  readonly title: string
  /** The id of the scenario. */
  readonly scenario: string
  readonly category: Category | null
  readonly point: string | null
}

/** Response times that are known one by one, in bins of equal width on a logarithmic scale. */
export interface Distribution {
  readonly samples: number
  readonly p95: Measured
  readonly p99: Measured
  /** How many took between `from` and `to`, in milliseconds. */
  readonly bins: readonly { readonly from: number; readonly to: number; readonly count: number }[]
}

/** The performance of the whole run. */
export interface Performance extends Figures {
  /** The highest rate of a measurement, per second. */
  readonly peakThroughput: Measured
  /** How the figures came about. */
  readonly method: string | null
  /** One for each `sampled(...)` that ran. */
  readonly measurements: readonly Measurement[]
  /** Null where no time is known by itself. */
  readonly distribution: Distribution | null
}
