import type { Category, Place, Severity } from '../scenario/record.js'
import type { Measured, Performance } from './performance-document.js'
import type { ScenarioResult } from './scenario-document.js'

export type { Distribution, Figures, Measured, Measurement, Performance } from './performance-document.js'
export type { AttemptResult, ErrorInfo, ScenarioResult, StepResult, TracedCall } from './scenario-document.js'

/**
 * The version of the results document: a new major when a reader of the old one would misread it.
 *
 * @example
 * ```ts
 * import assert from 'node:assert'
 * import { collect, schemaVersion } from 'qa-integ/report'
 *
 * assert.equal(collect({ lines: [], problems: [] }).schemaVersion, schemaVersion)
 * ```
 */
export const schemaVersion = '1.0.0'

/** When and how the scenarios were run. */
export interface RunInfo {
  readonly id: string
  /** ISO 8601, UTC. */
  readonly startedAt: string | null
  readonly ms: Measured
  readonly command: string | null
}

/** The build that ran them. */
export interface CiInfo {
  readonly name: string
  readonly build: string | null
  readonly commit: string | null
  readonly branch: string | null
}

/** Where they were run. */
export interface EnvironmentInfo {
  readonly name: string
  readonly node: string
  readonly os: string
  readonly versions: { readonly [name: string]: string }
  readonly ci: CiInfo | null
}

/** What the issue file planned, and what became of it. */
export interface PlanInfo {
  readonly file: string
  readonly planned: number
  readonly automated: number
  readonly todo: number
  readonly refused: number
  /** Automated of planned. */
  readonly coverage: Measured
  /** Planned scenarios of which no record came back. */
  readonly missing: readonly { readonly id: string | null; readonly title: string; readonly line: number }[]
}

/** `run` is passed and failed; skipped and todo did not run. */
export interface Tally {
  readonly run: number
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly todo: number
}

/** The counts of the whole run. */
export interface Totals extends Tally {
  readonly scenarios: number
  /** Of the failed: those of which a start, a given or a clean-up failed, so that nothing is known about the product. */
  readonly couldNotRun: number
  /** Failed first and passed when tried again. */
  readonly flaky: number
  readonly passRate: Measured
  readonly coverage: Measured
  readonly components: number
  readonly integrationPoints: number
}

/** The counts of one category. */
export interface CategoryResult extends Tally {
  readonly category: Category
  /** Code coverage. */
  readonly coverage: Measured
  readonly p95: Measured
}

/** A boundary, with the scenarios that crossed it. */
export interface IntegrationPoint extends Tally {
  readonly name: string
  readonly category: Category | null
  readonly verdict: 'passed' | 'failed' | 'not run'
  /** Requests and calls that were recorded on it. */
  readonly calls: number
  readonly average: Measured
  readonly p95: Measured
}

/** An operation that was requested: of the API, or of a third party. */
export interface Endpoint {
  readonly kind: 'api' | 'external'
  readonly target: string | null
  readonly method: string
  /** Ids in it stand as `{id}`. */
  readonly path: string
  readonly calls: number
  readonly statuses: { readonly [status: string]: number }
  readonly average: Measured
  readonly p95: Measured
  readonly max: Measured
}

/** A defect that the run established, or a scenario that could not establish anything. */
export interface Finding {
  readonly id: string
  readonly kind: 'defect' | 'could not be run' | 'flaky'
  readonly severity: Severity
  readonly title: string
  /** Which rule gave the severity. */
  readonly rule: string
  readonly impact: string
  readonly scenario: string
  readonly category: Category | null
  readonly point: string | null
  readonly evidence: readonly { readonly name: string; readonly text: string }[]
  readonly reproduce: readonly string[]
  readonly expected: string
  readonly actual: string
  readonly at: Place
}

/** A threshold with what was measured. */
export interface GateResult {
  readonly name: string
  readonly target: string
  readonly actual: string | null
  readonly verdict: 'met' | 'missed' | 'not measured'
  /** Whether missing it blocks the deployment. */
  readonly blocking: boolean
  readonly reason: string | null
}

/** Whether the product may be deployed, and why. */
export interface Readiness {
  readonly verdict: 'ready' | 'conditional' | 'blocked'
  readonly reasons: readonly string[]
}

/** Something about the results themselves that a reader must know. */
export interface Problem {
  readonly kind: 'torn line' | 'unreadable line' | 'unknown line' | 'worker never ended' | 'runner' | 'plan'
  readonly text: string
  readonly file: string | null
  readonly line: number | null
  /** Scenarios may be missing because of it. */
  readonly incomplete: boolean
}

/** The canonical results of a run, of which every report is a projection. Its JSON Schema is `resultsSchema`. */
export interface Results {
  readonly schemaVersion: string
  readonly run: RunInfo
  readonly environment: EnvironmentInfo
  readonly plan: PlanInfo | null
  readonly totals: Totals
  /** The four, in the order api, component, database, external. */
  readonly categories: readonly CategoryResult[]
  readonly uncategorised: Tally | null
  readonly scenarios: readonly ScenarioResult[]
  readonly integrationPoints: readonly IntegrationPoint[]
  readonly endpoints: readonly Endpoint[]
  readonly performance: Performance
  readonly findings: readonly Finding[]
  readonly gates: readonly GateResult[]
  readonly readiness: Readiness
  readonly late: readonly { readonly scenario: string; readonly what: string }[]
  readonly handles: readonly {
    readonly name: string
    readonly started: number
    readonly stopped: number
    readonly ms: number
  }[]
  readonly problems: readonly Problem[]
}
