import type { Attempt } from './attempt.js'
import type { Fault } from './failure.js'
import type { PlanStep } from './plan.js'
import { authorFrames, placeOf, type Site } from './site.js'
import { Skipped } from './skipped.js'

/** What went wrong in one attempt, first one first, and whether it was skipped. */
export class Faults {
  readonly all: Fault[] = []
  skipped: Skipped | undefined
  readonly #attempt: Attempt
  /** The end that a stray error brought; the step that was cut off by it has no fault of its own. */
  #cutOff: Error | undefined

  constructor(attempt: Attempt) {
    this.#attempt = attempt
  }

  get some(): boolean {
    return this.all.length > 0 || this.skipped !== undefined
  }

  /** Books what a step has thrown, or what went wrong beside the steps. */
  book(error: unknown, where: string, blame: Fault['blame'], step?: PlanStep): void {
    if (error instanceof Skipped) this.skipped ??= error
    else if (error !== this.#cutOff || this.#cutOff === undefined)
      this.all.push({
        where,
        error,
        site: step === undefined ? undefined : authorFrames(this.siteOf(step).stack)[0],
        blame,
      })
  }

  /** Where a step was told: a step that an area or a package has told stands where its scenario does. */
  siteOf(step: PlanStep): Site {
    return placeOf(step.site) === undefined ? this.#attempt.site : step.site
  }

  /** The error that ends the attempt because of one that nobody caught. */
  cutOff(during: string): Error {
    this.#cutOff ??= new Error(`${during} ended the scenario`)
    return this.#cutOff
  }
}
