import { type Expectation, expectation } from '../../scenario/step.js'
import type { Part } from '../../scenario/world.js'
import { assertion } from '../assertion.js'
import type { ColumnOf } from '../entity.js'
import type { Live } from '../live.js'
import type { EntityClass } from '../place/provision.js'
import { fingerprint } from '../statements/fingerprint.js'
import { describeStatement, placeOfStatement, type Statement, verbOf, worksOnRows } from '../statements/statements.js'
import { type Grown, sameShape } from './grown.js'
import { noSort, type ScanOptions, scanNothing, useIndex } from './query-plans.js'

/**
 * What the statements of the when are like; those of givens and expects don't count, nor do BEGIN, COMMIT and their like.
 *
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { database } from 'qa-integ/database'
 * import { EntitySchema } from 'typeorm'
 *
 * interface User { id: number; email: string }
 * const User = new EntitySchema<User>({
 *   name: 'User',
 *   tableName: 'users',
 *   columns: { id: { type: Number, primary: true, generated: true }, email: { type: String, unique: true } },
 * })
 * const db = database({ entities: { users: User } })
 *
 * scenario('a user is found by e-mail')
 *   .given(db.hasMany(User, 100, (i) => ({ email: `user${i}@example.com` })))
 *   .when('one is looked up', () => db.repository(User).findOneBy({ email: 'user50@example.com' }))
 *   .expect(db.queries.useIndex(User, 'email'))
 *   .expect(db.queries.scanNothing())
 *   .expect(db.queries.noSort())
 *   .expect(db.queries.noRepeats())
 *   .expect(db.queries.atMost(1))
 * ```
 */
export interface Queries {
  /** At most so many statements. */
  atMost(n: number): Expectation<unknown, object>
  /** No line of the code sends the same query again and again with other values, as it does when it asks for each row's relations (N+1). */
  noRepeats(): Expectation<unknown, object>
  /** Rows of the entity are sought by an index over these columns, first ones first. */
  useIndex<E extends object>(entity: EntityClass<E>, ...columns: ColumnOf<E>[]): Expectation<unknown, object>
  /** No statement reads a whole table or a whole index; small tables, such as those of codes, may be named as exceptions. */
  scanNothing(options?: ScanOptions): Expectation<unknown, object>
  /** No statement sorts apart what it has found (a temporary sort, a filesort): an index has the order. */
  noSort(): Expectation<unknown, object>
  /** What `db.grown` has run sent as many statements, of the same plans, each time; none reads all of the grown table to hand out a part. */
  sameShape(): Expectation<Grown, object>
}

/** The words behind `db.queries`. */
export function queries(live: () => Live, uses: readonly Part[]): Queries {
  const sent = (): readonly Statement[] => {
    const statements = live()
      .log.ofWhen()
      .filter(({ sql }) => worksOnRows(sql))
    if (statements.length === 0)
      fail('the when sent no statement to this database, so there is nothing to say of its queries')
    return statements
  }
  return Object.freeze({
    atMost(n: number) {
      if (!Number.isInteger(n) || n < 1)
        throw new TypeError(`db.queries.atMost(${String(n)}) needs a whole number, 1 or more`)
      return expectation<unknown, object>(
        `at most ${n} ${n === 1 ? 'query' : 'queries'}`,
        () => {
          const statements = sent()
          if (statements.length > n)
            fail([`${statements.length} queries, at most ${n} were expected:`, ...listed(statements)].join('\n'))
        },
        () => live().sites.want(),
        { uses },
      )
    },
    noRepeats() {
      return expectation<unknown, object>(
        'no query is repeated',
        () => {
          const all = repeats(sent().filter(({ sql }) => verbOf(sql) === 'SELECT'))
          if (all.length > 0)
            fail(
              [
                'queries are repeated from the same line; ask for all rows at once, by a join, relations or In([...]):',
                ...all.map(({ first, times }) => `  ${times} times ${describeStatement(first)}`),
              ].join('\n'),
            )
        },
        () => live().sites.want(),
        { uses },
      )
    },
    useIndex: (entity: EntityClass<object>, ...properties: string[]) => useIndex(live, uses, sent, entity, properties),
    scanNothing: (options?: ScanOptions) => scanNothing(live, uses, sent, options),
    noSort: () => noSort(live, uses, sent),
    sameShape: () => sameShape(live, uses),
  }) as Queries
}

interface Repeat {
  readonly first: Statement
  times: number
}

/** What one line sends more than once; of a text that is sent very often, not every line is known. */
function repeats(statements: readonly Statement[]): Repeat[] {
  const alike = new Map<string, Statement[]>()
  for (const statement of statements) {
    const key = fingerprint(statement.sql)
    const known = alike.get(key)
    if (known) known.push(statement)
    else alike.set(key, [statement])
  }
  return [...alike.values()].flatMap((all) => {
    if (all.length === 1) return []
    const lines = new Map<string, Repeat>()
    for (const first of all.filter(({ site }) => site !== undefined)) {
      const place = placeOfStatement(first)
      const known = lines.get(place)
      if (known) known.times++
      else lines.set(place, { first, times: 1 })
    }
    const [often, ...others] = [...lines.values()].sort((a, b) => b.times - a.times)
    if (often === undefined) throw new Error(NOT_ARMED)
    often.times += all.filter(({ site }) => site === undefined).length
    return [often, ...others].filter(({ times }) => times > 1)
  })
}

const NOT_ARMED =
  'which line sends a query is only known of a when; tell db.queries.noRepeats() with .expect(...) after one'

const MOST = 20

function listed(statements: readonly Statement[]): string[] {
  const rest = statements.length - MOST
  return [
    ...statements.slice(0, MOST).map((statement) => `  ${describeStatement(statement)}`),
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
  ]
}

function fail(message: string): never {
  throw assertion(message)
}
