import type { ContentionKind } from '../violation.js'
import type { Ran } from './stage.js'
import type { Yardsticks } from './yardsticks.js'

/**
 * What came of a race.
 *
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { database } from 'qa-integ/database'
 * import { expect } from 'chai'
 * import { EntitySchema } from 'typeorm'
 *
 * interface Account { id: number; balance: number }
 * const Account = new EntitySchema<Account>({
 *   name: 'Account',
 *   columns: { id: { type: Number, primary: true, generated: true }, balance: { type: Number } },
 * })
 * const db = database({ entities: { accounts: Account } })
 * const withdraw = (id: number, amount: number) => db.repository(Account).decrement({ id }, 'balance', amount)
 *
 * scenario('two withdrawals at once lose no money')
 *   .given(db.has(Account, { balance: 100 }).as('account'))
 *   .when(
 *     db.race<{ account: Account }>(
 *       [({ account }) => withdraw(account.id, 30), ({ account }) => withdraw(account.id, 50)],
 *       { always: async () => expect(await db.repository(Account).findOneBy({})).to.include({ balance: 20 }) },
 *     ),
 *   )
 *   .expect('no order is left out', ({ exhaustive }) => expect(exhaustive).to.equal(true))
 *   .expect(db.serializable())
 *   .expect(db.retriesOnly())
 * ```
 */
export interface Race {
  /** How many interleavings were run. */
  readonly schedules: number
  /** Whether there are no others. */
  readonly exhaustive: boolean
  /** How each of them went. */
  readonly outcomes: readonly RaceOutcome[]
}

/**
 * How one schedule of a race went.
 *
 * @example
 * ```ts
 * import type { RaceOutcome } from 'qa-integ/database'
 *
 * const deadlocked = ({ failures }: RaceOutcome) => failures.some(({ kind }) => kind === 'deadlock')
 * ```
 */
export interface RaceOutcome {
  /** Whose turn it was, as `{ schedule }` takes it. */
  readonly schedule: string
  /** What the tasks handed back, or why they failed, in their order. */
  readonly results: readonly PromiseSettledResult<unknown>[]
  /** The tasks that failed, by letter; `kind` is set where others were in the way. */
  readonly failures: readonly {
    readonly task: string
    readonly kind: ContentionKind | undefined
    readonly reason: unknown
  }[]
}

/** What the expectations of a race need beyond what authors see. */
export interface Raced extends Race {
  readonly [RUNS]: readonly Ran[]
  readonly [YARDSTICKS]: Yardsticks | undefined
}

/** Where a result keeps what ran, for the expectations of a race. */
export const RUNS = Symbol('qa-integ.runs')
/** Where it keeps the outcomes of one task after the other. */
export const YARDSTICKS = Symbol('qa-integ.yardsticks')
