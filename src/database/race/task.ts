import { AsyncLocalStorage } from 'node:async_hooks'
import type { QueryRunner } from 'typeorm'
import { now } from '../../scenario/real-time.js'
import type { Statement } from '../statements/statements.js'

/** Why a task stands still: another one has the lock, the pool has no connection, or what it awaits is not the database. */
export type Held = 'lock' | 'pool' | 'elsewhere'

/** A statement that waits to be sent. */
export interface Waiting {
  readonly statement: Statement
  readonly runner: QueryRunner
  readonly session: number | undefined
  open(): void
  refuse(error: Error): void
}

/** A statement that was sent and has not come back. */
export interface Flight {
  readonly runner: QueryRunner
  readonly session: number | undefined
  locked: boolean
  /** When it was sent. */
  readonly from: number
}

/** A task of a race, in one schedule. */
export interface Task {
  readonly letter: string
  readonly work: () => Promise<unknown>
  begun: boolean
  /** How it ended. */
  result: PromiseSettledResult<unknown> | undefined
  /** Resolves when it has ended. */
  ended: Promise<void> | undefined
  readonly waiting: Waiting[]
  readonly flying: Map<Statement, Flight>
  /** Connections that it is waiting for. */
  connecting: number
  /** It stands still for a reason that is not a lock. */
  held: 'pool' | 'elsewhere' | undefined
  /** The sessions that it has used. */
  readonly sessions: Set<number>
  /** All its statements, BEGIN and its like among them. */
  readonly sent: Statement[]
  lastChange: number
  /** Its schedule is over: what it still sends is too late. */
  over: boolean
}

/** What a task is doing. `ready` waits to send a statement. */
export type Activity = 'idle' | 'running' | 'ready' | 'held' | 'done'

/** Tells the tasks of a race apart. */
export const racing = new AsyncLocalStorage<Task>()

/** A task that has not begun; `letter` is its name in a schedule. */
export function newTask(letter: string, work: () => Promise<unknown>): Task {
  return {
    letter,
    work,
    begun: false,
    result: undefined,
    ended: undefined,
    waiting: [],
    flying: new Map(),
    connecting: 0,
    held: undefined,
    sessions: new Set(),
    sent: [],
    lastChange: now(),
    over: false,
  }
}

/** What the task is doing now. */
export function activityOf(task: Task): Activity {
  if (!task.begun) return 'idle'
  const flights = [...task.flying.values()]
  if (flights.some(({ locked }) => !locked)) return 'running'
  if (task.waiting.length > 0) return 'ready'
  if (flights.length > 0) return 'held'
  if (task.held !== undefined) return 'held'
  return task.result !== undefined && task.connecting === 0 ? 'done' : 'running'
}

/** Why it stands still. */
export function heldBy(task: Task): Held {
  return task.flying.size > 0 ? 'lock' : (task.held ?? 'elsewhere')
}
