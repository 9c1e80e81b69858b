import { type AssertionCount, refuseVacuous } from './check-result.js'
import { added, type Context, named } from './context.js'
import { asError } from './failure.js'
import type { Plan } from './plan.js'
import type { OpenStep, Session } from './session.js'
import { Skipped } from './skipped.js'
import type { Tools } from './step.js'

/** Runs the steps of a session: givens, then each when with what it is expected to do. */
export async function tellSteps(session: Session, assertions: AssertionCount | undefined): Promise<void> {
  const { plan } = session.attempt
  await tellGivens(session)
  let from = whenFrom(plan, 0)
  while (from < plan.length && !session.failed && !session.limit!.expired) {
    const next = whenFrom(plan, from + 1)
    await tellWhen(session, from, next, assertions)
    from = next
  }
}

/** The place of the first when from a place on; the length of the plan if there is none. */
function whenFrom(plan: Plan, from: number): number {
  let i = from
  while (i < plan.length && plan[i]!.keyword !== 'when') i++
  return i
}

async function tellGivens(session: Session): Promise<void> {
  const { plan } = session.attempt
  for (let i = 0; plan[i]?.keyword === 'given'; i++) {
    const { title, body } = plan[i]!
    try {
      const going = session.timed(
        session.told[i]!,
        'given',
        () => (body as Act)(session.context, session.tools),
        (values) => {
          session.context = added(session.context, values, title)
        },
      )
      if (going) await going
    } catch (error) {
      return session.failStep(error, i, 'test')
    }
  }
}

/** What a given or a when runs, and what an expect does. */
type Act = (context: Context, tools: Tools) => unknown
type Check = (subject: unknown, context: Context, tools: Tools) => unknown

/** A when, its verifications and its expects, up to the next when. A failed expect does not keep the others from running. */
async function tellWhen(
  session: Session,
  from: number,
  to: number,
  assertions: AssertionCount | undefined,
): Promise<void> {
  if (needsArming(session, from + 1, to) && !(await arm(session, from + 1, to))) return
  let subject: unknown
  try {
    subject = await act(session, from)
  } catch (error) {
    if (!(error instanceof Skipped)) await verify(session, from, true)
    return session.failStep(error, from, 'product')
  }
  if (session.verifications.length > 0) await verify(session, from, to === session.attempt.plan.length)
  for (let i = from + 1; i < to; i++) {
    const { body } = session.attempt.plan[i]!
    const before = assertions?.made()
    try {
      const going = session.timed(
        session.told[i]!,
        'expect',
        () => (body as Check)(subject, session.context, session.tools),
        (outcome) => refuseVacuous(outcome, assertions, before),
      )
      if (going) await going
    } catch (error) {
      session.failStep(error, i, 'product')
      if (session.limit!.expired || error instanceof Skipped) return
    }
  }
}

function needsArming({ attempt: { plan } }: Session, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (plan[i]!.arm !== undefined) return true
  return false
}

/** Puts in place what the expects of the next when need. */
async function arm(session: Session, from: number, to: number): Promise<boolean> {
  for (let i = from; i < to; i++) {
    const { arm } = session.attempt.plan[i]!
    if (arm === undefined) continue
    const step = session.told[i]!
    try {
      await session.timed(step, 'arm', () => (arm as Act)(session.context, session.tools), nothing)
      step.status = 'not run'
    } catch (error) {
      session.failStep(error, i, 'test')
      return false
    }
  }
  return true
}

/** Runs a when; what it is expected to do is judged on its result, or on its error where one is expected. */
async function act(session: Session, i: number): Promise<unknown> {
  const step = session.attempt.plan[i]!
  const awaitsError = session.attempt.plan[i + 1]?.expectsError === true
  let subject: unknown
  let goOn: (() => void) | undefined
  const began = () => {
    if (step.ownTime) goOn = session.limit!.pause()
    return (step.body as Act)(session.context, session.tools)
  }
  const succeeded = (result: unknown) => {
    if (awaitsError) throw new Error('it succeeded, but was expected to fail; use expect(...) if it may succeed')
    if (step.as !== undefined) session.context = named(session.context, step.as, result)
    subject = result
  }
  const failed = (error: unknown) => {
    if (!awaitsError || error instanceof Skipped || session.limit!.expired) throw error
    subject = asError(error)
  }
  try {
    const going = session.timed(session.told[i]!, 'when', began, succeeded, failed)
    if (going) await going
  } finally {
    goOn?.()
  }
  return subject
}

const nothing = (): void => {}

/** Runs the verifications of a when; those of the givens only when it is the `last` that runs. */
async function verify(session: Session, after: number, last: boolean): Promise<void> {
  if (session.verifications.length === 0) return
  let place = session.steps.indexOf(session.told[after]!)
  const due = session.verifications.filter(({ ofGiven }) => last || !ofGiven)
  session.verifications = session.verifications.filter((one) => !due.includes(one))
  for (const { title, check } of due) {
    const step: OpenStep = { keyword: 'verify', title, status: 'not run', ms: 0 }
    session.steps.splice(++place, 0, step)
    try {
      await session.timed(step, 'verify', check, (outcome) => refuseVacuous(outcome))
    } catch (error) {
      session.blame(error, `verify ${title}`, 'product', session.attempt.plan[after])
    }
  }
}
