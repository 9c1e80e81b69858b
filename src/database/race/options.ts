import { milliseconds } from '../../scenario/duration.js'
import type { Awaitable, Checked } from '../../scenario/types.js'
import { letterOf, readSchedule, SCHEDULE, type Schedule } from './schedule.js'

/**
 * How a race is run.
 *
 * @example
 * ```ts
 * import type { RaceOptions } from 'qa-integ/database'
 *
 * const bounded: RaceOptions = { preemptions: 2, timeout: '1m' }
 * const met: RaceOptions = { barrier: 'SELECT accounts' }
 * ```
 */
export interface RaceOptions<C = object> {
  /** Holds after every schedule; its statements are not counted among those of the when. */
  readonly always?: (context: C) => Awaitable<Checked>
  /** How often a schedule may take the turn from a task that could have gone on; all interleavings where it is not told and they are few. */
  readonly preemptions?: number
  /** Runs this schedule only, as a failure has printed it: '3:ABAABB', or the letters alone. */
  readonly schedule?: string
  /** Runs one schedule, in which every task sends its first statement with these words, as in 'SELECT accounts', before any goes on. */
  readonly barrier?: string
  /** How long all schedules may take together; '30s' where it is not told. It is not taken from the scenario's time. */
  readonly timeout?: string
}

/** The options, read. */
export interface Told {
  readonly always: ((context: never) => unknown) | undefined
  readonly preemptions: number | undefined
  readonly schedule: Schedule | undefined
  readonly barrier: string | undefined
  readonly limit: number
}

const KNOWN: readonly string[] = ['always', 'preemptions', 'schedule', 'barrier', 'timeout']
const LIMIT = 30_000
const MOST_TASKS = 8

/** Refuses what is no race. */
export function checkTasks(tasks: unknown): void {
  if (!Array.isArray(tasks) || tasks.some((task) => typeof task !== 'function'))
    throw new TypeError('db.race([...]) takes functions, as in db.race([() => withdraw(30), () => withdraw(50)])')
  if (tasks.length < 2)
    throw new TypeError(
      `db.race([...]) needs two tasks or more; ${tasks.length === 1 ? 'one races nobody' : 'there is none'}`,
    )
  if (tasks.length > MOST_TASKS)
    throw new TypeError(
      `db.race([...]) takes ${MOST_TASKS} tasks at most, for ${tasks.length} have too many orders; two or three find what more would find`,
    )
}

/** Reads the options, with the schedule that the command line has told. */
export function readOptions(options: RaceOptions<never>, tasks: number): Told {
  if (typeof options !== 'object' || options === null)
    throw new TypeError('db.race(tasks, options) takes an object of options, such as { preemptions: 2 }')
  const stray = Object.keys(options).find((key) => !KNOWN.includes(key))
  if (stray) throw new TypeError(`db.race(...) has no option "${stray}"; it has ${KNOWN.join(', ')}`)
  const { always, preemptions, schedule, barrier, timeout } = options
  if (always !== undefined && typeof always !== 'function')
    throw new TypeError(
      'db.race(..., { always }) takes a function of the context that checks what holds after every schedule',
    )
  if (preemptions !== undefined && (!Number.isInteger(preemptions) || preemptions < 0))
    throw new TypeError(`db.race(..., { preemptions: ${String(preemptions)} }) needs a whole number from 0`)
  if (barrier !== undefined && (typeof barrier !== 'string' || barrier.trim() === ''))
    throw new TypeError(`db.race(..., { barrier }) needs words of a statement, as in 'SELECT accounts'`)
  const ways = Object.entries({ preemptions, schedule, barrier }).filter(([, value]) => value !== undefined)
  if (ways.length > 1)
    throw new TypeError(
      `db.race(...) is told ${ways.map(([name]) => name).join(' and ')}; each says which schedules are run, so one of them`,
    )
  return Object.freeze({
    always,
    preemptions,
    schedule:
      schedule === undefined
        ? undefined
        : readSchedule(schedule, tasks, `db.race(..., { schedule: ${JSON.stringify(schedule)} })`),
    barrier,
    limit: timeout === undefined ? LIMIT : milliseconds(timeout),
  })
}

/** The schedule of the command line, for a scenario that is run to see it again. */
export function toldSchedule(tasks: number): Schedule | undefined {
  const text = process.env[SCHEDULE]
  return text ? readSchedule(text, tasks, `--schedule ${text}`) : undefined
}

/** The letters of so many tasks. */
export const lettersTo = (tasks: number): string => Array.from({ length: tasks }, (_, i) => letterOf(i)).join('')
