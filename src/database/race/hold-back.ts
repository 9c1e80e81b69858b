import type { QueryRunner } from 'typeorm'
import { now } from '../../scenario/real-time.js'
import { type Statement, verbOf } from '../statements/statements.js'
import { racing, type Task } from './task.js'

/** What statements of tasks are held back with. */
export interface HoldingBack {
  readonly tasks: readonly Task[]
  /** How long statements take here, in milliseconds: before that, nobody is asked what one waits for. */
  readonly pace: { ms: number }
  readonly session: (connection: unknown) => number | undefined
  /** Hands over who is asked before statements run. */
  readonly observe: (observer: {
    before(statement: Statement, runner: QueryRunner): Promise<void> | undefined
    after(statement: Statement): void
    streams(): void
  }) => () => void
}

/** Holds back every statement of the tasks until somebody opens it; `pulse` is told whenever a task does something. Hands back what lets go. */
export function holdBack(
  { tasks, pace, session: sessionOf, observe }: HoldingBack,
  pulse: (task: Task) => void,
): () => void {
  return observe({
    async before(statement, runner) {
      const task = racing.getStore()
      if (task === undefined || !tasks.includes(task)) {
        if (task?.over && verbOf(statement.sql) !== 'ROLLBACK') throw tooLate(task)
        return
      }
      task.sent.push(statement)
      task.connecting++
      pulse(task)
      let session: number | undefined
      try {
        session = sessionOf(await runner.connect())
        if (session !== undefined) task.sessions.add(session)
      } finally {
        task.connecting--
        pulse(task)
      }
      if (!orders(statement.sql)) return
      await new Promise<void>((open, refuse) => {
        if (task.over) return refuse(tooLate(task))
        task.waiting.push({ statement, runner, session, open, refuse })
        pulse(task)
      })
    },
    after(statement) {
      const task = racing.getStore()
      const flight = task?.flying.get(statement)
      if (task === undefined || flight === undefined) return
      if (!flight.locked) pace.ms += (now() - flight.from - pace.ms) / 8
      task.flying.delete(statement)
      pulse(task)
    },
    streams() {
      if (racing.getStore() !== undefined)
        throw new Error(
          'a task of db.race(...) reads by stream(), whose rows the race can not hold back; read them by find() or query()',
        )
    },
  })
}

/** A statement whose place among others' can matter; BEGIN and settings touch nothing yet. */
function orders(sql: string): boolean {
  switch (verbOf(sql)) {
    case 'BEGIN':
      return /\b(IMMEDIATE|EXCLUSIVE)\b/i.test(sql)
    case 'START':
      return /\bSNAPSHOT\b/i.test(sql)
    case 'SET':
    case 'SAVEPOINT':
    case 'RELEASE':
    case 'PRAGMA':
      return false
    default:
      return true
  }
}

/** What a statement says that comes when its schedule is over. */
export function tooLate({ letter }: Task): Error {
  return new Error(
    `task ${letter} of a race sent a statement after its schedule was over; await everything that a task begins`,
  )
}
