import type { Attempt, Outcome, Surroundings } from './attempt.js'
import { background } from './background.js'
import type { Context } from './context.js'
import { isThenable } from './deadline.js'
import type { Plan } from './plan.js'
import { instant, now, realSetImmediate } from './real-time.js'
import { everyReset, setRunning, surrounded } from './running.js'
import { Session } from './session.js'
import { describePlace, placeOf } from './site.js'
import { strayCatcher } from './strays.js'
import { tellSteps } from './telling.js'
import type { Part } from './world.js'

/** Runs attempts one after the other, in the surroundings of a worker. */
export interface Runner {
  perform(attempt: Attempt): Promise<Outcome>
  /** Takes down the background that still stands, after the last scenario; hands back what went wrong. */
  leaveBackground(): Promise<unknown[]>
}

/** Makes the runner of a worker. */
export function runner(surroundings: Surroundings): Runner {
  const { world, assertions } = surroundings
  const backgrounds = background(world)
  const catchStrays = strayCatcher()

  /** Starts what the steps work on; most scenarios work on nothing that starts. */
  const start = (own: Session): Promise<void> | undefined => {
    const { background, plan } = own.attempt
    const shared = backgrounds.ensure(background, () => own.signal)
    const parts = partsOf(background?.plan ?? [], plan)
    return shared === undefined && parts.length === 0 ? undefined : startWith(own, shared, parts)
  }
  const startWith = async (own: Session, shared: Promise<Context> | undefined, parts: Part[]): Promise<void> => {
    try {
      if (shared !== undefined) own.context = { ...(await shared), ...own.context }
      if (parts.length > 0) await world.enter(parts, own.signal)
    } catch (error) {
      own.blame(error, 'start', 'test')
    }
  }

  const leave = async (own: Session): Promise<void> => {
    own.phase = 'clean-up'
    for (const { error, of } of await own.cleaning.runAll()) own.blame(error, `clean-up of "${of}"`, 'test')
    own.phase = 'leave'
    for (const reset of everyReset())
      try {
        await reset()
      } catch (error) {
        own.blame(error, 'reset', 'test')
      }
    const left = world.leave()
    for (const error of isThenable(left) ? await left : left) own.blame(error, 'leaving the handles', 'test')
    await turn()
  }

  return Object.freeze({
    async perform(attempt: Attempt) {
      const own = new Session(attempt, surroundings)
      const startedAt = instant()
      let ms = 0
      setRunning(own)
      const letStraysGo = catchStrays(own)
      try {
        const starting = start(own)
        if (starting) await starting
        if (!own.failed) {
          const from = now()
          const limit = own.begin()
          await surrounded(own, () => tellSteps(own, assertions))
          ms = now() - from
          // A rejection that nobody handles is told by Node after a turn.
          await turn()
          limit.stop()
        }
        refuseDropped(own)
        await leave(own)
      } finally {
        own.over = true
        own.abort(OVER)
        letStraysGo()
        setRunning(undefined)
      }
      return own.outcome(startedAt, ms)
    },
    leaveBackground: () => backgrounds.leave(),
  })
}

/** What a signal of a scenario that has ended gives as its reason. */
const OVER = new Error('the scenario is over')

/** Whoever makes a step value while a scenario runs means it to do something. */
function refuseDropped(own: Session): void {
  for (const { step, site } of own.dropped)
    own.blame(
      new Error(
        `a step value was made at ${describePlace(placeOf(site))} and neither told nor run, so it did nothing; ` +
          'tell it with .given/.when/.expect or run it with tools.run(...)',
      ),
      `"${(step as { title: string }).title}"`,
      'test',
    )
}

function partsOf(...plans: readonly Plan[]): Part[] {
  const all: Part[] = []
  for (const plan of plans) for (const { parts } of plan) if (parts.length > 0) all.push(...parts)
  return all
}

function turn(): Promise<void> {
  return new Promise((resolve) => void realSetImmediate(resolve))
}
