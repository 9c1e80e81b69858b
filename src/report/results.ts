import type { Blame, Category, Keyword, Place, Severity } from '../scenario/record.js'

/** The version of the results document: a new major when a reader of the old one would misread it. */
export const schemaVersion = '1.0.0'

/** A number, or null where nothing was measured. Durations are milliseconds, shares run from 0 to 1. */
export type Measured = number | null

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

/** An error as it was thrown. */
export interface ErrorInfo {
  readonly name: string
  readonly message: string
  readonly stack: string | null
  readonly actual: string | null
  readonly expected: string | null
}

/** One given, when or expect of a scenario. */
export interface StepResult {
  readonly keyword: Keyword
  readonly title: string
  readonly status: 'passed' | 'failed' | 'not run'
  readonly ms: number
  readonly at: Place | null
  /** The message of its error. */
  readonly error: string | null
  /** Kept for scenarios that failed. */
  readonly attachments: readonly { readonly name: string; readonly text: string }[]
}

/** One attempt at a scenario. */
export interface AttemptResult {
  readonly attempt: number
  readonly status: 'passed' | 'failed' | 'skipped'
  readonly startedAt: string
  readonly ms: number
  readonly error: ErrorInfo | null
}

/** A call from one component to another, as traced. */
export interface TracedCall {
  readonly from: string | null
  readonly to: string
  readonly method: string
  readonly ms: Measured
  readonly ok: boolean
}

/** A scenario with all its attempts; the last one decides. */
export interface ScenarioResult {
  /** The plan's id where the title opens with one. */
  readonly id: string
  readonly title: string
  readonly suites: readonly string[]
  readonly source: Place
  /** The line of the issue file that planned it. */
  readonly planLine: number | null
  readonly category: Category | null
  readonly point: string | null
  readonly severity: Severity | null
  readonly tags: readonly string[]
  readonly status: 'passed' | 'failed' | 'skipped' | 'todo'
  readonly blame: Blame | null
  readonly flaky: boolean
  /** Why it was skipped. */
  readonly reason: string | null
  /** The file of the results folder that it came from, less its ending. */
  readonly worker: string | null
  readonly startedAt: string | null
  readonly ms: Measured
  readonly steps: readonly StepResult[]
  readonly attempts: readonly AttemptResult[]
  readonly error: ErrorInfo | null
  /** The errors after the first one. */
  readonly furtherErrors: readonly ErrorInfo[]
  readonly calls: readonly TracedCall[]
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
  readonly kind: 'torn line' | 'unreadable line' | 'unknown line' | 'worker never ended' | 'runner'
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
