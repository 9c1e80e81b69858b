import type { Attempt, Outcome, Surroundings } from './attempt.js'
import { cleanUps } from './clean-up.js'
import type { Context } from './context.js'
import { type Deadline, isThenable } from './deadline.js'
import { errorRecord, evidenceNotes, type Fault, failureOf } from './failure.js'
import { CUT_OFF_LIMIT, goesOn } from './loose.js'
import type { Body, PlanStep } from './plan.js'
import { now } from './real-time.js'
import type { Note, ScenarioRecord, StepRecord } from './record.js'
import { late, nextEpoch, type Phase, type Run } from './running.js'
import { authorFrames, placeOf } from './site.js'
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

/** Everything that one attempt gathers while it runs. */
export interface Session {
  readonly attempt: Attempt
  readonly run: Run
  readonly tools: Tools
  /** Aborted when the attempt has run out of time, is interrupted or over. */
  readonly signal: AbortSignal
  /** Why it was aborted. */
  readonly ended: Error | undefined
  abort(reason: Error): void
  readonly cleaning: ReturnType<typeof cleanUps>
  /** The told steps, in the order of the plan. */
  readonly told: readonly OpenStep[]
  /** The told steps and the verifications among them. */
  readonly steps: OpenStep[]
  readonly verifications: Verification[]
  context: Context
  current: OpenStep | undefined
  limit: Deadline | undefined
  /** From now on, what comes is late. */
  over: boolean
  readonly failed: boolean
  /** Runs a body inside the limit; work that goes on past it is told as late when it ends. */
  guarded(body: Body, ...args: unknown[]): Promise<unknown>
  /** Runs the work of a step, with its time and its mark. */
  timed(step: OpenStep, phase: Phase, work: () => Promise<void>): Promise<void>
  /** Books a fault of the i-th told step. */
  fail(error: unknown, i: number, by: Fault['blame']): void
  /** Books a fault that stands beside the steps. */
  blame(error: unknown, where: string, by: Fault['blame'], step?: PlanStep): void
  /** Ends the attempt because of an error that nobody caught. */
  stray(error: unknown, kind: string): void
  outcome(startedAt: string, ms: number): Outcome
}

/** Milliseconds as records keep them; a clock that ticks in millionths writes digits that mean nothing. */
const thousandths = (ms: number): number => Math.round(ms * 1_000) / 1_000

/** Opens the session of an attempt. */
export function session(attempt: Attempt, { world, mask }: Surroundings): Session {
  const faults: Fault[] = []
  const notes: Note[] = []
  const evidence = new Map<string, () => string>()
  /** Made when somebody asks for its signal, which most scenarios never do. */
  let abort: AbortController | undefined
  let ended: Error | undefined
  let skipped: Skipped | undefined
  /** The end that a stray error brought; the step that was cut off by it has no fault of its own. */
  let cutOff: Error | undefined

  const told: readonly OpenStep[] = attempt.plan.map(({ keyword, title }) => ({
    keyword,
    title,
    status: 'not run',
    ms: 0,
  }))
  const run: Run = {
    epoch: nextEpoch(),
    title: attempt.title,
    phase: 'start',
    get signal() {
      return self.signal
    },
    whenBegan: undefined,
    made: new Map(),
    note: (note) => void notes.push(mask.value(note) as Note),
    evidence: (title, render) => void evidence.set(title, render),
    fail: (error) => (self.over ? late(attempt.title, error.message) : self.blame(error, `in ${run.phase}`, 'product')),
    interrupt(error) {
      self.abort(error)
      self.limit?.expire(error)
    },
  }
  const self: Session = {
    attempt,
    run,
    get signal() {
      abort ??= new AbortController()
      if (ended && !abort.signal.aborted) abort.abort(ended)
      return abort.signal
    },
    get ended() {
      return ended
    },
    abort(reason) {
      ended ??= reason
      if (abort && !abort.signal.aborted) abort.abort(ended)
    },
    cleaning: cleanUps(attempt.title),
    told,
    steps: [...told],
    verifications: [],
    context: attempt.row as Context,
    current: undefined,
    limit: undefined,
    over: false,
    tools: undefined as never,
    get failed() {
      return faults.length > 0 || skipped !== undefined
    },
    async guarded(body, ...args) {
      const value = (body as (...args: unknown[]) => unknown)(...args)
      if (!isThenable(value)) return value
      const { current, limit } = self
      try {
        return await limit!.race(value)
      } catch (error) {
        if (limit!.expired) {
          const tell = () => late(attempt.title, `"${current!.title}" went on after the scenario had been ended`)
          goesOn(value, CUT_OFF_LIMIT)
          value.then(tell, tell)
        }
        throw error
      }
    },
    async timed(step, phase, work) {
      self.current = step
      run.phase = phase
      const from = now()
      try {
        await work()
        step.status = 'passed'
      } catch (error) {
        if (!(error instanceof Skipped)) {
          step.status = 'failed'
          step.error = errorRecord(error, mask)
        }
        throw error
      } finally {
        step.ms = thousandths(step.ms + now() - from)
      }
    },
    fail(error, i, by) {
      const step = attempt.plan[i]!
      const place = placeOf(step.site)
      if (place) told[i]!.at = place
      self.blame(error, `${step.keyword} ${step.title}`, by, step)
    },
    blame(error, where, by, step) {
      if (error instanceof Skipped) skipped ??= error
      else if (error !== cutOff || cutOff === undefined)
        faults.push({
          where,
          error,
          site: step === undefined ? undefined : authorFrames(step.site.stack)[0],
          blame: by,
        })
    },
    stray(error, kind) {
      const during = self.current ? `${kind}, seen at "${self.current.title}"` : kind
      self.blame(error, during, run.phase === 'when' || run.phase === 'expect' ? 'product' : 'test')
      cutOff ??= new Error(`${during} ended the scenario`)
      run.interrupt(cutOff)
    },
    outcome(startedAt, ms) {
      const { title, suites, at, number, options } = attempt
      const status = faults.length > 0 ? 'failed' : skipped ? 'skipped' : 'passed'
      if (status === 'failed') notes.push(...evidenceNotes(evidence, mask))
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
        ...(status === 'skipped' ? { reason: mask.text(skipped!.reason) } : {}),
        startedAt,
        ms: thousandths(ms),
        steps: self.steps.map((step) => ({ ...step, title: mask.text(step.title) })),
        errors: faults.map(({ error }) => errorRecord(error, mask)),
        notes,
      }
      return status === 'failed' ? { record, error: failureOf(faults, self.steps, evidence, mask) } : { record }
    },
  }
  return Object.assign(self, { tools: toolsFor(self, world, mask) })
}
