import { now, realClearTimeout, realSetTimeout } from '../scenario/real-time.js'
import { running } from '../scenario/running.js'
import type { Engine } from './engine.js'
import { wherein } from './sites.js'
import { describeStatement, type Statement } from './statements.js'
import { AT_WORK, type Watched } from './watched.js'

/**
 * A scenario as one transaction that is rolled back: what its code begins as transactions of its own are savepoints, and
 * nothing is ever committed. All query runners are on one connection, where one transaction is open at a time.
 */
export interface OneTransaction {
  /** The connection that all runners get; nothing where the driver has one for all. */
  connection(): unknown
  /** Sends a statement as a part of it; `work` sends what is told instead. */
  send<T>(watched: Watched, statement: Statement, work: (sql: string) => Promise<T>): Promise<T>
  /** What was done so far stays. */
  keep(): Promise<void>
  /** Rolls it back; hands back whether the code has left a transaction open. */
  undo(): Promise<boolean>
  /** The connection is gone, and it with it. */
  forget(): void
}

/** How long a statement waits for a transaction that another query runner has begun, in milliseconds. */
const PATIENCE = 1_000
const POINT = 'qa_integ_transaction'
const ALONE = 'qa_integ_statement'

/** The transaction of `isolation: 'rollback'`, on the engine's own connection. */
export async function oneTransaction(engine: Engine): Promise<OneTransaction> {
  const { outer } = engine
  if (outer === undefined)
    throw new Error(
      `isolation: 'rollback' keeps a scenario in one transaction, which is not to be had on ${engine.description}; ` +
        "leave it away: 'restore' commits for real and puts back what was written",
    )
  const deferred = await outer.deferred()
  if (deferred !== undefined)
    throw new Error(
      `isolation: 'rollback' never commits, and ${deferred} is checked at COMMIT only, so what breaks it would pass; ` +
        "use isolation: 'restore', which commits for real",
    )
  const shared = outer.connection() === undefined
  let begun: Promise<void> | undefined
  /** Whose transaction is open. */
  let owner: { readonly watched: Watched; readonly by: Statement } | undefined
  let turn: Promise<unknown> = Promise.resolve()
  const wakers = new Set<() => void>()

  const close = (): void => {
    owner = undefined
    for (const wake of [...wakers]) wake()
  }
  /** On a server, a statement would become a part of another one's transaction. */
  const othersEnd = async (watched: Watched, statement: Statement): Promise<void> => {
    const until = now() + PATIENCE
    while (owner !== undefined && owner.watched !== watched) {
      if (now() >= until) throw waitsInVain(owner.by, statement)
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
    if (verb === 'SET' && /\bISOLATION\s+LEVEL\b(?!\s+READ\s+COMMITTED)/i.test(sql)) throw noLevel(statement)
    if (begins && owner === undefined) {
      owner = { watched, by: statement }
      return work(`SAVEPOINT ${POINT}`)
    }
    if ((commits || rollsBack) && owner === undefined) throw notBegun(statement)
    if (rollsBack) return takeBack(work)
    if (!commits) return shared || owner !== undefined ? work(sql) : alone(sql, work)
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
  const end = async (word: 'COMMIT' | 'ROLLBACK'): Promise<boolean> => {
    const open = owner !== undefined
    if (begun === undefined) return open
    await begun
    begun = undefined
    close()
    if (!(await outer.end(word)))
      running()?.fail(
        new Error(
          "isolation: 'rollback' found the scenario's transaction ended: code under test committed or rolled it back past TypeORM, on the connection itself. " +
            "What it wrote was put back; use isolation: 'restore', under which code commits for real",
        ),
      )
    return open
  }

  return Object.freeze({
    connection: () => outer.connection(),
    async send<T>(watched: Watched, statement: Statement, work: (sql: string) => Promise<T>) {
      if (begun === undefined && !AT_WORK.has(statement.phase)) return work(statement.sql)
      begun ??= outer.begin()
      await begun
      if (shared) return sent(watched, statement, work)
      for (;;) {
        await othersEnd(watched, statement)
        // Who was waited for may have been followed by another one.
        const done = await inTurn(async () =>
          owner === undefined || owner.watched === watched
            ? { result: await sent(watched, statement, work) }
            : undefined,
        )
        if (done) return done.result
      }
    },
    async keep() {
      await end('COMMIT')
    },
    undo: () => end('ROLLBACK'),
    forget() {
      begun = undefined
      close()
    },
  })
}

function waitsInVain(by: Statement, statement: Statement): Error {
  const where = wherein(by.site) || wherein(by.maker)
  return new Error(
    `isolation: 'rollback' has one connection for all, and a transaction is open on it that was begun${where ? ` at ${where}` : ' elsewhere'}; ` +
      `this one waits for its end in vain: ${describeStatement(statement)}. Send it with the transaction's own manager, or use isolation: 'restore', which has a connection for each`,
  )
}

function noLevel({ sql }: Statement): Error {
  return new Error(
    `${sql.trim()}: isolation: 'rollback' makes a savepoint of the transaction, which has the level of the one around it; ` +
      "use isolation: 'restore', under which it is begun for real",
  )
}

function notBegun({ sql }: Statement): Error {
  return new Error(
    `${sql.trim()}: no transaction is open that the code has begun, and under isolation: 'rollback' it would end the scenario's own; begin one first`,
  )
}
