import type { Category } from '../scenario/record.js'

/** A number, or null where nothing was measured. Durations are milliseconds, shares run from 0 to 1. */
export type Measured = number | null

/** Response times and rates; p95 needs 20 samples and p99 needs 100. */
export interface Figures {
  readonly samples: Measured
  readonly average: Measured
  readonly p95: Measured
  readonly p99: Measured
  readonly max: Measured
  readonly errorRate: Measured
  /** Per second. */
  readonly throughput: Measured
  readonly concurrency: Measured
}

/** What one scenario measured on purpose. */
export interface Measurement extends Figures {
  readonly title: string
  readonly scenario: string
  readonly category: Category | null
  readonly point: string | null
}

/** Response times that are known one by one, in bins of equal width on a logarithmic scale. */
export interface Distribution {
  readonly samples: number
  readonly p95: Measured
  readonly p99: Measured
  readonly bins: readonly { readonly from: number; readonly to: number; readonly count: number }[]
}

/** The performance of the whole run. */
export interface Performance extends Figures {
  readonly peakThroughput: Measured
  /** How the figures came about. */
  readonly method: string | null
  readonly measurements: readonly Measurement[]
  readonly distribution: Distribution | null
}
