import { type Expectation, expectation, type Given, given } from '../../scenario/step.js'
import type { Part } from '../../scenario/world.js'
import type { Live } from '../live.js'
import { armed, compare } from '../rows/delta.js'
import { describeAt, type FaultAt } from './faults.js'
import { describeStatement, verbOf } from './statements.js'

/** The step value behind `db.failing`. */
export function failing(live: () => Live, uses: readonly Part[], at: FaultAt): Given<object, void> {
  if (at !== 'COMMIT' && (!Number.isInteger(at?.statement) || at.statement < 1))
    throw new TypeError(
      `db.failing(...) takes 'COMMIT' or { statement: n }, counted from 1, as in db.failing({ statement: 2 })`,
    )
  const title = at === 'COMMIT' ? 'the COMMIT fails' : `statement ${at.statement} fails`
  return given<object, void>(
    title,
    (_, { verify }) => {
      const { faults } = live()
      faults.set(at)
      verify(`${title}: it struck`, () => {
        const { struck, sent } = faults.told()
        if (struck) return
        throw new Error(
          `db.failing(${describeAt(at)}) never struck: the when sent ${sent} ${sent === 1 ? 'statement' : 'statements'} on rows${at === 'COMMIT' ? ' and no COMMIT, so it has no transaction' : ''}`,
        )
      })
    },
    { uses },
  )
}

/** The step value behind `db.rolledBack`. */
export function rolledBack(live: () => Live, uses: readonly Part[]): Expectation<unknown, object> {
  const moments = armed(live)
  return expectation<unknown, object>(
    'the transaction is rolled back, and no row moved',
    async () => {
      const { engine, log } = live()
      const statements = log.ofWhen()
      const began = statements.filter(({ sql }) => ['BEGIN', 'START'].includes(verbOf(sql)))
      const committed = statements.find(({ sql, error }) => verbOf(sql) === 'COMMIT' && error === undefined)
      const ended = statements.some(({ sql }) => verbOf(sql) === 'ROLLBACK' && !/\bTO\b/i.test(sql))
      const fail = (why: string): never => {
        throw Object.assign(new Error(why), { name: 'AssertionError' })
      }
      if (statements.length === 0) fail('nothing was rolled back: the when sent no statement to this database')
      if (began.length === 0)
        fail(`nothing was rolled back: none of the ${statements.length} statements of the when began a transaction`)
      if (committed) fail(`a transaction of the when was committed: ${describeStatement(committed)}`)
      if (!ended)
        fail(`the transaction of the when was not rolled back; it was begun by ${describeStatement(began[0]!)}`)
      compare(await engine.changesSince(moments.take()), [])
    },
    () => {
      live().log.keepAll()
      return moments.arm()
    },
    { uses },
  )
}
