import { CleanUps } from './clean-up.js'
import { added, type Context } from './context.js'
import { deadline } from './deadline.js'
import { asError } from './failure.js'
import { CUT_OFF_LIMIT, goesOn } from './loose.js'
import type { Given, Tools, When } from './step.js'
import type { Background } from './suite.js'
import { runStep } from './tools.js'
import type { Added } from './types.js'
import type { World } from './world.js'

/** Keeps the background of the suite whose scenarios run now: set up before the first of them, taken down after the last. */
export interface BackgroundKeeper {
  /** What the background put into the context, if there is one; sets it up unless it stands, and takes another one down first. */
  ensure(background: Background | undefined, signal: () => AbortSignal): Promise<Context> | undefined
  /** Takes down the background that stands; hands back what went wrong. */
  leave(): Promise<unknown[]>
}

interface Standing {
  readonly background: Background
  readonly cleaning: CleanUps
  readonly context: Promise<Context>
}

/** How long one given of a background may take, in milliseconds. */
const BACKGROUND_LIMIT = 60_000

/** One background stands at a time in a worker. */
export function background(world: World): BackgroundKeeper {
  let standing: Standing | undefined

  const setUp = async ({ plan }: Background, cleaning: Standing['cleaning'], signal: AbortSignal): Promise<Context> => {
    await world.enterBackground(
      plan.flatMap(({ parts }) => parts),
      signal,
    )
    let context: Context = {}
    for (const step of plan) {
      const body = step.body as (context: Context, tools: Tools) => unknown
      const told = toolsOf(step.title, context, cleaning, world, signal)
      const setUp = async () => added(context, await body(context, told), step.title)
      try {
        context = await limited(setUp(), signal)
      } catch (error) {
        throw new Error(
          `the background of the suite could not be set up: given ${step.title}: ${(error as Error)?.message ?? error}`,
          {
            cause: error,
          },
        )
      }
    }
    await world.markBackground()
    return context
  }

  const leave = async (): Promise<unknown[]> => {
    if (standing === undefined) return []
    const { cleaning } = standing
    standing = undefined
    const errors = (await cleaning.runAll()).map(({ error }) => error)
    return [...errors, ...(await world.leaveBackground())]
  }

  const ensure = async (background: Background | undefined, signal: () => AbortSignal): Promise<Context> => {
    if (standing !== undefined && standing.background !== background) {
      const [first] = await leave()
      if (first !== undefined) throw first
    }
    if (background === undefined) return {}
    if (standing === undefined) {
      const cleaning = new CleanUps('the background of a suite')
      standing = { background, cleaning, context: setUp(background, cleaning, signal()) }
    }
    return standing.context
  }

  return {
    ensure: (background, signal) =>
      background === undefined && standing === undefined ? undefined : ensure(background, signal),
    leave,
  }
}

/** What the work gives, unless it takes too long or is interrupted. */
async function limited<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const tooSlow = () => new Error(`it did not end within ${BACKGROUND_LIMIT / 1_000} s`)
  const limit = deadline(BACKGROUND_LIMIT, tooSlow, () => goesOn(work, CUT_OFF_LIMIT))
  const giveUp = () => limit.expire(asError(signal.reason))
  signal.addEventListener('abort', giveUp, { once: true })
  if (signal.aborted) giveUp()
  try {
    return await limit.race(work)
  } finally {
    limit.stop()
    signal.removeEventListener('abort', giveUp)
  }
}

/** What a given of a background is handed; there is no when to verify and no scenario to skip or to attach to. */
function toolsOf(
  title: string,
  context: Context,
  cleaning: Standing['cleaning'],
  world: World,
  signal: AbortSignal,
): Tools {
  const none = (word: string) => (): never => {
    throw new Error(`tools.${word}(...) belongs to a scenario; "${title}" is part of a suite's background`)
  }
  const tools: Tools = {
    defer: (cleanUp) => cleaning.add(cleanUp, title),
    run: (async (step: Given<object, Added> | When<object, unknown>) => {
      if (step?.uses) await world.enterBackground(step.uses, signal)
      return runStep(step, { ...context }, tools)
    }) as Tools['run'],
    verify: none('verify'),
    attach: none('attach'),
    afresh: none('afresh'),
    skip: none('skip'),
    signal,
  }
  return tools
}
