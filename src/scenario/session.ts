import type { Attempt, Outcome, Surroundings } from './attempt.js'
import { cleanUps } from './clean-up.js'
import type { Context } from './context.js'
import { type Deadline, isThenable } from './deadline.js'
import { errorRecord, evidenceNotes, type Fault, failureOf, type Mask } from './failure.js'
import { CUT_OFF_LIMIT, goesOn } from './loose.js'
import type { PlanStep } from './plan.js'
import { now } from './real-time.js'
import type { Note, ScenarioRecord, StepRecord } from './record.js'
import { late, type Made, nextEpoch, type Phase, type Run } from './running.js'
import { authorFrames, placeOf, type Site } from './site.js'
import type { Tools } from './step.js'
import { Skipped, toolsFor } from './tools.js'

/** A step record that is still being written. */
export type OpenStep = { -readonly [K in keyof StepRecord]: StepRecord[K] }

/** A check that runs after the when, even when that failed. */
export interface Verification {
  readonly title: string
  readonly check: () => unknown
  /** A given's promise holds for all whens, so it is judged after the last one. */
  readonly ofGiven: boolean
}

/** Milliseconds as records keep them; a clock that ticks in millionths writes digits that mean nothing. */
const thousandths = (ms: number): number => Math.round(ms * 1_000) / 1_000

/**
 * Everything that one attempt gathers while it runs, and what the areas see of it. A class, because one is made for every
 * attempt: two dozen closures cost more than the steps of a small scenario do.
 */
export class Session implements Run {
  readonly attempt: Attempt
  readonly tools: Tools
  readonly cleaning: ReturnType<typeof cleanUps>
  /** The told steps, in the order of the plan. */
  readonly told: readonly OpenStep[]
  /** The told steps and the verifications among them. */
  readonly steps: OpenStep[]
  verifications: Verification[] = []
  context: Context
  current: OpenStep | undefined
  limit: Deadline | undefined
  /** From now on, what comes is late. */
  over = false

  readonly epoch = nextEpoch()
  readonly title: string
  phase: Phase = 'start'
  whenBegan: number | undefined

  readonly #mask: Mask
  readonly #faults: Fault[] = []
  readonly #notes: Note[] = []
  #made: Map<object, Made> | undefined
  #evidence: Map<string, () => string> | undefined
  /** Made when somebody asks for its signal, which most scenarios never do. */
  #abort: AbortController | undefined
  #ended: Error | undefined
  #skipped: Skipped | undefined
  /** The end that a stray error brought; the step that was cut off by it has no fault of its own. */
  #cutOff: Error | undefined

  constructor(attempt: Attempt, { world, mask }: Surroundings) {
    this.attempt = attempt
    this.title = attempt.title
    this.cleaning = cleanUps(attempt.title)
    this.told = attempt.plan.map(openStep)
    this.steps = [...this.told]
    this.context = attempt.row as Context
    this.#mask = mask
    this.tools = toolsFor(this, world, mask)
  }

  /** Aborted when the attempt has run out of time, is interrupted or over. */
  get signal(): AbortSignal {
    this.#abort ??= new AbortController()
    if (this.#ended && !this.#abort.signal.aborted) this.#abort.abort(this.#ended)
    return this.#abort.signal
  }

  /** Why the signal was aborted. */
  get ended(): Error | undefined {
    return this.#ended
  }

  get failed(): boolean {
    return this.#faults.length > 0 || this.#skipped !== undefined
  }

  /** The step values that were made while it ran and neither told nor run. */
  get dropped(): Iterable<Made> {
    return this.#made?.values() ?? []
  }

  made(step: object, site: Site): void {
    this.#made ??= new Map()
    this.#made.set(step, { step, site })
  }

  settled(step: object): void {
    this.#made?.delete(step)
  }

  note(note: Note): void {
    this.#notes.push(this.#mask.value(note) as Note)
  }

  evidence(title: string, render: () => string): void {
    this.#evidence ??= new Map()
    this.#evidence.set(title, render)
  }

  fail(error: Error): void {
    if (this.over) late(this.title, error.message)
    else this.blame(error, `in ${this.phase}`, 'product')
  }

  interrupt(error: Error): void {
    this.abort(error)
    this.limit?.expire(error)
  }

  abort(reason: Error): void {
    this.#ended ??= reason
    if (this.#abort && !this.#abort.signal.aborted) this.#abort.abort(this.#ended)
  }

  /**
   * Runs the work of a step, with its time and its mark: `then` takes its result, `caught` its error. What is not
   * asynchronous has ended when this returns; what is runs inside the limit.
   */
  timed(
    step: OpenStep,
    phase: Phase,
    work: () => unknown,
    then: (value: unknown) => void,
    caught: (error: unknown) => void = rethrow,
  ): Promise<void> | undefined {
    this.current = step
    this.phase = phase
    const from = now()
    let value: unknown
    try {
      value = work()
    } catch (error) {
      this.#end(step, from, caught, error)
      return undefined
    }
    if (isThenable(value))
      return this.#inTime(step, value).then(
        (result) => this.#end(step, from, then, result),
        (error: unknown) => this.#end(step, from, caught, error),
      )
    this.#end(step, from, then, value)
    return undefined
  }

  /** Work that goes on past the limit is told as late when it ends. */
  async #inTime(step: OpenStep, value: PromiseLike<unknown>): Promise<unknown> {
    const limit = this.limit!
    try {
      return await limit.race(value)
    } catch (error) {
      if (limit.expired) {
        const tell = () => late(this.title, `"${step.title}" went on after the scenario had been ended`)
        goesOn(value, CUT_OFF_LIMIT)
        value.then(tell, tell)
      }
      throw error
    }
  }

  #end(step: OpenStep, from: number, last: (outcome: unknown) => void, outcome: unknown): void {
    try {
      last(outcome)
      step.status = 'passed'
    } catch (error) {
      if (!(error instanceof Skipped)) {
        step.status = 'failed'
        step.error = errorRecord(error, this.#mask)
      }
      throw error
    } finally {
      step.ms = thousandths(step.ms + now() - from)
    }
  }

  /** Books a fault of the i-th told step. */
  failStep(error: unknown, i: number, by: Fault['blame']): void {
    const step = this.attempt.plan[i]!
    const place = placeOf(this.#siteOf(step))
    if (place) this.told[i]!.at = place
    this.blame(error, `${step.keyword} ${step.title}`, by, step)
  }

  /** Books a fault that stands beside the steps. */
  blame(error: unknown, where: string, by: Fault['blame'], step?: PlanStep): void {
    if (error instanceof Skipped) this.#skipped ??= error
    else if (error !== this.#cutOff || this.#cutOff === undefined)
      this.#faults.push({
        where,
        error,
        site: step === undefined ? undefined : authorFrames(this.#siteOf(step).stack)[0],
        blame: by,
      })
  }

  /** Where a step was told: a step that an area or a package has told stands where its scenario does. */
  #siteOf(step: PlanStep): Site {
    return placeOf(step.site) === undefined ? this.attempt.site : step.site
  }

  /** Ends the attempt because of an error that nobody caught. */
  stray(error: unknown, kind: string): void {
    const during = this.current ? `${kind}, seen at "${this.current.title}"` : kind
    this.blame(error, during, this.phase === 'when' || this.phase === 'expect' ? 'product' : 'test')
    this.#cutOff ??= new Error(`${during} ended the scenario`)
    this.interrupt(this.#cutOff)
  }

  outcome(startedAt: string, ms: number): Outcome {
    const { title, suites, at, number, options } = this.attempt
    const mask = this.#mask
    const faults = this.#faults
    const evidence = this.#evidence ?? NO_EVIDENCE
    const status = faults.length > 0 ? 'failed' : this.#skipped ? 'skipped' : 'passed'
    if (status === 'failed') this.#notes.push(...evidenceNotes(evidence, mask))
    const record: ScenarioRecord = {
      kind: 'scenario',
      title: mask.text(title),
      suites,
      at,
      ...(options.category ? { category: options.category } : {}),
      ...(options.point ? { point: options.point } : {}),
      ...(options.severity ? { severity: options.severity } : {}),
      tags: options.tags ?? [],
      attempt: number,
      status,
      ...(status === 'failed' ? { blame: faults.some(({ blame }) => blame === 'product') ? 'product' : 'test' } : {}),
      ...(status === 'skipped' ? { reason: mask.text(this.#skipped!.reason) } : {}),
      startedAt,
      ms: thousandths(ms),
      steps: this.steps.map((step) => ({ ...step, title: mask.text(step.title) })),
      errors: faults.map(({ error }) => errorRecord(error, mask)),
      notes: this.#notes,
    }
    return status === 'failed' ? { record, error: failureOf(faults, this.steps, evidence, mask) } : { record }
  }
}

const NO_EVIDENCE: ReadonlyMap<string, () => string> = new Map()

function openStep({ keyword, title }: PlanStep): OpenStep {
  return { keyword, title, status: 'not run', ms: 0 }
}

function rethrow(error: unknown): void {
  throw error
}
