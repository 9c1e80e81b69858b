import type { Statement } from './statements.js'
import type { Watched } from './watched.js'

/** A transaction that a query runner has begun. */
export interface OpenTransaction {
  readonly begun: Statement
  readonly by: Watched
}

/** What query runners have begun and not ended, as far as their statements say. */
export interface OpenTransactions {
  /** A statement about transactions has succeeded. */
  sent(by: Watched, statement: Statement): void
  /** The one that was begun last; forgets all. */
  take(): OpenTransaction | undefined
}

/** Follows transactions; with `shared`, all runners are on one connection, where each may end what another has begun. */
export function openTransactions(shared: boolean): OpenTransactions {
  const open = new Map<Watched, OpenTransaction>()
  return Object.freeze({
    sent(by: Watched, statement: Statement) {
      switch (statement.verb) {
        case 'BEGIN':
        case 'START':
          open.delete(by)
          open.set(by, { begun: statement, by })
          break
        case 'COMMIT':
        case 'END':
        case 'ABORT':
        case 'ROLLBACK':
          if (/\bTO\b/i.test(statement.sql)) break
          if (shared) open.clear()
          else open.delete(by)
      }
    },
    take() {
      const last = [...open.values()].at(-1)
      open.clear()
      return last
    },
  })
}
