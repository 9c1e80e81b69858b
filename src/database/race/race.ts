import { refuseVacuous } from '../../scenario/check-result.js'
import { asError } from '../../scenario/failure.js'
import { running } from '../../scenario/running.js'
import { type Tools, type When, when } from '../../scenario/step.js'
import type { Part } from '../../scenario/world.js'
import type { Live } from '../live.js'
import { meetingAt } from './barrier.js'
import { along, frontier, lettersOf } from './explore.js'
import { checkTasks, lettersTo, type RaceOptions, readOptions, type Told, toldSchedule } from './options.js'
import { type Race, type Raced, type RaceOutcome, RUNS, YARDSTICKS } from './raced.js'
import { replaying, type Schedule } from './schedule.js'
import { type Ran, type Stage, stageOf } from './stage.js'
import { describeSchedule, transcript } from './transcript.js'
import { refuseVacuousRace } from './vacuous.js'
import { yardsticksFor } from './yardsticks.js'

/** So many schedules are run where no bound on preemptions is told. */
export const MANY = 1_000

type Work = (context: never) => Promise<unknown>

/** The step value behind `db.race`; `judged` says whether the scenario will ask for serial orders. */
export function race<C>(
  live: () => Live,
  parts: readonly Part[],
  judged: () => boolean,
  tasks: readonly Work[],
  options: RaceOptions<C> = {},
): When<C, Race> {
  checkTasks(tasks)
  const told = readOptions(options as RaceOptions<never>, tasks.length)
  return when<C, Race>(
    `${tasks.length} tasks race`,
    async (context, tools) => {
      const own = live()
      refuseOneConnection(own)
      const runs: Ran[] = []
      const letters = lettersTo(tasks.length)
      const stage = await stageOf({
        live: own,
        parts,
        tools,
        context,
        work: new Map(tasks.map((task, i) => [letters[i]!, () => task(context as never)])),
        limit: told.limit,
        progress: () =>
          `${runs.length} ${runs.length === 1 ? 'schedule was' : 'schedules were'} explored, and others were left`,
      })
      try {
        return await exploring(own, stage, letters, told, runs, judged(), context, tools)
      } catch (error) {
        await stage.giveUp()
        throw error
      } finally {
        stage.leave()
      }
    },
    { uses: parts, ownTime: true },
  )
}

async function exploring(
  live: Live,
  stage: Stage,
  letters: string,
  told: Told,
  runs: Ran[],
  judged: boolean,
  context: unknown,
  tools: Tools,
): Promise<Race> {
  const schedule = toldSchedule(letters.length) ?? told.schedule
  const single = schedule !== undefined || told.barrier !== undefined
  const yardsticks = judged ? yardsticksFor(live, stage, letters) : undefined
  if (single) await yardsticks?.runOrders()
  let broken: { readonly error: Error; readonly run: Ran } | undefined
  const add = async (run: Ran): Promise<void> => {
    runs.push(run)
    if (told.always === undefined || broken) return
    const error = await brokenBy(live, told.always, context)
    if (error) broken = { error, run }
  }
  const left = single ? undefined : await explore(stage, letters, told, runs, add)
  const one = () => stage.run(letters, (tasks) => singly(tasks, schedule, told), schedule?.number ?? 1)
  if (single) await add(await one())
  const schedules = runs.length
  if (broken) throw tellBroken(broken.error, broken.run, schedules)
  refuseVacuousRace(live, runs, single)
  // What later expectations see is the schedule that was asked for, or the tasks in their order.
  if (yardsticks && (await yardsticks.measure(runs)))
    await (single ? one() : stage.run(letters, () => ({ choose: along(FIRST) })))
  tellExplored(tools, runs, left, single)
  return Object.freeze({
    schedules,
    exhaustive: !single && left === undefined,
    outcomes: Object.freeze(runs.map(outcome)),
    [RUNS]: runs,
    [YARDSTICKS]: yardsticks,
  } satisfies Raced)
}

const FIRST = Object.freeze({ letters: '', preemptions: 0 })

/** Goes every way within the bounds; hands back with how many preemptions others are left. */
async function explore(
  stage: Stage,
  letters: string,
  { preemptions }: Told,
  runs: readonly Ran[],
  add: (run: Ran) => Promise<void>,
): Promise<number | undefined> {
  const ways = frontier(
    preemptions ?? Number.POSITIVE_INFINITY,
    preemptions === undefined ? MANY : Number.POSITIVE_INFINITY,
  )
  for (let way = ways.next(); way !== undefined; way = ways.next()) {
    const choose = along(way)
    const run = await stage.run(letters, () => ({ choose }), runs.length + 1)
    ways.add(way, run.steps)
    await add(run)
  }
  return ways.left
}

function singly(tasks: Ran['tasks'], schedule: Schedule | undefined, { barrier }: Told) {
  return schedule === undefined ? meetingAt(barrier!, tasks) : replaying(schedule)
}

async function brokenBy(
  { log }: Live,
  always: NonNullable<Told['always']>,
  context: unknown,
): Promise<Error | undefined> {
  const from = log.all.length
  try {
    refuseVacuous(await always(context as never))
    return undefined
  } catch (error) {
    return asError(error)
  } finally {
    log.prune(from, () => false)
  }
}

function tellBroken(error: Error, run: Ran, schedules: number): Error {
  const where = describeSchedule(run, schedules)
  running()?.evidence(`statements of ${where}`, () => transcript(run))
  const { message } = error
  error.message = `always: ${message} (${where})`
  if (error.stack) error.stack = error.stack.replace(message, () => error.message)
  return error
}

/** What was explored, and what was not, is part of the report. */
function tellExplored(tools: Tools, runs: readonly Ran[], left: number | undefined, single: boolean): void {
  const failed = runs.filter(({ failures }) => failures.length > 0).length
  tools.attach('schedules', {
    explored: runs.length,
    bound: single
      ? 'one schedule was asked for'
      : left === undefined
        ? 'all that there are'
        : `all with fewer than ${left} preemptions${left > 0 && runs.length >= MANY ? `, and the first with ${left}, to ${MANY.toLocaleString('en')} schedules` : ''}`,
    ...(failed > 0 ? { withFailedTasks: failed } : {}),
  })
}

function outcome({ steps, results, failures }: Ran): RaceOutcome {
  return Object.freeze({
    schedule: lettersOf(steps),
    results: [...results.values()],
    failures: failures.map(({ letter, kind, reason }) => ({ task: letter, kind, reason })),
  })
}

function refuseOneConnection({ dialect, connections, engine }: Live): void {
  if (dialect.oneConnection && connections === undefined)
    throw new Error(
      `db.race(...) needs a connection for each task, and the data source has one for all on ${engine.description}; ` +
        'leave `connections` away or give more than one, where the driver can have them, as sqlite3 and better-sqlite3 can in a database of their own',
    )
}
