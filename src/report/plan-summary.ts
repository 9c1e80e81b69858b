import type { Category, Severity } from '../scenario/record.js'

/** What a gate looks at. */
export type GateMetric = 'passRate' | 'p95' | 'p99' | 'average' | 'max' | 'errorRate' | 'throughput' | 'coverage'

/** A threshold; a gate of a plan is one. */
export interface GateTarget {
  /** What is measured. */
  readonly metric: GateMetric
  /** Of which category; of the whole run where absent. */
  readonly category?: Category
  /** The system that is meant; the measurements that name it are judged. */
  readonly subject?: string
  /** `at least` and `at most` hold at the value itself; `over` and `under` do not. */
  readonly limit: 'at least' | 'at most' | 'over' | 'under'
  /** Milliseconds, a share from 0 to 1, or a rate per second. */
  readonly value: number
  readonly unit: 'ms' | 'share' | 'per second'
  /** Whether missing it blocks the deployment: it does unless this is false. */
  readonly blocking?: boolean
}

/** What the report needs to know about a plan. */
export interface PlanSummary {
  /** The path of the issue file. */
  readonly file: string
  /** How many scenarios are planned. */
  readonly planned: number
  /** Of those: how many have a scenario with steps. */
  readonly automated: number
  /** Of those: how many are neither automated nor refused. */
  readonly todo: number
  /** Of those: how many can not be automated as they stand, and have no scenario with steps. */
  readonly refused: number
  /** Its thresholds, judged in this order. */
  readonly gates: readonly GateTarget[]
  /** Findings of these severities block the deployment: critical and high, where absent. */
  readonly blockOn?: readonly Severity[]
  /** To tell which planned scenarios have no result; `line` is that of the issue file. */
  readonly scenarios?: readonly { readonly id?: string; readonly title: string; readonly line: number }[]
}
