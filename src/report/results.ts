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
  /** Told by the caller, or else made of the records: the same for the same results. */
  readonly id: string
  /** ISO 8601, UTC. */
  readonly startedAt: string | null
  /** Milliseconds from the start of the first attempt to the end of the last. */
  readonly ms: Measured
  /** The command line, where the caller told it. */
  readonly command: string | null
}

/** The build that ran them. */
export interface CiInfo {
  /** As in `GitHub Actions`; `CI` for one that only says that it is one. */
  readonly name: string
  /** As its own environment variables tell it, as do commit and branch; null where they do not. */
  readonly build: string | null
  readonly commit: string | null
  readonly branch: string | null
}

/** Where they were run. */
export interface EnvironmentInfo {
  /** `local`, or the name of the CI, unless the caller told another. */
  readonly name: string
  /** The version of Node. */
  readonly node: string
  /** Its kind, release and architecture. */
  readonly os: string
  /** Versions of what took part, by name, as the caller told them. */
  readonly versions: { readonly [name: string]: string }
  /** Null outside a CI. */
  readonly ci: CiInfo | null
}

/** What the issue file planned, and what became of it. */
export interface PlanInfo {
  /** The path of the issue file. */
  readonly file: string
  /** How many scenarios it plans. */
  readonly planned: number
  /** Of those: how many have a scenario with steps. */
  readonly automated: number
  /** Of those: how many are neither automated nor refused. */
  readonly todo: number
  /** Of those: how many can not be automated as they stand, and have no scenario with steps. */
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
  /** All of them, skipped and todo included; one that was tried again counts once. */
  readonly scenarios: number
  /** Of the failed: those of which a start, a given or a clean-up failed, so that nothing is known about the product. */
  readonly couldNotRun: number
  /** Failed first and passed when tried again. */
  readonly flaky: number
  /** Passed of run, from 0 to 1; null where nothing ran. */
  readonly passRate: Measured
  /** Code coverage of the whole run, from 0 to 1. */
  readonly coverage: Measured
  /** How many different names stand on either side of the integration points. */
  readonly components: number
  /** How many different boundaries the scenarios name. */
  readonly integrationPoints: number
}

/** The counts of one category. */
export interface CategoryResult extends Tally {
  readonly category: Category
  /** Code coverage. */
  readonly coverage: Measured
  /** Milliseconds, of all that the scenarios of the category timed. */
  readonly p95: Measured
}

/** A boundary, with the scenarios that crossed it. */
export interface IntegrationPoint extends Tally {
  /** `A -> B`, however the scenarios wrote the arrow. */
  readonly name: string
  /** That of the first of its scenarios that tells one. */
  readonly category: Category | null
  /** `failed` when a scenario failed through the product, else `not run` when one could not be run or none passed. */
  readonly verdict: 'passed' | 'failed' | 'not run'
  /** Requests and calls that were recorded on it. */
  readonly calls: number
  /** Milliseconds, of all that its scenarios timed. */
  readonly average: Measured
  /** Milliseconds, likewise. */
  readonly p95: Measured
}

/** An operation that was requested: of the API, or of a third party. */
export interface Endpoint {
  /** `external` when a service answered, `api` when a target did. */
  readonly kind: 'api' | 'external'
  /** The name of the target or service. */
  readonly target: string | null
  readonly method: string
  /** Ids in it stand as `{id}`. */
  readonly path: string
  /** How many requests were recorded. */
  readonly calls: number
  /** How many answers had each status; `no response` counts the requests without one. */
  readonly statuses: { readonly [status: string]: number }
  /** Milliseconds, of the requests that were answered. */
  readonly average: Measured
  /** Milliseconds. */
  readonly p95: Measured
  /** Milliseconds. */
  readonly max: Measured
}

/** A defect that the run established, or a scenario that could not establish anything. */
export interface Finding {
  /** `F-1` and so on in this run, the worst first. */
  readonly id: string
  /** The product failed, nothing could be established, or it passed only when it was tried again. */
  readonly kind: 'defect' | 'could not be run' | 'flaky'
  /** The author's where the scenario tells one, else that of the rule. */
  readonly severity: Severity
  readonly title: string
  /** Which rule gave the severity. */
  readonly rule: string
  /** What the failure means for who uses the product. */
  readonly impact: string
  /** The id of its scenario. */
  readonly scenario: string
  readonly category: Category | null
  readonly point: string | null
  /** Errors, exchanges and attachments, each with a name. */
  readonly evidence: readonly { readonly name: string; readonly text: string }[]
  /** The steps of the scenario with those that failed marked, and the command that runs it. */
  readonly reproduce: readonly string[]
  /** What the error or the step that failed asked for. */
  readonly expected: string
  /** What was found instead. */
  readonly actual: string
  /** The step that failed, or else the scenario. */
  readonly at: Place
}

/** A threshold with what was measured. */
export interface GateResult {
  readonly name: string
  /** The limit in words, as in `at most 200ms`. */
  readonly target: string
  /** What was measured, in the unit of the target; null where nothing was. */
  readonly actual: string | null
  readonly verdict: 'met' | 'missed' | 'not measured'
  /** Whether missing it blocks the deployment. */
  readonly blocking: boolean
  /** Why it was not measured, or on what else it was judged. */
  readonly reason: string | null
}

/** Whether the product may be deployed, and why. */
export interface Readiness {
  /** `conditional` when it may be deployed although something has to be known or decided first. */
  readonly verdict: 'ready' | 'conditional' | 'blocked'
  readonly reasons: readonly string[]
}

/** Something about the results themselves that a reader must know. */
export interface Problem {
  /** What it is about: a line of a results folder, the worker that wrote it, the runner, or the plan. */
  readonly kind: 'torn line' | 'unreadable line' | 'unknown line' | 'worker never ended' | 'runner' | 'plan'
  readonly text: string
  /** The file that it was found in. */
  readonly file: string | null
  /** Counted from 1. */
  readonly line: number | null
  /** Scenarios may be missing because of it. */
  readonly incomplete: boolean
}

/** The canonical results of a run, of which every report is a projection. Its JSON Schema is `resultsSchema`. */
export interface Results {
  /** The version of this document's form. */
  readonly schemaVersion: string
  readonly run: RunInfo
  readonly environment: EnvironmentInfo
  /** Null where the caller told none. */
  readonly plan: PlanInfo | null
  readonly totals: Totals
  /** The four, in the order api, component, database, external. */
  readonly categories: readonly CategoryResult[]
  /** The scenarios of no category; null where there are none. */
  readonly uncategorised: Tally | null
  readonly scenarios: readonly ScenarioResult[]
  readonly integrationPoints: readonly IntegrationPoint[]
  /** Every operation that was requested, third parties included. */
  readonly endpoints: readonly Endpoint[]
  readonly performance: Performance
  /** The worst first. */
  readonly findings: readonly Finding[]
  /** Those of the plan, and the one that every run has: no finding of a severity that blocks. */
  readonly gates: readonly GateResult[]
  readonly readiness: Readiness
  /** What scenarios left running, each with the title of the scenario. */
  readonly late: readonly { readonly scenario: string; readonly what: string }[]
  /** How often each was started and stopped, and the milliseconds of both together. */
  readonly handles: readonly {
    readonly name: string
    readonly started: number
    readonly stopped: number
    readonly ms: number
  }[]
  /** What a reader must know of the results themselves, such as lines that could not be read. */
  readonly problems: readonly Problem[]
}
