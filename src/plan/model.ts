import type { Category, Severity } from '../scenario/record.js'
import type { Diagnostic } from './diagnostic.js'

/** A value as JSON knows it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
/** An object as JSON knows it. */
export interface JsonObject {
  readonly [key: string]: Json
}

/** A place in the issue file; both count from 1, a byte order mark is not counted. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Where something is planned, and in which words. */
export interface PlanSource extends Position {
  readonly text: string
}

/** A method and a path, as in `POST /api/users`. */
export interface Operation {
  readonly method: string
  /** With its query, when the plan wrote one. */
  readonly path: string
}

/** A precondition of an exact scenario. */
export type PlannedGiven =
  | {
      readonly kind: 'service'
      readonly service: string
      readonly answers: Operation
      readonly status: number
      readonly body?: Json
      readonly at: Position
    }
  | { readonly kind: 'state'; readonly state: string; readonly with?: JsonObject; readonly at: Position }
  | {
      readonly kind: 'row'
      readonly entity: string
      readonly with?: JsonObject
      readonly as?: string
      readonly at: Position
    }

/** What an exact scenario does. */
export type PlannedWhen =
  | {
      readonly kind: 'request'
      readonly method: string
      readonly path: string
      readonly body?: Json
      readonly query?: JsonObject
      readonly headers?: JsonObject
      /** Who asks: the name of a target of the world; `nobody` sends no credentials. */
      readonly as?: string
      readonly at: Position
    }
  | {
      readonly kind: 'call'
      readonly component: string
      readonly method: string
      readonly with: readonly Json[]
      readonly at: Position
    }

/** A row that an exact scenario expects, or expects not to be there. */
export interface PlannedRow {
  readonly entity: string
  readonly where: JsonObject
  readonly with?: JsonObject
  readonly at: Position
}

/** A call that an exact scenario expects, or expects not to happen. */
export interface PlannedCall {
  readonly callee:
    | { readonly kind: 'method'; readonly component: string; readonly method: string }
    | { readonly kind: 'endpoint'; readonly service: string; readonly request: Operation }
  readonly times?: number
  readonly with?: readonly Json[]
  readonly at: Position
}

/** What an exact scenario expects of its when. */
export interface PlannedExpect {
  readonly status?: number
  readonly body?: Json
  readonly header?: { readonly [name: string]: string }
  readonly rows: readonly PlannedRow[]
  readonly none: readonly PlannedRow[]
  readonly delta?: { readonly [table: string]: number }
  readonly throws?: { readonly type?: string; readonly message?: string; readonly at: Position }
  readonly calls: readonly PlannedCall[]
  readonly neverCalled: readonly PlannedCall[]
  readonly within?: string
}

/** The template's phrases that name a kind of test and nothing concrete. */
export type Generic =
  | 'schema'
  | 'status-codes'
  | 'auth'
  | 'error-format'
  | 'invalid-input'
  | 'crud'
  | 'constraints'
  | 'integrity'
  | 'transactions'
  | 'concurrency'
  | 'performance'
  | 'data-flow'
  | 'network'
  | 'timeout'
  | 'circuit-breaker'

/** How much of a scenario the plan tells: all of it, its request, a template's phrase, or a sentence. */
export type How =
  | {
      readonly kind: 'exact'
      readonly given: readonly PlannedGiven[]
      readonly when: PlannedWhen
      readonly expect: PlannedExpect
    }
  | {
      readonly kind: 'request'
      readonly method: string
      readonly path: string
      /** None when the plan names none, several for "400 or 422". */
      readonly statuses: readonly number[]
      /** From a block of code that stands with it. */
      readonly body?: Json
    }
  | {
      readonly kind: 'generic'
      readonly what: Generic
      /** The operation that a heading above names. */
      readonly on?: Operation
    }
  | { readonly kind: 'prose' }

/** One thing that the plan says should be tested. */
export interface PlannedScenario {
  readonly id?: string
  /** Stays the same while the plan is edited around it: the id, or what the sentence says. */
  readonly key: string
  readonly title: string
  readonly category: Category
  /** `A -> B`. */
  readonly point?: string
  /** The numbered bold title over it. */
  readonly group?: string
  readonly severity?: Severity
  readonly tags: readonly string[]
  readonly source: PlanSource
  /** Lines below it that belong to it: steps, notes, an attached request. */
  readonly details: readonly string[]
  readonly how: How
  /** Why it can't be automated as it stands. */
  readonly refused?: string
}

/** A heading such as `### API Integration Test: A -> B`. */
export interface PlannedSuite {
  readonly title: string
  readonly category: Category
  readonly point?: string
  readonly source: PlanSource
}

/** A threshold that decides over a deployment. */
export interface Gate {
  readonly metric: 'passRate' | 'p95' | 'p99' | 'average' | 'max' | 'errorRate' | 'throughput' | 'coverage'
  /** Of which category; of the whole run where absent. */
  readonly category?: Category
  /** The system that a `### Performance Test: X` heading names. */
  readonly subject?: string
  readonly limit: 'at least' | 'at most' | 'over' | 'under'
  /** Milliseconds, a share from 0 to 1, or requests per second. */
  readonly value: number
  readonly unit: 'ms' | 'share' | 'per second'
  readonly source: PlanSource
}

/** A third party to be played. */
export interface PlannedMock {
  readonly service: string
  /** Its real address. */
  readonly at?: string
  readonly routes: readonly { readonly request: Operation; readonly status: number; readonly body?: Json }[]
  readonly faults: readonly string[]
  readonly source: PlanSource
}

/** A component under test, with its methods where the plan tells them. */
export interface PlannedComponent {
  readonly name: string
  readonly methods: readonly string[]
  readonly source: PlanSource
}

/** Test data that the plan asks for. */
export interface PlannedData {
  readonly entity?: string
  readonly count?: number
  readonly rows: readonly JsonObject[]
  readonly source: PlanSource
}

/** All that an issue file says should be tested. Its text holds no control characters and no secrets. */
export interface Plan {
  readonly file: string
  readonly title?: string
  /** Of the planning section: "In Progress", "Completed". */
  readonly status?: string
  readonly suites: readonly PlannedSuite[]
  readonly scenarios: readonly PlannedScenario[]
  readonly gates: readonly Gate[]
  /** Findings of these severities block the deployment. */
  readonly blockOn?: readonly Severity[]
  readonly mocks: readonly PlannedMock[]
  readonly data: readonly PlannedData[]
  readonly components: readonly PlannedComponent[]
  readonly environment?: { readonly [name: string]: string }
  /** What was wrong in the reading; `lintPlan` judges what was read. */
  readonly diagnostics: readonly Diagnostic[]
}
