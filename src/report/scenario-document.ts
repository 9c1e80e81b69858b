import type { Blame, Category, Keyword, Place, Severity } from '../scenario/record.js'
import type { Measured } from './performance-document.js'

/** An error as it was thrown. */
export interface ErrorInfo {
  readonly name: string
  readonly message: string
  /** Less the frames of this package. */
  readonly stack: string | null
  /** As text; null where the error compares nothing. */
  readonly actual: string | null
  /** As text; null where the error compares nothing. */
  readonly expected: string | null
}

/** One given, when or expect of a scenario. */
export interface StepResult {
  /** `verify` for a check that a step added with `tools.verify`. */
  readonly keyword: Keyword
  readonly title: string
  /** `not run` when a step before it ended the attempt. */
  readonly status: 'passed' | 'failed' | 'not run'
  /** Milliseconds. */
  readonly ms: number
  /** The author's line that told it. */
  readonly at: Place | null
  /** The message of its error. */
  readonly error: string | null
  /** Kept for scenarios that failed. */
  readonly attachments: readonly { readonly name: string; readonly text: string }[]
}

/** One attempt at a scenario. */
export interface AttemptResult {
  /** 0 for the first one. */
  readonly attempt: number
  readonly status: 'passed' | 'failed' | 'skipped'
  /** ISO 8601, UTC. */
  readonly startedAt: string
  /** Milliseconds of the steps. */
  readonly ms: number
  /** Its first error. */
  readonly error: ErrorInfo | null
}

/** A call from one component to another, as traced. */
export interface TracedCall {
  /** Null when no traced component called it, as when the scenario did. */
  readonly from: string | null
  /** The component that was called. */
  readonly to: string
  readonly method: string
  /** Milliseconds; null for a call that never returned. */
  readonly ms: Measured
  /** False when it threw or rejected. */
  readonly ok: boolean
}

/** A scenario with all its attempts; the last one decides. */
export interface ScenarioResult {
  /** The plan's id where the title opens with one. */
  readonly id: string
  /** With the values of its row, without tags. */
  readonly title: string
  /** The titles of the describes around it, outermost first. */
  readonly suites: readonly string[]
  /** Where it was declared. */
  readonly source: Place
  /** The line of the issue file that planned it. */
  readonly planLine: number | null
  readonly category: Category | null
  /** `A -> B`, however its author wrote the arrow. */
  readonly point: string | null
  /** Its author's; null where none was told. */
  readonly severity: Severity | null
  readonly tags: readonly string[]
  /** That of the last attempt; `todo` also for a title without steps. */
  readonly status: 'passed' | 'failed' | 'skipped' | 'todo'
  /** Null unless it failed. */
  readonly blame: Blame | null
  /** An attempt failed and the last one passed. */
  readonly flaky: boolean
  /** Why it was skipped. */
  readonly reason: string | null
  /** The file of the results folder that it came from, less its ending. */
  readonly worker: string | null
  /** ISO 8601, UTC, of the last attempt; null where there was none. */
  readonly startedAt: string | null
  /** Milliseconds of the last attempt. */
  readonly ms: Measured
  /** Those of the last attempt. */
  readonly steps: readonly StepResult[]
  /** The first one first; none for a scenario that did not run. */
  readonly attempts: readonly AttemptResult[]
  /** The first error of the last attempt. */
  readonly error: ErrorInfo | null
  /** The errors after the first one. */
  readonly furtherErrors: readonly ErrorInfo[]
  /** Calls between traced components in the last attempt, 200 at most. */
  readonly calls: readonly TracedCall[]
  /** What its failure shows beside its error, such as the last exchange. */
  readonly evidence: readonly { readonly name: string; readonly text: string }[]
}
