import type { AssertionCount } from './check-result.js'
import type { Mask } from './failure.js'
import type { ScenarioOptions } from './options.js'
import type { Plan } from './plan.js'
import type { Place, ScenarioRecord } from './record.js'
import type { Site } from './site.js'
import type { Background } from './suite.js'
import type { World } from './world.js'

/** One attempt at a declared scenario. */
export interface Attempt {
  readonly title: string
  readonly suites: readonly string[]
  readonly at: Place
  /** Where it was told; `at` is written from it. */
  readonly site: Site
  readonly options: ScenarioOptions
  readonly plan: Plan
  readonly row: object
  readonly background: Background | undefined
  /** Milliseconds for all steps together; 0 is no limit. */
  readonly timeout: number
  /** 0 for the first attempt. */
  readonly number: number
}

/** What surrounds the language where it runs. */
export interface Surroundings {
  readonly world: World
  readonly mask: Mask
  readonly assertions: AssertionCount | undefined
}

/** How an attempt ended; `error` fails the test. */
export interface Outcome {
  readonly record: ScenarioRecord
  readonly error?: Error
}
