import { type BackgroundKeeper, background as keep } from './background.js'
import { type AssertionCount, refuseVacuous } from './check-result.js'
import { cleanUps } from './clean-up.js'
import { added, type Context, named } from './context.js'
import { type Deadline, deadline, isThenable } from './deadline.js'
import { readable } from './duration.js'
import { asError, errorRecord, type Fault, failureOf, type Mask } from './failure.js'
import type { ScenarioOptions } from './options.js'
import type { Body, Plan, PlanStep } from './plan.js'
import { instant, now, realSetImmediate } from './real-time.js'
import type { Note, Place, ScenarioRecord, StepRecord } from './record.js'
import { everyReset, late, nextEpoch, type Phase, type Run, setRunning, settle } from './running.js'
import { authorFrames, describePlace, placeOf } from './site.js'
import type { Given, Tools, When } from './step.js'
import { catchStrays } from './strays.js'
import type { Background } from './suite.js'
import type { Added } from './types.js'
import type { World } from './world.js'

/** One attempt at a declared scenario. */
export interface Attempt {
  readonly title: string
  readonly suites: readonly string[]
  readonly at: Place
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

/** Thrown by `tools.skip`. */
class Skipped {
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}

interface MutableStep {
  keyword: StepRecord['keyword']
  title: string
  status: StepRecord['status']
  ms: number
  at?: Place
  error?: StepRecord['error']
  attachments?: { name: string; value: unknown }[]
}

/** Runs attempts one after the other, in the surroundings of a worker. */
export function runner({ world, mask, assertions }: Surroundings) {
  const backgrounds: BackgroundKeeper = keep(world)

  async function perform(attempt: Attempt): Promise<Outcome> {
    const told: MutableStep[] = attempt.plan.map(({ keyword, title }) => ({ keyword, title, status: 'not run', ms: 0 }))
    const steps = [...told]
    const faults: Fault[] = []
    const notes: Note[] = []
    const evidence = new Map<string, () => string>()
    const cleaning = cleanUps()
    const abort = new AbortController()
    const verifications: { title: string; check: () => unknown }[] = []
    let context: Context = attempt.row as Context
    let current: MutableStep | undefined
    let skipped: Skipped | undefined
    let over = false
    let limit: Deadline | undefined

    const blame = (error: unknown, where: string, by: Fault['blame'], step?: PlanStep): void => {
      if (error instanceof Skipped) {
        skipped ??= error
        return
      }
      faults.push({ where, error, site: step === undefined ? undefined : authorFrames(step.site.stack)[0], blame: by })
    }
    const run: Run = {
      epoch: nextEpoch(),
      title: attempt.title,
      phase: 'start',
      signal: abort.signal,
      whenBegan: undefined,
      made: new Map(),
      note: (note) => void notes.push(mask.value(note) as Note),
      evidence: (title, render) => void evidence.set(title, render),
      fail: (error) => (over ? late(attempt.title, error.message) : blame(error, `in ${run.phase}`, 'product')),
      interrupt: (error) => {
        abort.abort(error)
        limit?.expire(error)
      },
    }
    const overdue = (word: string): void => {
      if (over) late(attempt.title, `tools.${word}(...) was called after the scenario had ended`)
    }
    const tools: Tools = {
      defer: (cleanUp) => {
        overdue('defer')
        cleaning.add(cleanUp, current?.title ?? 'the scenario')
      },
      run: (async (step: Given<object, Added> | When<object, unknown>) => {
        overdue('run')
        settle(step)
        if (step.uses) await world.enter(step.uses, abort.signal)
        return 'setUp' in step ? step.setUp({ ...context }, tools) : step.act({ ...context }, tools)
      }) as Tools['run'],
      verify: (title, check) => {
        overdue('verify')
        verifications.push({ title, check })
      },
      attach: (name, value) => {
        overdue('attach')
        if (current) current.attachments = [...(current.attachments ?? []), { name, value: mask.value(value) }]
      },
      skip: (reason) => {
        throw new Skipped(reason)
      },
      signal: abort.signal,
    }

    /** Runs a body inside the limit; work that goes on past it is told as late when it ends. */
    const guarded = async (body: Body, ...args: unknown[]): Promise<unknown> => {
      const value = (body as (...args: unknown[]) => unknown)(...args)
      if (!isThenable(value)) return value
      try {
        return await limit!.race(value)
      } catch (error) {
        if (limit!.expired) {
          const { title } = current!
          const tell = () => late(attempt.title, `"${title}" went on after the scenario had run out of time`)
          value.then(tell, tell)
        }
        throw error
      }
    }
    const timed = async (step: MutableStep, phase: Phase, work: () => Promise<void>): Promise<boolean> => {
      current = step
      run.phase = phase
      const from = now()
      try {
        await work()
        step.status = 'passed'
        return true
      } catch (error) {
        step.status = error instanceof Skipped ? 'not run' : 'failed'
        if (step.status === 'failed') step.error = errorRecord(error, mask)
        throw error
      } finally {
        step.ms += now() - from
      }
    }
    const failed = (): boolean => faults.length > 0 || skipped !== undefined
    const fail = (error: unknown, i: number, by: Fault['blame']): void => {
      const step = attempt.plan[i]!
      const place = placeOf(step.site)
      if (place) told[i]!.at = place
      blame(error, `${step.keyword} ${step.title}`, by, step)
    }

    const tellGivens = async (): Promise<void> => {
      for (const [i, step] of attempt.plan.entries()) {
        if (step.keyword !== 'given') return
        try {
          await timed(told[i]!, 'given', async () => {
            context = added(context, await guarded(step.body, context, tools), step.title)
          })
        } catch (error) {
          return fail(error, i, 'test')
        }
      }
    }
    /** A when, its verifications and its expects; they end where the next when begins. */
    const tellAct = async (from: number, to: number): Promise<void> => {
      const step = attempt.plan[from]!
      const expects = attempt.plan.slice(from + 1, to)
      const awaitsError = expects[0]?.expectsError === true
      for (const [k, expect] of expects.entries()) {
        if (expect.arm === undefined) continue
        try {
          run.phase = 'arm'
          current = told[from + 1 + k]!
          await guarded(expect.arm, context, tools)
        } catch (error) {
          current!.status = 'failed'
          current!.error = errorRecord(error, mask)
          return fail(error, from + 1 + k, 'test')
        }
      }
      let result: unknown
      let thrown: { error: unknown } | undefined
      try {
        await timed(told[from]!, 'when', async () => {
          run.whenBegan = now()
          try {
            result = await guarded(step.body, context, tools)
          } catch (error) {
            if (!awaitsError || error instanceof Skipped || limit!.expired) throw error
            thrown = { error }
          }
          if (awaitsError && thrown === undefined)
            throw new Error('it succeeded, but was expected to fail; use expect(...) if it may succeed')
          if (step.as !== undefined) context = named(context, step.as, result)
        })
      } catch (error) {
        await tellVerifications(from)
        return fail(error, from, 'product')
      }
      await tellVerifications(from)
      const subject = awaitsError ? asError(thrown!.error) : result
      for (const [k, expect] of expects.entries()) {
        const i = from + 1 + k
        try {
          await timed(told[i]!, 'expect', async () => {
            const before = assertions?.made()
            const outcome = await guarded(expect.body, subject, context, tools)
            refuseVacuous(outcome, assertions, before)
          })
        } catch (error) {
          fail(error, i, 'product')
          if (limit!.expired || skipped) return
        }
      }
    }
    const tellVerifications = async (after: number): Promise<void> => {
      let place = steps.indexOf(told[after]!)
      for (const { title, check } of verifications.splice(0)) {
        const step: MutableStep = { keyword: 'verify', title, status: 'not run', ms: 0 }
        steps.splice(++place, 0, step)
        try {
          await timed(step, 'verify', async () => refuseVacuous(await guarded(check)))
        } catch (error) {
          blame(error, `verify ${title}`, 'product', attempt.plan[after])
        }
      }
    }
    const tell = async (): Promise<void> => {
      await tellGivens()
      let from = attempt.plan.findIndex(({ keyword }) => keyword === 'when')
      while (from >= 0 && !failed() && !limit!.expired) {
        const next = attempt.plan.findIndex(({ keyword }, i) => i > from && keyword === 'when')
        await tellAct(from, next < 0 ? attempt.plan.length : next)
        from = next
      }
    }

    const startedAt = instant()
    let ms = 0
    setRunning(run)
    const letStraysGo = catchStrays((error, kind) => {
      const during = current ? `${kind}, seen at "${current.title}"` : kind
      blame(error, during, run.phase === 'when' || run.phase === 'expect' ? 'product' : 'test')
      run.interrupt(new Error(`${during} ended the scenario`))
    })
    try {
      try {
        context = { ...(await backgrounds.ensure(attempt.background, abort.signal)), ...context }
        await world.enter(partsOf([...(attempt.background?.plan ?? []), ...attempt.plan]), abort.signal)
      } catch (error) {
        blame(error, 'start', 'test')
      }
      if (!failed()) {
        const from = now()
        limit = deadline(
          attempt.timeout,
          () => outOfTime(attempt.timeout),
          () => abort.abort(),
        )
        if (abort.signal.aborted) limit.expire(asError(abort.signal.reason))
        await tell()
        await new Promise((resolve) => realSetImmediate(resolve))
        limit.stop()
        ms = now() - from
      }
      for (const { step, site } of run.made.values())
        blame(
          new Error(
            `a step value was made at ${describePlace(placeOf(site))} and neither told nor run, so it did nothing; ` +
              'tell it with .given/.when/.expect or run it with tools.run(...)',
          ),
          `"${(step as { title: string }).title}"`,
          'test',
        )
      run.phase = 'clean-up'
      for (const { error, of } of await cleaning.runAll()) blame(error, `clean-up of "${of}"`, 'test')
      run.phase = 'leave'
      for (const reset of everyReset())
        try {
          await reset()
        } catch (error) {
          blame(error, 'reset', 'test')
        }
      for (const error of await world.leave()) blame(error, 'leaving the handles', 'test')
      await new Promise((resolve) => realSetImmediate(resolve))
    } finally {
      over = true
      if (!abort.signal.aborted) abort.abort(new Error('the scenario is over'))
      letStraysGo()
      setRunning(undefined)
    }

    const { options } = attempt
    const status = faults.length > 0 ? 'failed' : skipped ? 'skipped' : 'passed'
    const record: ScenarioRecord = {
      kind: 'scenario',
      title: attempt.title,
      suites: attempt.suites,
      at: attempt.at,
      ...(options.category ? { category: options.category } : {}),
      ...(options.point ? { point: options.point } : {}),
      ...(options.severity ? { severity: options.severity } : {}),
      tags: options.tags ?? [],
      attempt: attempt.number,
      status,
      ...(faults.length > 0 ? { blame: faults.some((fault) => fault.blame === 'product') ? 'product' : 'test' } : {}),
      ...(status === 'skipped' ? { reason: skipped!.reason } : {}),
      startedAt,
      ms,
      steps,
      errors: faults.map(({ error }) => errorRecord(error, mask)),
      notes,
    }
    return faults.length > 0 ? { record, error: failureOf(faults, steps, evidence, mask) } : { record }
  }

  return Object.freeze({
    perform,
    /** Takes the background down that is still up, after the last scenario. */
    leaveBackground: (): Promise<unknown[]> => backgrounds.leave(),
  })
}

function partsOf(plan: Plan) {
  return plan.flatMap(({ parts }) => parts)
}

function outOfTime(ms: number): Error {
  const error = new Error(`the scenario ran out of its ${readable(ms)} in this step`)
  error.stack = `${error.name}: ${error.message}`
  return error
}
