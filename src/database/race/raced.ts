import type { ContentionKind } from '../violation.js'
import type { Ran } from './stage.js'
import type { Yardsticks } from './yardsticks.js'

/**
 * What came of a race.
 *
 * @example
 * ```ts
 * import type { Race } from 'qa-integ/database'
 *
 * const failed = ({ outcomes }: Race) => outcomes.filter(({ failures }) => failures.length > 0)
 * ```
 */
export interface Race {
  /** How many interleavings were run. */
  readonly schedules: number
  /** Whether there are no others. */
  readonly exhaustive: boolean
  /** How each of them went. */
  readonly outcomes: readonly RaceOutcome[]
}

/**
 * How one schedule of a race went.
 *
 * @example
 * ```ts
 * import type { RaceOutcome } from 'qa-integ/database'
 *
 * const deadlocked = ({ failures }: RaceOutcome) => failures.some(({ kind }) => kind === 'deadlock')
 * ```
 */
export interface RaceOutcome {
  /** Whose turn it was, as `{ schedule }` takes it. */
  readonly schedule: string
  /** What the tasks handed back, or why they failed, in their order. */
  readonly results: readonly PromiseSettledResult<unknown>[]
  /** The tasks that failed, by letter; `kind` is set where others were in the way. */
  readonly failures: readonly {
    readonly task: string
    readonly kind: ContentionKind | undefined
    readonly reason: unknown
  }[]
}

/** What the expectations of a race need beyond what authors see. */
export interface Raced extends Race {
  readonly [RUNS]: readonly Ran[]
  readonly [YARDSTICKS]: Yardsticks | undefined
}

export const RUNS = Symbol('qa-integ.runs')
export const YARDSTICKS = Symbol('qa-integ.yardsticks')
