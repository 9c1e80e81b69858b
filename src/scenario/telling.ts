import { type AssertionCount, refuseVacuous } from './check-result.js'
import { added, named } from './context.js'
import { asError } from './failure.js'
import type { Body } from './plan.js'
import { now } from './real-time.js'
import type { OpenStep, Session } from './session.js'
import { Skipped } from './tools.js'

/** Runs the steps of a session: givens, then each when with what it is expected to do. */
export async function tellSteps(session: Session, assertions: AssertionCount | undefined): Promise<void> {
  const { plan } = session.attempt
  await tellGivens(session)
  let from = plan.findIndex(({ keyword }) => keyword === 'when')
  while (from >= 0 && !session.failed && !session.limit!.expired) {
    const next = plan.findIndex(({ keyword }, i) => i > from && keyword === 'when')
    await tellWhen(session, from, next < 0 ? plan.length : next, assertions)
    from = next
  }
}

async function tellGivens(session: Session): Promise<void> {
  const { plan } = session.attempt
  for (let i = 0; plan[i]?.keyword === 'given'; i++) {
    const { title, body } = plan[i]!
    try {
      const going = session.timed(
        session.told[i]!,
        'given',
        () => run(body, session.context, session.tools),
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

const run = (body: Body, ...args: unknown[]): unknown => (body as (...args: unknown[]) => unknown)(...args)

/** A when, its verifications and its expects, up to the next when. A failed expect does not keep the others from running. */
async function tellWhen(
  session: Session,
  from: number,
  to: number,
  assertions: AssertionCount | undefined,
): Promise<void> {
  if (!(await arm(session, from + 1, to))) return
  let subject: unknown
  try {
    subject = await act(session, from)
  } catch (error) {
    if (!(error instanceof Skipped)) await verify(session, from, true)
    return session.failStep(error, from, 'product')
  }
  await verify(session, from, to === session.attempt.plan.length)
  for (let i = from + 1; i < to; i++) {
    const before = assertions?.made()
    try {
      const going = session.timed(
        session.told[i]!,
        'expect',
        () => run(session.attempt.plan[i]!.body, subject, session.context, session.tools),
        (outcome) => refuseVacuous(outcome, assertions, before),
      )
      if (going) await going
    } catch (error) {
      session.failStep(error, i, 'product')
      if (session.limit!.expired || error instanceof Skipped) return
    }
  }
}

/** Puts in place what the expects of the next when need. */
async function arm(session: Session, from: number, to: number): Promise<boolean> {
  for (let i = from; i < to; i++) {
    const { arm } = session.attempt.plan[i]!
    if (arm === undefined) continue
    const step = session.told[i]!
    try {
      await session.timed(step, 'arm', () => run(arm, session.context, session.tools), nothing)
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
    session.whenBegan = now()
    if (step.ownTime) goOn = session.limit!.pause()
    return run(step.body, session.context, session.tools)
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
