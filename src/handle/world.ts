import type { Part, World } from '../scenario/world.js'
import { type Life, type LifeEvent, lifeOf } from './life.js'

/** The world of a worker: it also ends. */
export interface WorkerWorld extends World {
  /** Stops every part that runs; with `keepStopless`, those without a `stop` go on. */
  stopAll(options?: { keepStopless?: boolean }): Promise<unknown[]>
}

/** Who may rely on the world being ended: a host whose hooks are loaded. */
export interface WorldOptions {
  readonly tell: LifeEvent
  /** Says why no handle may start, when nothing would stop it. */
  readonly refuse: () => string | undefined
}

const NONE: readonly unknown[] = Object.freeze([])

/** The parts that run in a worker, for its scenarios and for the background of the suite that runs. */
export function workerWorld({ tell, refuse }: WorldOptions): WorkerWorld {
  /** In the order of their start: what is used stands before its users. */
  const started = new Set<Life>()
  const scenario = new Set<Life>()
  const background = new Set<Life>()
  /** What a scenario has marked, over the marks of backgrounds. */
  const marked: Life[] = []
  const keeper = { started: (life: Life) => void started.add(life), tell }

  const enterInto = async (scope: Set<Life>, parts: readonly Part[], signal: AbortSignal): Promise<void> => {
    if (parts.length === 0) return
    const why = refuse()
    if (why) throw new Error(`handle "${parts[0]!.name}" cannot start: ${why}`)
    for (const part of new Set(parts.map(lifeOf))) {
      await part.start(signal, [], { ...keeper, used: (life) => openWithUses(life, scope) })
      openWithUses(part, scope)
    }
  }
  const openWithUses = (life: Life, scope: Set<Life>): void => {
    for (const used of life.uses) openWithUses(used, scope)
    if (scope.has(life)) return
    scope.add(life)
    life.open()
  }
  const stop = async (life: Life, errors: unknown[]): Promise<void> => {
    started.delete(life)
    await life.stop(tell).catch((error: unknown) => errors.push(error))
  }
  /** Closes a scope, users before what they use; what lives for a scenario only is stopped, the rest is `left`. */
  const leaveScope = async (scope: Set<Life>, left: (life: Life) => Promise<void>): Promise<unknown[]> => {
    const errors: unknown[] = []
    if (scope.size === 0) return errors
    const lives = [...started].filter((life) => scope.has(life)).reverse()
    scope.clear()
    for (const life of lives) {
      const shared = background.has(life)
      if (life.per === 'scenario' && !shared) await stop(life, errors)
      else
        await left(life).catch(async (error: unknown) => {
          errors.push(error)
          // Nobody knows its state now; the next scenario gets a fresh one.
          await stop(life, errors)
        })
      life.close()
    }
    return errors
  }

  const leaveScenario = async (): Promise<unknown[]> => {
    const errors: unknown[] = []
    for (const life of marked.splice(0).reverse()) await life.unmark().catch((error: unknown) => errors.push(error))
    return [...errors, ...(await leaveScope(scenario, (life) => life.reset()))]
  }

  return {
    enter: (parts, signal) => enterInto(scenario, parts, signal),
    async afresh(except) {
      const kept = new Set(except.map(lifeOf))
      const lives = [...started]
        .filter((life) => (scenario.has(life) || background.has(life)) && !kept.has(life))
        .reverse()
      for (const life of lives) {
        await life.mark()
        marked.push(life)
      }
      return async () => {
        for (const life of lives) await life.reset()
      }
    },
    leave: () => (marked.length === 0 && scenario.size === 0 ? NONE : leaveScenario()),
    enterBackground: (parts, signal) => enterInto(background, parts, signal),
    async markBackground() {
      for (const life of background) await life.mark()
    },
    leaveBackground() {
      const lives = new Set(background)
      background.clear()
      return leaveScope(lives, async (life) => {
        await life.unmark()
        await life.reset()
      })
    },
    async stopAll({ keepStopless = false } = {}) {
      const errors: unknown[] = []
      for (const life of [...started].reverse()) if (!keepStopless || life.stops) await stop(life, errors)
      return errors
    },
  }
}
