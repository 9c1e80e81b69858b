import type { Attempt, Outcome, Surroundings } from './attempt.js'
import { CleanUps } from './clean-up.js'
import type { Context } from './context.js'
import { type Deadline, deadline, isThenable } from './deadline.js'
import { readable } from './duration.js'
import { errorRecord, type Fault, type Mask } from './failure.js'
import { Faults } from './faults.js'
import { CUT_OFF_LIMIT, goesOn } from './loose.js'
import { outcomeOf, thousandths } from './outcome.js'
import type { PlanStep } from './plan.js'
import { now } from './real-time.js'
import type { Note, StepRecord } from './record.js'
import { late, type Made, nextEpoch, type Phase, type Run } from './running.js'
import { placeOf, type Site } from './site.js'
import { Skipped } from './skipped.js'
import type { Tools } from './step.js'
import type { StrayKind, StrayTaker } from './strays.js'
import { ScenarioTools } from './tools.js'
import type { World } from './world.js'

/** A step record that is still being written. */
export type OpenStep = { -readonly [K in keyof StepRecord]: StepRecord[K] }

/** A check that runs after the when, even when that failed. */
export interface Verification {
  readonly title: string
  readonly check: () => unknown
  /** A given's promise holds for all whens, so it is judged after the last one. */
  readonly ofGiven: boolean
}

/**
 * Everything that one attempt gathers while it runs, and what the areas see of it. A class, because one is made for every
 * attempt: two dozen closures cost more than the steps of a small scenario do.
 */
export class Session implements Run, StrayTaker {
  readonly attempt: Attempt
  readonly tools: Tools
  readonly world: World
  readonly mask: Mask
  readonly cleaning: CleanUps
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
  readonly began = now()
  phase: Phase = 'start'
  whenBegan: number | undefined

  readonly #faults: Faults
  readonly #notes: Note[] = []
  #made: Map<object, Made> | undefined
  #evidence: Map<string, () => string> | undefined
  /** Made when somebody asks for its signal, which most scenarios never do. */
  #abort: AbortController | undefined
  #ended: Error | undefined
  /** When the step before has passed; looking at the clock once for the two takes half of the time that looking takes. */
  #sinceLast: number | undefined

  constructor(attempt: Attempt, { world, mask }: Surroundings) {
    this.attempt = attempt
    this.title = attempt.title
    this.cleaning = new CleanUps(attempt.title)
    this.told = attempt.plan.map(openStep)
    this.steps = [...this.told]
    this.context = { ...attempt.row } as Context
    this.mask = mask
    this.world = world
    this.#faults = new Faults(attempt)
    this.tools = new ScenarioTools(this)
  }

  /** Begins the time that the steps have together. */
  begin(): Deadline {
    const { timeout } = this.attempt
    const limit = deadline(
      timeout,
      () => outOfTime(timeout),
      () => this.abort(outOfTime(timeout)),
    )
    this.limit = limit
    if (this.#ended) limit.expire(this.#ended)
    return limit
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
    return this.#faults.some
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
    this.#notes.push(this.mask.value(note) as Note)
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
    const from = this.#sinceLast ?? now()
    if (phase === 'when') this.whenBegan = from
    let value: unknown
    try {
      value = work()
    } catch (error) {
      this.#end(step, from, caught, error)
      return undefined
    }
    if (!isThenable(value)) {
      this.#end(step, from, then, value)
      return undefined
    }
    return (this.limit!.race(value) as Promise<unknown>).then(
      (result) => this.#end(step, from, then, result),
      (error: unknown) => {
        if (this.limit!.expired) this.#goesOn(step, value)
        this.#end(step, from, caught, error)
      },
    )
  }

  /** Work that goes on past the limit is told as late when it ends. */
  #goesOn(step: OpenStep, work: PromiseLike<unknown>): void {
    const tell = () => late(this.title, `"${step.title}" went on after the scenario had been ended`)
    goesOn(work, CUT_OFF_LIMIT)
    work.then(tell, tell)
  }

  #end(step: OpenStep, from: number, last: (outcome: unknown) => void, outcome: unknown): void {
    try {
      last(outcome)
      step.status = 'passed'
    } catch (error) {
      if (!(error instanceof Skipped)) {
        step.status = 'failed'
        step.error = errorRecord(error, this.mask)
      }
      this.#sinceLast = undefined
      step.ms = thousandths(step.ms + now() - from)
      throw error
    }
    this.#sinceLast = now()
    step.ms = thousandths(step.ms + this.#sinceLast - from)
  }

  /** Books a fault of the i-th told step. */
  failStep(error: unknown, i: number, by: Fault['blame']): void {
    const step = this.attempt.plan[i]!
    const place = placeOf(this.#faults.siteOf(step))
    if (place) this.told[i]!.at = place
    this.blame(error, `${step.keyword} ${step.title}`, by, step)
  }

  /** Books a fault that stands beside the steps. */
  blame(error: unknown, where: string, by: Fault['blame'], step?: PlanStep): void {
    this.#faults.book(error, where, by, step)
  }

  /** Ends the attempt because of an error that nobody caught. */
  take(error: unknown, kind: StrayKind): void {
    const during = this.current ? `${kind}, seen at "${this.current.title}"` : kind
    this.blame(error, during, this.phase === 'when' || this.phase === 'expect' ? 'product' : 'test')
    this.interrupt(this.#faults.cutOff(during))
  }

  outcome(startedAt: string, ms: number): Outcome {
    const { attempt, steps } = this
    const evidence = this.#evidence ?? NO_EVIDENCE
    return outcomeOf({ attempt, startedAt, ms, steps, faults: this.#faults, notes: this.#notes, evidence }, this.mask)
  }
}

const NO_EVIDENCE: ReadonlyMap<string, () => string> = new Map()

function openStep({ keyword, title }: PlanStep): OpenStep {
  return { keyword, title, status: 'not run', ms: 0 }
}

function rethrow(error: unknown): void {
  throw error
}

function outOfTime(ms: number): Error {
  const error = new Error(`the scenario ran out of its ${readable(ms)} in this step`)
  error.stack = `${error.name}: ${error.message}`
  return error
}
