import type { Blame, Category, Keyword, Place, Severity } from '../scenario/record.js'
import type { Measured } from './performance-document.js'

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
  /** What its failure shows beside its error, such as the last exchange. */
  readonly evidence: readonly { readonly name: string; readonly text: string }[]
}
