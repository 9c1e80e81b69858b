import { within } from '../../scenario/deadline.js'
import { readable } from '../../scenario/duration.js'
import { now } from '../../scenario/real-time.js'
import type { Tools } from '../../scenario/step.js'
import type { Part } from '../../scenario/world.js'
import type { Moment, TableChanges } from '../engine.js'
import type { Live } from '../live.js'
import { describeStatement, type Statement, verbOf } from '../statements/statements.js'
import { conduct, Hangs, type Locks, type Step } from './conductor.js'
import { keepContext } from './context-kept.js'
import { failuresOf, type TaskFailure } from './failure.js'
import { newTask, type Task } from './task.js'

/** How one schedule went. */
export interface Ran {
  /** Its place among the schedules of the race, from 1; 0 for a run that only serves as a yardstick. */
  readonly number: number
  readonly steps: readonly Step[]
  readonly tasks: readonly Task[]
  readonly results: ReadonlyMap<string, PromiseSettledResult<unknown>>
  readonly failures: readonly TaskFailure[]
  readonly changes: readonly TableChanges[]
}

/** Whose turn it is, and what is left to say when all have ended. */
export interface Policy {
  choose(choices: string, step: number): string
  end?(steps: number): void
}

/** Where schedules are run, each from the same rows and the same world. */
export interface Stage {
  run(letters: string, policy: (tasks: readonly Task[]) => Policy, number?: number): Promise<Ran>
  /** Lets the tasks of a schedule that was given up come to their end, and puts the rows back. */
  giveUp(): Promise<void>
  /** Takes the marks away; what the last schedule has left stays. */
  leave(): void
}

/** What a race is made of. */
export interface StageOptions {
  readonly live: Live
  readonly parts: readonly Part[]
  readonly tools: Tools
  readonly context: unknown
  /** By letter. */
  readonly work: ReadonlyMap<string, () => Promise<unknown>>
  readonly limit: number
  /** How far the race has come, for the sentence when its time is up. */
  readonly progress: () => string
}

/** Sets the stage for the schedules of one race. */
export async function stageOf({ live, parts, tools, context, work, limit, progress }: StageOptions): Promise<Stage> {
  const until = now() + limit
  const { engine, dialect, log, sites } = live
  sites.want(Number.POSITIVE_INFINITY)
  const bringBack = keepContext(context)
  const others = await tools.afresh({ except: parts })
  const rows = await live.repeat()
  const moment: Moment = await engine.moment()
  const from = log.all.length
  let runs = 0
  const pace = { ms: 0.5 }
  const locks = locksOf(live)
  let atWork: readonly Task[] = []
  await warm(live, work.size)

  const check = (): void => {
    if (tools.signal.aborted) throw tools.signal.reason
    if (now() < until) return
    throw new Error(
      `the race ran out of its ${readable(limit)}: ${progress()}. Give it longer with { timeout: '2m' }, or fewer schedules with { preemptions: 1 }`,
    )
  }
  const startAfresh = async (): Promise<void> => {
    // Of earlier schedules, what failed is all that is kept.
    log.prune(from, ({ error }) => error !== undefined)
    if (runs === 0) return
    bringBack()
    await others()
    const left = await rows.again(atWork.every(({ sent }) => endsWell(sent)))
    if (left) throw left
  }

  return Object.freeze({
    async run(letters: string, policy: (tasks: readonly Task[]) => Policy, number = 0) {
      check()
      await startAfresh()
      const tasks = [...letters].map((letter) => newTask(letter, work.get(letter)!))
      atWork = tasks
      const { choose, end } = policy(tasks)
      const writers = runs < LOOKED_AT ? await engine.watchWriters() : undefined
      const steps = await unlessCut(
        conduct({
          tasks,
          choose,
          pace,
          session: dialect.session,
          locks,
          check,
          observe: live.observe,
        }),
        tools.signal,
      ).catch((error: unknown) => {
        throw error instanceof Hangs ? hanging(error.task) : error
      })
      end?.(steps.length)
      const changes = await engine.changesSince(moment)
      const ran: Ran = Object.freeze({
        number,
        steps,
        tasks,
        results: new Map(tasks.map(({ letter, result }) => [letter, result!])),
        failures: await failuresOf(tasks, live),
        changes,
      })
      runs++
      if (writers) refuseStrangers(await writers(), tasks)
      return ran
    },
    async giveUp() {
      await within(GIVING_UP, Promise.all(atWork.map(({ ended }) => ended)), () => new Error('they hang')).catch(
        () => {},
      )
      await rows.again()
    },
    leave: () => rows.end(),
  })
}

/** How long the connections may take to open, in milliseconds. */
const WARMING = 2_000
/** How long tasks that were given up may take to end, in milliseconds. */
const GIVING_UP = 1_000
/** In how many schedules writers beside the tasks are looked for; they write in every one. */
const LOOKED_AT = 2

/** Opens a connection for each task beforehand, so that none of them seems to wait for one. */
async function warm({ dataSource }: Live, count: number): Promise<void> {
  const runners = Array.from({ length: count }, () => dataSource.createQueryRunner())
  const connected = runners.map((runner) => runner.connect())
  await within(WARMING, Promise.all(connected), () => new Error('the pool has fewer connections')).catch(() => {})
  for (const [i, runner] of runners.entries()) connected[i]!.finally(() => runner.release()).catch(() => {})
}

/** A server is asked; on SQLite, the pool knows whose statement it sends again. */
function locksOf({ engine, connections }: Live): Locks {
  if (connections)
    return {
      grace: 8,
      async waiting(flights) {
        const runners = connections.waiting()
        return flights.filter(({ runner }) => runners.includes(runner))
      },
    }
  return {
    grace: 2,
    async waiting(flights) {
      const sessions = flights.flatMap(({ session }) => session ?? [])
      const waiting = sessions.length === 0 ? [] : await engine.waiting(sessions)
      return flights.filter(({ session }) => session !== undefined && waiting.includes(session))
    },
  }
}

/** Every transaction that was begun in them was ended. */
function endsWell(sent: readonly Statement[]): boolean {
  let open = 0
  for (const { sql, error } of sent) {
    const verb = verbOf(sql)
    if (BEGINS.has(verb)) open++
    else if (ENDS.has(verb) && error === undefined && !/\bTO\b/i.test(sql)) open--
  }
  return open === 0
}

const BEGINS: ReadonlySet<string> = new Set(['BEGIN', 'START'])
const ENDS: ReadonlySet<string> = new Set(['COMMIT', 'ROLLBACK', 'END'])

/** Ends the wait at once where the scenario is interrupted. */
function unlessCut<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cut = () => reject(signal.reason as Error)
    signal.addEventListener('abort', cut, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', cut))
  })
}

function hanging({ letter, sent, connecting }: Task): Error {
  const last = sent.at(-1)
  const after =
    last === undefined ? 'it has sent no statement yet' : `its last statement was ${describeStatement(last)}`
  const what =
    connecting > 0 ? 'a connection of the pool' : 'something that is not the database, and that does not come'
  return new Error(`task ${letter} of the race hangs: it waits for ${what}; ${after}`)
}

/** Rows that a session wrote which no task sends its statements by: the race does not hold that one back. */
function refuseStrangers(writers: readonly number[], tasks: readonly Task[]): void {
  const own = new Set(tasks.flatMap(({ sessions }) => [...sessions]))
  const stranger = writers.find((session) => !own.has(session))
  if (stranger !== undefined)
    throw new Error(
      'while the race ran, rows were written by a connection that none of its tasks uses: a second DataSource or a client of its own, whose statements the race can not hold back; let the tasks use the data source of the database',
    )
}
