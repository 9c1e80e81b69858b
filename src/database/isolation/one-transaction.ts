import { now, realClearTimeout, realSetTimeout } from '../../scenario/real-time.js'
import { running } from '../../scenario/running.js'
import type { Engine } from '../engine.js'
import { deepSite } from '../statements/sites.js'
import { AT_WORK, controls, type Statement } from '../statements/statements.js'
import type { Watched } from '../statements/watched.js'
import * as refused from './refused-inside.js'

/**
 * A scenario as one transaction that is rolled back: what its code begins as transactions of its own are savepoints, and
 * nothing is ever committed. All query runners are on one connection, where one transaction is open at a time.
 */
export interface OneTransaction {
  /** The connection that all runners get within it, or a promise of it; nothing where the driver has one for all. */
  connection(): unknown
  /** The statement may be refused, and its author is told. */
  mayRefuse(sql: string, verb: string): boolean
  /** Sends a statement as a part of it; `work` sends what is told instead. */
  send<T>(watched: Watched, statement: Statement, work: (sql: string) => Promise<T>): Promise<T>
  /** What was done so far stays. */
  keep(): Promise<void>
  /** Rolls it back; hands back whether the code has left a transaction open, and whether the whole was still there. */
  undo(): Promise<{ readonly open: boolean; readonly whole: boolean }>
  /** The connection is gone, and it with it. */
  forget(): void
}

/** How long a statement waits for a transaction that another query runner has begun, in milliseconds. */
const PATIENCE = 1_000
const POINT = 'qa_integ_transaction'
const ALONE = 'qa_integ_statement'
/** What is sent in the place of what has no meaning inside. */
const NOTHING = 'SELECT 1'
const SEVERAL = /;\s*[^\s;]/

/** The transaction of `isolation: 'rollback'`, on the engine's own connection or one for all runners. */
export async function oneTransaction(engine: Engine): Promise<OneTransaction> {
  const { outer } = engine
  if (outer === undefined) throw refused.nowhere(engine)
  const deferred = await outer.deferred()
  if (deferred !== undefined) throw refused.neverChecked(deferred)
  const { shared, failureEnds } = outer
  const level = (await outer.level()).toUpperCase()
  await outer.letGo?.()
  let begun: Promise<void> | undefined
  /** Whose transaction is open. */
  let owner: { readonly watched: Watched; readonly by: Statement } | undefined
  let turn: Promise<unknown> = Promise.resolve()
  /** Set when the server has ended it. */
  let lost: { readonly how: string; readonly by: Statement } | undefined
  const wakers = new Set<() => void>()

  const close = (): void => {
    owner = undefined
    for (const wake of [...wakers]) wake()
  }
  /** On a server, a statement would become a part of another one's transaction. */
  const othersEnd = async (watched: Watched, statement: Statement): Promise<void> => {
    const until = now() + PATIENCE
    while (owner !== undefined && owner.watched !== watched) {
      if (now() >= until) throw refused.waitsInVain(owner.by, statement)
      await new Promise<void>((resolve) => {
        const done = (): void => {
          wakers.delete(done)
          realClearTimeout(timer)
          resolve()
        }
        const timer = realSetTimeout(done, until - now())
        wakers.add(done)
      })
    }
  }
  /** What was written before is gone, and what came after would be committed. */
  const orLost = async <T>(statement: Statement, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      const how = outer.lostBy?.(error)
      if (how !== undefined) lost ??= { how, by: statement }
      throw error
    }
  }
  /** Here and not earlier it is known who sent the statement. */
  const tellLost = (statement: Statement): void => {
    if (lost?.by !== statement) return
    statement.site ??= deepSite()
    running()?.fail(refused.gone(lost.how, statement))
  }
  /** A failed statement would end the whole transaction. */
  const alone = async <T>(sql: string, work: (sql: string) => Promise<T>): Promise<T> => {
    await outer.exec(`SAVEPOINT ${ALONE}`)
    try {
      const result = await work(sql)
      await outer.exec(`RELEASE SAVEPOINT ${ALONE}`)
      return result
    } catch (error) {
      await outer.exec(`ROLLBACK TO SAVEPOINT ${ALONE}; RELEASE SAVEPOINT ${ALONE}`)
      throw error
    }
  }
  const takeBack = async <T>(work: (sql: string) => Promise<T>): Promise<T> => {
    const result = await work(`ROLLBACK TO SAVEPOINT ${POINT}`)
    await outer.exec(`RELEASE SAVEPOINT ${POINT}`)
    close()
    return result
  }
  const sent = async <T>(watched: Watched, statement: Statement, work: (sql: string) => Promise<T>): Promise<T> => {
    const { sql, verb } = statement
    const begins = verb === 'BEGIN' || verb === 'START'
    const commits = verb === 'COMMIT' || verb === 'END'
    const rollsBack = verb === 'ABORT' || (verb === 'ROLLBACK' && !/\bTO\b/i.test(sql))
    if (lost !== undefined) {
      if (!rollsBack) throw refused.gone(lost.how, lost.by)
      close()
      return work(NOTHING)
    }
    if ((begins || commits || rollsBack) && SEVERAL.test(sql)) throw refused.several(statement)
    const why = outer.refusal?.(sql, owner !== undefined)
    if (why !== undefined) throw refused.statement(statement, why)
    if (begins || (verb === 'SET' && /\bTRANSACTION\b/i.test(sql))) {
      const asked = /\bISOLATION\s+LEVEL\s+(\w+(?:\s+(?:READ|COMMITTED|UNCOMMITTED)\b)?)/i.exec(sql)?.[1]
      const other = asked !== undefined && asked.replace(/\s+/g, ' ').toUpperCase() !== level
      if (other || /\bREAD\s+ONLY\b/i.test(sql)) throw refused.otherLevel(statement)
      if (asked !== undefined && !begins) return work(NOTHING)
    }
    if (begins && owner === undefined) {
      owner = { watched, by: statement }
      return work(`SAVEPOINT ${POINT}`)
    }
    if ((commits || rollsBack) && owner === undefined) throw refused.notBegun(statement)
    if (rollsBack) return takeBack(work)
    if (!commits) return !failureEnds || owner !== undefined ? work(sql) : alone(sql, work)
    try {
      const result = await work(`RELEASE SAVEPOINT ${POINT}`)
      close()
      return result
    } catch (error) {
      // PostgreSQL takes the COMMIT of a transaction in which a statement failed for a ROLLBACK.
      if ((error as { code?: string }).code !== '25P02') throw error
      return takeBack(work)
    }
  }
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work)
    turn = result.catch(() => {})
    return result
  }
  /** Ends the transaction; one that is gone was ended by somebody else. */
  const end = async (word: 'COMMIT' | 'ROLLBACK') => {
    const open = owner !== undefined
    const known = lost !== undefined
    if (begun === undefined) {
      await outer.letGo?.()
      return { open, whole: true }
    }
    await begun
    begun = undefined
    lost = undefined
    close()
    const whole = await outer.end(word)
    if (!whole && !known) running()?.fail(refused.ended())
    return { open: open && !known, whole }
  }

  return Object.freeze({
    connection: () => (begun !== undefined || AT_WORK.has(running()?.phase ?? '') ? outer.connection() : undefined),
    mayRefuse: (sql: string, verb: string) =>
      (verb !== 'SELECT' && outer.refusal?.(sql, true) !== undefined) || (controls(verb) && SEVERAL.test(sql)),
    async send<T>(watched: Watched, statement: Statement, work: (sql: string) => Promise<T>) {
      if (begun === undefined && !AT_WORK.has(statement.phase)) return work(statement.sql)
      begun ??= outer.begin().catch((error: unknown) => {
        begun = undefined
        throw error
      })
      await begun
      const take = () => orLost(statement, () => sent(watched, statement, work))
      try {
        if (shared) return await take()
        for (;;) {
          await othersEnd(watched, statement)
          // Who was waited for may have been followed by another one.
          const done = await inTurn(async () =>
            owner === undefined || owner.watched === watched ? { result: await take() } : undefined,
          )
          if (done) return done.result
        }
      } catch (error) {
        tellLost(statement)
        throw error
      }
    },
    async keep() {
      await end('COMMIT')
    },
    undo: () => end('ROLLBACK'),
    forget() {
      begun = undefined
      lost = undefined
      void outer.letGo?.()
      close()
    },
  })
}
