import { running } from '../../scenario/running.js'
import { type Statement, verbOf, worksOnRows } from './statements.js'

/**
 * Where a fault strikes: at the COMMIT, or at the n-th statement of the when that works on rows, counted from 1.
 *
 * @example
 * ```ts
 * import type { FaultAt } from 'qa-integ/database'
 *
 * const places: FaultAt[] = ['COMMIT', { statement: 2 }]
 * ```
 */
export type FaultAt = 'COMMIT' | { readonly statement: number }

/** The fault that is set for the scenario that runs. */
export interface Faults {
  /** Whether one is set. */
  readonly any: boolean
  set(at: FaultAt): void
  /** Throws where the fault is to strike. */
  strike(statement: Statement): void
  /** Whether it has struck; `sent` is how many statements on rows the when has sent so far. */
  told(): { readonly struck: boolean; readonly sent: number }
  /** Lets it strike once more. */
  rearm(): void
  clear(): void
}

type Failed = new (sql: string, parameters: unknown[] | undefined, error: Error) => Error

/** Statements fail as TypeORM reports what a database reports. */
export function faultsOf(QueryFailedError: Failed): Faults {
  let fault: { readonly at: FaultAt; readonly epoch: number } | undefined
  let sent = 0
  let struck = false
  return Object.freeze({
    get any() {
      return fault !== undefined
    },
    set(at: FaultAt) {
      if (fault) throw new Error('db.failing(...) is told twice in a scenario; only one fault can strike')
      fault = { at, epoch: running()?.epoch ?? 0 }
      sent = 0
      struck = false
    },
    strike({ sql, parameters, phase, epoch }: Statement) {
      if (fault === undefined || struck || phase !== 'when' || epoch !== fault.epoch) return
      if (worksOnRows(sql)) sent++
      const { at } = fault
      const here = at === 'COMMIT' ? verbOf(sql) === 'COMMIT' : worksOnRows(sql) && sent === at.statement
      if (!here) return
      struck = true
      throw new QueryFailedError(
        sql,
        [...parameters],
        new Error(`a fault that db.failing(${describeAt(at)}) has set struck here`),
      )
    },
    told: () => ({ struck, sent }),
    rearm() {
      sent = 0
      struck = false
    },
    clear() {
      fault = undefined
    },
  })
}

/** `'COMMIT'`, `{ statement: 2 }`. */
export function describeAt(at: FaultAt): string {
  return at === 'COMMIT' ? `'COMMIT'` : `{ statement: ${at.statement} }`
}
