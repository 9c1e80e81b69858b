import type { DataSource, QueryRunner } from 'typeorm'
import { now, realClearTimeout, realSetTimeout } from '../../scenario/real-time.js'
import type { ConnectionSource } from '../dialect.js'
import { type Statement, verbOf } from './statements.js'

/**
 * A pool of connections for a driver that has one for all query runners: each runner gets one of its own from its first
 * statement to its release, as on a server. A statement that meets another's lock waits for it as SQLite would, but
 * without stopping the process.
 */
export interface OwnConnections {
  /** The runner's own connection. */
  connect(runner: QueryRunner): Promise<unknown>
  /** Releases the runner, as its class does it, and its connection. */
  release(runner: QueryRunner, byClass: () => Promise<void>): Promise<void>
  /** Sends a statement; again and again while another runner has the lock. */
  send<T>(runner: QueryRunner, statement: Statement, work: () => Promise<T>): Promise<T>
  /** The runners whose statement waits for another one's lock. */
  waiting(): readonly QueryRunner[]
  /** Called whenever a statement begins to wait; hands back what ends that. */
  onWait(listener: (runner: QueryRunner) => void): () => void
  /** Makes those that wait fail at once, until `settle`. */
  hurry(): void
  /** Ends transactions that were left open and what else connections have kept; whether there was a transaction. */
  settle(): Promise<boolean>
  /** Closes all connections. */
  close(): Promise<void>
}

/** Other connections than the pool's own may have the lock: nobody tells when they let go. */
const PAUSE = 25

interface Held {
  readonly connection: unknown
  /** A transaction was begun and not ended. */
  open: boolean
  /** It has settings, temporary tables or attached files that the next one must not find. */
  marked: boolean
}

/** Gives each query runner of a SQLite data source a connection of its own, `most` of them at once. */
export function ownConnections(dataSource: DataSource, source: ConnectionSource, most: number): OwnConnections {
  const idle: Held[] = []
  /** Given back with an open transaction: nobody gets them before that is ended. */
  const parked: Held[] = []
  const lent = new Map<QueryRunner, Promise<Held>>()
  const queue: ((held: Held) => void)[] = []
  const waiting = new Set<QueryRunner>()
  const listeners = new Set<(runner: QueryRunner) => void>()
  const wakers = new Set<() => void>()
  let made = 0
  let hurried = false

  const take = async (): Promise<Held> => {
    const held = idle.pop()
    if (held) return held
    if (made >= most) return new Promise((resolve) => void queue.push(resolve))
    made++
    try {
      return { connection: await source.open(dataSource), open: false, marked: false }
    } catch (error) {
      made--
      throw error
    }
  }
  const give = (held: Held): void => {
    if (held.open) return void parked.push(held)
    const next = queue.shift()
    if (next) next(held)
    else idle.push(held)
  }
  const wake = (): void => {
    for (const one of [...wakers]) one()
  }
  const lockMayBeFree = (limit: number): Promise<void> =>
    new Promise((resolve) => {
      const done = () => {
        realClearTimeout(timer)
        wakers.delete(done)
        resolve()
      }
      const timer = realSetTimeout(done, Math.max(0, Math.min(PAUSE, limit)))
      wakers.add(done)
    })
  const note = async (runner: QueryRunner, sql: string): Promise<void> => {
    const held = await lent.get(runner)
    if (held === undefined) return
    const verb = verbOf(sql)
    if (MARKING.has(verb) || /^\W*CREATE\s+TEMP/i.test(sql)) held.marked = true
    if (verb === 'BEGIN' || verb === 'SAVEPOINT') held.open = true
    else if (verb === 'COMMIT' || verb === 'END' || (verb === 'ROLLBACK' && !/\bTO\b/i.test(sql))) held.open = false
    if (!held.open) wake()
  }

  return Object.freeze({
    async connect(runner: QueryRunner) {
      let held = lent.get(runner)
      if (held === undefined) {
        held = take()
        lent.set(runner, held)
        held.catch(() => lent.delete(runner))
      }
      return (await held).connection
    },
    async release(runner: QueryRunner, byClass: () => Promise<void>) {
      const state = runner as { isReleased: boolean }
      if (state.isReleased) return
      state.isReleased = true
      await byClass.call(runner)
      const held = lent.get(runner)
      lent.delete(runner)
      if (held) give(await held)
      wake()
    },
    async send<T>(runner: QueryRunner, statement: Statement, work: () => Promise<T>): Promise<T> {
      const deadline = now() + source.patience(dataSource)
      try {
        for (;;)
          try {
            const result = await work()
            await note(runner, statement.sql)
            return result
          } catch (error) {
            // One that has read can't wait its turn to write: SQLite refuses at once, for its rows would be out of date.
            const waits = statement.hasRead !== true || verbOf(statement.sql) === 'COMMIT'
            if (!waits || hurried || !source.busy(error) || now() >= deadline) throw error
            if (!waiting.has(runner)) {
              waiting.add(runner)
              for (const listener of listeners) listener(runner)
            }
            await lockMayBeFree(deadline - now())
          }
      } finally {
        waiting.delete(runner)
      }
    },
    waiting: () => [...waiting],
    onWait(listener: (runner: QueryRunner) => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    hurry() {
      hurried = true
      wake()
    },
    async settle() {
      hurried = false
      let open = false
      // A runner that no scenario made stays at work; what it has begun does not.
      for (const [runner, lease] of lent) {
        const held = await lease
        if (!held.open) continue
        if (await source.endTransaction(held.connection)) open = true
        held.open = false
        Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 })
      }
      for (const held of [...parked.splice(0), ...idle.splice(0)]) {
        if (held.open && (await source.endTransaction(held.connection))) open = true
        held.open = false
        if (!held.marked) {
          give(held)
          continue
        }
        await source.close(held.connection)
        made--
      }
      return open
    },
    async close() {
      for (const held of [...parked.splice(0), ...idle.splice(0), ...(await Promise.all(lent.values()))])
        await source.close(held.connection)
      lent.clear()
      made = 0
    },
  })
}

const MARKING: ReadonlySet<string> = new Set(['PRAGMA', 'ATTACH', 'DETACH'])
