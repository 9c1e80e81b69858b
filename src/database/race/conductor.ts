import { now, realClearTimeout, realSetImmediate, realSetTimeout } from '../../scenario/real-time.js'
import { type Statement, verbOf } from '../statements/statements.js'
import { type HoldingBack, holdBack, tooLate } from './hold-back.js'
import { activityOf, type Flight, type Held, heldBy, racing, type Task } from './task.js'

/** One choice: this task went on, by this statement unless it was only begun. */
export interface Step {
  readonly letter: string
  readonly statement: Statement | undefined
  /** The letters of all that could have gone on, the one that went on last before the others. */
  readonly choices: string
  /** Why the statement did not come back before others went on. */
  held?: Held
}

/** What a conductor works with. */
export interface Baton extends HoldingBack {
  /** Which of the letters goes on; throws when none of them may. */
  choose(choices: string, step: number): string
  readonly locks: Locks
  /** Throws when the race is out of time or given up. */
  readonly check: () => void
}

const ENDING: ReadonlySet<string> = new Set(['COMMIT', 'ROLLBACK', 'END'])
/** What tells which statements wait for a lock. */
export interface Locks {
  /** Those of them that do. */
  waiting(flights: readonly Flight[]): Promise<readonly Flight[]>
  /** How many times the usual one that was let go may take to come back; longer where it has to try again. */
  readonly grace: number
}

/** How long a task may be silent before the others go on without it, in milliseconds. */
const SILENCE = 100
/** How long all may be silent, in milliseconds. */
const HANG = 3_000

/** Runs the tasks once, one statement at a time; hands back the choices that were made. */
export async function conduct(baton: Baton): Promise<Step[]> {
  const { tasks, choose, check, pace, locks } = baton
  const steps: Step[] = []
  let pulses = 0
  let probed = -1
  let wake: (() => void) | undefined
  const pulse = (task: Task): void => {
    pulses++
    task.lastChange = now()
    task.held = undefined
    wake?.()
  }
  const changed = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = realSetTimeout(resolve, ms)
      wake = () => {
        realClearTimeout(timer)
        resolve()
      }
    })
  const doing = (what: 'running' | 'ready' | 'held' | 'idle' | 'done') =>
    tasks.filter((task) => activityOf(task) === what)

  const letGo = holdBack(baton, pulse)

  const begin = (task: Task): void => {
    task.begun = true
    const settled = (result: PromiseSettledResult<unknown>) => {
      task.result = result
      pulse(task)
    }
    task.ended = racing
      .run(task, async () => task.work())
      .then(
        (value) => settled({ status: 'fulfilled', value }),
        (reason: unknown) => settled({ status: 'rejected', reason }),
      )
  }
  /** Asks the database which statements that are on their way wait for a lock. */
  const probe = async (flights: readonly Flight[]): Promise<void> => {
    const at = pulses
    const waiting = await locks.waiting(flights)
    for (const flight of flights) flight.locked = waiting.includes(flight)
    probed = at
  }
  const flights = (locked: boolean) =>
    tasks.flatMap(({ flying }) => [...flying.values()].filter((flight) => flight.locked === locked))

  /** Until everybody waits to send a statement, stands still or has ended. */
  const settle = async (): Promise<void> => {
    let wait = pace.ms * 2
    for (;;) {
      const running = doing('running')
      if (running.length === 0) {
        if (flights(true).length === 0 || probed === pulses) return
        const at = pulses
        // What a transaction held is free when it has ended: who waited for it comes back without being asked.
        if (ENDING.has(verbOf(steps.at(-1)?.statement?.sql ?? ''))) await changed(pace.ms * locks.grace)
        if (pulses === at) await probe(flights(true))
        continue
      }
      const before = pulses
      await changed(wait)
      if (pulses !== before) {
        wait = pace.ms * 2
        continue
      }
      check()
      wait = Math.min(wait * 2, 10)
      if (flights(false).length > 0) await probe(flights(false))
      for (const task of running)
        if (task.flying.size === 0 && now() - task.lastChange > SILENCE && activityOf(task) === 'running')
          task.held = task.connecting > 0 ? 'pool' : 'elsewhere'
    }
  }
  /** Nobody can go on: waits for what the database does about it. */
  const stall = async (): Promise<void> => {
    const before = pulses
    await changed(3)
    if (pulses !== before) return
    check()
    if (flights(true).length > 0) await probe(flights(true))
    const held = doing('held')
    const outside = held.filter((task) => heldBy(task) !== 'lock')
    if (outside.length > 0 && held.every(({ lastChange }) => now() - lastChange > HANG)) throw hangs(outside[0]!)
  }

  try {
    for (;;) {
      await settle()
      if (steps.length > 0) markHeld(steps.at(-1)!, tasks)
      const able = tasks.filter((task) => ['idle', 'ready'].includes(activityOf(task)))
      if (able.length === 0) {
        if (doing('done').length === tasks.length) {
          // What is sent without being awaited comes in the next turn.
          await new Promise<void>((turn) => void realSetImmediate(turn))
          if (doing('done').length === tasks.length) return steps
        } else await stall()
        continue
      }
      const last = steps.at(-1)?.letter
      const choices = able
        .map(({ letter }) => letter)
        .sort((a, b) => Number(b === last) - Number(a === last) || (a < b ? -1 : 1))
        .join('')
      const letter = choose(choices, steps.length)
      const task = able.find((one) => one.letter === letter)!
      if (activityOf(task) === 'idle') {
        begin(task)
        await settle()
      }
      const next = activityOf(task) === 'ready' ? task.waiting.shift() : undefined
      steps.push({ letter, statement: next?.statement, choices })
      if (next === undefined) continue
      task.flying.set(next.statement, { runner: next.runner, session: next.session, locked: false, from: now() })
      pulse(task)
      next.open()
    }
  } finally {
    for (const task of tasks) {
      task.over = true
      for (const { refuse } of task.waiting.splice(0)) refuse(tooLate(task))
    }
    letGo()
  }
}

function markHeld(step: Step, tasks: readonly Task[]): void {
  const task = tasks.find(({ letter }) => letter === step.letter)!
  if (activityOf(task) === 'held' && (step.statement === undefined || task.flying.has(step.statement)))
    step.held ??= heldBy(task)
}

/** A task that waits for something that will not come. */
export class Hangs extends Error {
  readonly task: Task
  constructor(task: Task) {
    super(`task ${task.letter} hangs`)
    this.task = task
  }
}

function hangs(task: Task): Error {
  return new Hangs(task)
}
