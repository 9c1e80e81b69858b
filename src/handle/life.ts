import { GIVE_UP } from '../scenario/clean-up.js'
import { deadline, within } from '../scenario/deadline.js'
import { readable } from '../scenario/duration.js'
import { asError } from '../scenario/failure.js'
import { goesOn } from '../scenario/loose.js'
import { now } from '../scenario/real-time.js'
import type { Awaitable } from '../scenario/types.js'

/** Who shares a part of the world: one scenario, the scenarios of a worker, or all workers of a run. */
export type Sharing = 'scenario' | 'worker' | 'run'

/** What starting a part is handed. */
export interface StartTools {
  /** Starts another handle first; it stays as long as this one does. */
  uses(other: object): Promise<void>
  /** Aborted when the start takes too long or the scenario is interrupted. */
  readonly signal: AbortSignal
}

/** How a part lives, as its author tells it. */
export interface LifeOptions<V> {
  readonly name: string
  readonly start: (tools: StartTools) => Awaitable<V>
  readonly mark?: (value: V) => Awaitable<() => Awaitable<void>>
  readonly reset?: (value: V) => Awaitable<void>
  readonly stop?: (value: V) => Awaitable<void>
  readonly per: Sharing
  /** How long `start` may take, in milliseconds. */
  readonly limit: number
}

/** Told when a part has started or stopped. */
export type LifeEvent = (event: 'started' | 'stopped', name: string, ms: number) => void

/** How long `reset` and `stop` may take, in milliseconds. */
const LEAVE_LIMIT = 10_000

/** How long a start that was given up is worth waiting for at the end of the process, in milliseconds. */
const GIVEN_UP_LIMIT = 5_000

/** On every handle, also when a loader gives a process this module twice. */
export const LIFE = Symbol.for('qa-integ.life')

/** Something that carries a life: a handle. */
export interface Living {
  readonly name: string
  readonly [LIFE]: Life
}

/** The life behind a handle, or an error that says what is needed instead. */
export function lifeOf(part: object): Life {
  const life = (part as Partial<Living>)[LIFE]
  if (life === undefined)
    throw new TypeError(
      `a handle is needed, made by handle(...), target(...), database(...) and the like; got ${String(part)}`,
    )
  return life
}

/** One part of the world: idle, or running with what it uses. */
export interface Life<V = unknown> {
  readonly name: string
  readonly per: Sharing
  /** What it was started with. */
  readonly uses: readonly Life[]
  /** Whether it has something to do when it is stopped. */
  readonly stops: boolean
  /** Starts it unless it runs; `above` are the names of those that wait for it. */
  start(signal: AbortSignal, above: readonly string[], keeper: Keeper): Promise<void>
  /** Lets its value be read, until as many `close` have come as `open`. */
  open(): void
  close(): void
  /** The live value, for scenarios that were given it. */
  value(): V
  mark(): Promise<void>
  unmark(): Promise<void>
  reset(): Promise<void>
  stop(tell: LifeEvent): Promise<void>
}

/** Who keeps the lives of a worker. */
export interface Keeper {
  /** A part runs now and has to be stopped one day. */
  started(life: Life): void
  /** A part was needed by the start of another, which may fail yet. */
  used(life: Life): void
  readonly tell: LifeEvent
}

/** Makes a life from what its author told. */
export function life<V>(options: LifeOptions<V>): Life<V> {
  const { name, per } = options
  let running: { value: V; uses: readonly Life[] } | undefined
  let starting: Promise<void> | undefined
  let undoMarks: (() => Awaitable<void>)[] = []
  /** A start that hung is not tried again: every scenario would wait for it once more. */
  let hung: Error | undefined
  let openers = 0

  const begin = async (signal: AbortSignal, above: readonly string[], keeper: Keeper): Promise<void> => {
    if (hung) throw hung
    const from = now()
    const uses: Life[] = []
    const abort = new AbortController()
    const onAbort = () => limit.expire(asError(signal.reason))
    const limit = deadline(
      options.limit,
      () =>
        (hung = new Error(
          `handle "${name}" did not start within ${readable(options.limit)}; give it longer with { within: '2m' } or see what it waits for`,
        )),
      () => abort.abort(),
    )
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    const path = [...above, name]
    const tools: StartTools = {
      uses: async (other) => {
        const used = lifeOf(other)
        if (path.includes(used.name))
          throw new Error(`handles use each other in a circle: ${[...path, used.name].join(' -> ')}`)
        if (rank(used.per) < rank(per))
          throw new Error(
            `handle "${name}" lives per ${per} but uses "${used.name}", which lives per ${used.per} and would be gone before it; let "${name}" live per ${used.per}`,
          )
        if (!limit.expired) await used.start(signal, path, keeper)
        if (limit.expired) throw new Error(`the start of "${name}" has been given up`)
        keeper.used(used)
        used.open()
        uses.push(used)
      },
      signal: abort.signal,
    }
    const work = (async () => options.start(tools))()
    try {
      running = { value: await limit.race(work), uses }
      keeper.started(self)
      keeper.tell('started', name, now() - from)
    } catch (error) {
      // What starts after all has no owner any more.
      if (limit.expired)
        goesOn(
          work.then((value) => options.stop?.(value)),
          GIVEN_UP_LIMIT,
        )
      throw limit.expired
        ? error
        : new Error(`handle "${name}" could not start: ${asError(error).message}`, { cause: error })
    } finally {
      for (const used of uses) used.close()
      limit.stop()
      signal.removeEventListener('abort', onAbort)
    }
  }

  const self: Life<V> = {
    name,
    per,
    get uses() {
      return running?.uses ?? []
    },
    stops: options.stop !== undefined,
    start(signal, above, keeper) {
      if (running) return Promise.resolve()
      starting ??= begin(signal, above, keeper).finally(() => {
        starting = undefined
      })
      return starting
    },
    open() {
      openers++
    },
    close() {
      openers--
    },
    value() {
      if (running === undefined || openers <= 0)
        throw new Error(
          `handle "${name}" is read outside a scenario that was given it; add .given(${identifier(name)}) to the scenario or its suite, or await what reads it after its scenario`,
        )
      return running.value
    },
    async mark() {
      if (running && options.mark)
        undoMarks.push(await within(LEAVE_LIMIT, options.mark(running.value), () => slow(name, 'mark')))
    },
    async unmark() {
      const undo = undoMarks.pop()
      if (running) await within(LEAVE_LIMIT, undo?.(), () => slow(name, 'reset'))
    },
    async reset() {
      if (running && options.reset) await within(LEAVE_LIMIT, options.reset(running.value), () => slow(name, 'reset'))
    },
    async stop(tell) {
      const ended = running
      running = undefined
      undoMarks = []
      if (ended === undefined) return
      const from = now()
      try {
        if (options.stop) await within(LEAVE_LIMIT, options.stop(ended.value), () => slow(name, 'stop'))
      } finally {
        tell('stopped', name, now() - from)
      }
    },
  }
  return self
}

const rank = (per: Sharing): number => ['scenario', 'worker', 'run'].indexOf(per)

const identifier = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : 'it')

function slow(name: string, what: string): Error {
  return new Error(
    `${what} of handle "${name}" did not end within ${LEAVE_LIMIT / 1_000} s, and the others ran without it; ${GIVE_UP}`,
  )
}
