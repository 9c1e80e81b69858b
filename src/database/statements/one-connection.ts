import { running } from '../../scenario/running.js'
import { wherein } from './sites.js'
import { describeStatement, type Statement, writes } from './statements.js'
import { WATCHED, type Watched } from './watched.js'

/**
 * The transaction of a connection that all query runners of a data source share, as TypeORM's SQLite drivers have it:
 * a transaction that begins while another is open becomes a savepoint of that, and everybody's statements are part of it.
 */
export interface OneConnection {
  /** What stands above the methods of the class, so that its runners share. */
  methods(base: object): PropertyDescriptorMap
  /** A transaction is open of which the runner is no part. */
  isStranger(watched: Watched): boolean
  /** A transaction is open that the runner has begun. */
  isOwner(watched: Watched): boolean
  /** A statement has succeeded. */
  sent(watched: Watched, statement: Statement): void
  /** The transaction was ended from outside; hands back whether transactions had got into each other. */
  forget(): boolean
}

interface Open {
  readonly owner: Watched
  /** How many writes of others had been seen when it began. */
  readonly from: number
}

interface Shareable {
  readonly [WATCHED]: Watched | undefined
  startTransaction(level?: never): Promise<void>
  commitTransaction(): Promise<void>
  rollbackTransaction(): Promise<void>
}

/** Keeps watch over the one connection that all runners share. */
export function oneConnection(): OneConnection {
  const stack: Open[] = []
  /** Writes of runners that had no part in the open transaction. */
  let strangers: Statement[] = []
  let active = false
  let depth = 0
  /** Set when two transactions got into each other: none of them can end well any more. */
  let broken: Error | undefined

  const isOwner = (watched: Watched): boolean => stack.length > 0 && stack.some(({ owner }) => owner === watched)
  const forget = (): boolean => {
    stack.splice(0)
    strangers = []
    active = false
    depth = 0
    const was = broken !== undefined
    broken = undefined
    return was
  }
  const refuse = (message: string): never => {
    broken = new Error(message)
    running()?.fail(broken)
    throw broken
  }
  const mustBeTop = (watched: Watched, word: string): void => {
    if (broken) throw broken
    const top = stack.at(-1)
    if (top === undefined || top.owner === watched) return
    const ends = stack.some(({ owner }) => owner === watched)
    if (!ends) return
    refuse(
      `two transactions overlap on the one connection that TypeORM's SQLite driver has for all: one was begun${at(watched)}, and before its ${word} another${at(top.owner)}, ` +
        'which became a part of it. Neither can be kept apart. Await one before the other begins',
    )
  }

  return Object.freeze({
    methods(base: object) {
      const { startTransaction, commitTransaction, rollbackTransaction } = base as Shareable
      const pop = (watched: Watched): Open | undefined => {
        const i = stack.findLastIndex(({ owner }) => owner === watched)
        const [open] = i < 0 ? [] : stack.splice(i, 1)
        return open
      }
      return {
        // What a new runner begins with is not for all.
        isTransactionActive: {
          get: () => active,
          set(this: Shareable, value: boolean) {
            if (this[WATCHED] !== undefined) active = value
          },
        },
        transactionDepth: {
          get: () => depth,
          set(this: Shareable, value: number) {
            if (this[WATCHED] !== undefined) depth = value
          },
        },
        startTransaction: method(async function (this: Shareable, ...args: Parameters<Shareable['startTransaction']>) {
          const watched = this[WATCHED]!
          if (broken) throw broken
          const first = stack.at(-1)
          if (active && depth === 0 && first && first.owner !== watched)
            refuse(
              `two transactions began at once on the one connection that TypeORM's SQLite driver has for all: one${at(first.owner)}, one${at(watched)}. ` +
                'Await one before the other begins',
            )
          const open: Open = { owner: watched, from: strangers.length }
          stack.push(open)
          try {
            await startTransaction.apply(this, args)
          } catch (error) {
            const i = stack.indexOf(open)
            if (i >= 0) stack.splice(i, 1)
            throw error
          }
        }),
        commitTransaction: method(async function (this: Shareable) {
          const watched = this[WATCHED]!
          mustBeTop(watched, 'COMMIT')
          await commitTransaction.call(this)
          pop(watched)
          if (stack.length === 0) strangers = []
        }),
        rollbackTransaction: method(async function (this: Shareable) {
          const watched = this[WATCHED]!
          // The one that was refused never began; its ROLLBACK would take the other one along.
          if (stack.length > 0 && !stack.some(({ owner }) => owner === watched))
            throw new Error('this query runner has no open transaction')
          mustBeTop(watched, 'ROLLBACK')
          await rollbackTransaction.call(this)
          const open = pop(watched)
          const lost = strangers.splice(open?.from ?? 0)
          if (lost.length > 0)
            running()?.fail(
              new Error(
                `the ROLLBACK of a transaction${at(watched)} took along what was written beside it: ${describeStatement(lost[0]!)}` +
                  `${lost.length > 1 ? ` and ${lost.length - 1} more` : ''}. TypeORM's SQLite driver has one connection for all; ` +
                  "write with the transaction's own manager what belongs to it, and await it before anything else is written",
              ),
            )
        }),
      }
    },
    isStranger: (watched: Watched) => stack.length > 0 && !isOwner(watched),
    isOwner,
    sent(watched: Watched, statement: Statement) {
      if (stack.length === 0 || !writes(statement.sql) || stack.some(({ owner }) => owner === watched)) return
      strangers.push(statement)
    },
    forget,
  })
}

const at = (watched: Watched): string => {
  const where = wherein(watched.site)
  return where && ` at ${where}`
}

const method = (value: unknown): PropertyDescriptor => ({ value, writable: true, configurable: true })
