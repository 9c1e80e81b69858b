/** What the runner knows about a scenario that ran: plain data, one line of a results folder each. */

/** The kind of boundary under test. */
export type Category = 'api' | 'component' | 'database' | 'external'
/** How bad it is that a scenario fails, the worst first. */
export type Severity = 'critical' | 'high' | 'medium' | 'low'
/** The word that told a step. */
export type Keyword = 'given' | 'when' | 'expect' | 'verify'

/** A place in the author's files, `file` told from the working directory; `line` and `column` count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** An error as it was thrown, as plain data. */
export interface ErrorRecord {
  readonly name: string
  readonly message: string
  /** The stack, less the frames inside this package. */
  readonly stack?: string
  /** As text, where the error compares something; so is `expected`. */
  readonly actual?: string
  readonly expected?: string
}

/** A value that a step left with `tools.attach`, secrets in it masked. */
export interface Attachment {
  readonly name: string
  readonly value: unknown
}

/** A step of an attempt. */
export interface StepRecord {
  /** `verify` for a check that a step added with `tools.verify`. */
  readonly keyword: Keyword
  readonly title: string
  /** `not run` when a step before it ended the attempt. */
  readonly status: 'passed' | 'failed' | 'not run'
  /** Milliseconds. */
  readonly ms: number
  /** The author's line that told it. */
  readonly at?: Place
  readonly error?: ErrorRecord
  readonly attachments?: readonly Attachment[]
}

/** A fact that a domain leaves for the report, told apart by `kind` ("samples", "calls", "exchange", ...). */
export interface Note {
  readonly kind: string
  readonly [key: string]: unknown
}

/** Who is to blame: the product (an expect failed, or its when threw) or the test (a start, a given, a clean-up or the telling itself failed). */
export type Blame = 'product' | 'test'

/** One attempt at a scenario. */
export interface ScenarioRecord {
  readonly kind: 'scenario'
  /** With the values of its row, without tags. */
  readonly title: string
  /** The titles of the describes around it, outermost first. */
  readonly suites: readonly string[]
  /** Where it was declared. */
  readonly at: Place
  readonly category?: Category
  readonly point?: string
  readonly severity?: Severity
  readonly tags: readonly string[]
  /** 0 for the first attempt. */
  readonly attempt: number
  readonly status: 'passed' | 'failed' | 'skipped'
  /** Missing unless it failed. */
  readonly blame?: Blame
  /** Why it was skipped. */
  readonly reason?: string
  /** ISO 8601, UTC, on the real clock. */
  readonly startedAt: string
  /** Milliseconds of the steps; the start of handles is not counted. */
  readonly ms: number
  readonly steps: readonly StepRecord[]
  /** Every failure, first one first; clean-ups included. */
  readonly errors: readonly ErrorRecord[]
  /** What domains left for the report. */
  readonly notes: readonly Note[]
}

/** A scenario that was declared but not run: `todo`, `skip` or a bare title. */
export interface PendingRecord {
  readonly kind: 'pending'
  readonly title: string
  readonly suites: readonly string[]
  readonly at: Place
  readonly category?: Category
  readonly point?: string
  readonly severity?: Severity
  readonly tags: readonly string[]
  /** `bare` is a title without steps. */
  readonly why: 'todo' | 'skip' | 'bare'
}

/** Something that a scenario left running, seen after it had ended. */
export interface LateRecord {
  readonly kind: 'late'
  /** The title of the scenario. */
  readonly scenario: string
  readonly what: string
}

/** A part of the world that was started or stopped. */
export interface HandleRecord {
  readonly kind: 'handle'
  readonly name: string
  readonly event: 'started' | 'stopped'
  /** Milliseconds that it took. */
  readonly ms: number
}

/** A process that runs scenarios began or ended; one that never ended was killed, and what it still had to run is missing. */
export interface WorkerRecord {
  readonly kind: 'worker'
  readonly event: 'started' | 'ended'
}

/** A line of a results folder. */
export type ResultLine = ScenarioRecord | PendingRecord | LateRecord | HandleRecord | WorkerRecord
