import { type Expectation, expectation, type Given, given } from '../../scenario/step.js'
import type { Part } from '../../scenario/world.js'
import { assertion } from '../assertion.js'
import type { Isolation } from '../isolation/isolation.js'
import type { Live } from '../live.js'
import type { Holder } from './pool-use.js'
import { wherein } from './sites.js'
import { describeStatement, placeOfStatement } from './statements.js'

/**
 * How the when uses the connections of the pool.
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
 * const db = database({ entities: { users: User }, connections: 4 })
 *
 * scenario('a registration asks for no second connection within its transaction')
 *   .when('a user registers', () =>
 *     db.dataSource.transaction(async (manager) => {
 *       await manager.findOneBy(User, { email: 'ann@example.com' })
 *       await manager.insert(User, { email: 'ann@example.com' })
 *     }),
 *   )
 *   .expect(db.pool.atMost(1))
 * ```
 */
export interface PoolWords {
  /**
   * The when had or waited for at most so many connections at the same time: each query runner counts from its first
   * statement to its release. On SQLite it needs `connections`, for without, all runners share one.
   */
  atMost(n: number): Expectation<unknown, object>
  /**
   * No connection of the pool is free while the when runs: who asks for one gets an error. On PostgreSQL that comes after the
   * `connectionTimeoutMillis` of the pool, which has to be set (`extra: { connectionTimeoutMillis: 500 }`); on MySQL and MariaDB
   * at once, where the pool has been told to (`extra: { waitForConnections: false }`), for mysql2 has no time-out. A when that
   * asks for none fails the scenario. SQLite has no pool.
   *
   * @example
   * ```ts
   * import { database } from 'qa-integ/database'
   * import { DataSource } from 'typeorm'
   *
   * const shop = new DataSource({ type: 'postgres', poolSize: 3, extra: { connectionTimeoutMillis: 500 } })
   * const db = database({ dataSource: shop, on: 'postgres' })
   *
   * const busy = db.pool.exhausted()
   * ```
   */
  exhausted(): Given<object, void>
}

/** The words behind `db.pool`. */
export function poolWords(live: () => Live, uses: readonly Part[], isolation: Isolation | undefined): PoolWords {
  return Object.freeze({
    atMost(n: number) {
      refuseOneTransaction(isolation)
      if (!Number.isInteger(n) || n < 1)
        throw new TypeError(`db.pool.atMost(${String(n)}) needs a whole number, 1 or more`)
      return expectation<unknown, object>(
        `at most ${n} ${n === 1 ? 'connection' : 'connections'} at the same time`,
        () => {
          const most = live().pool.most()
          if (most.length === 0)
            throw assertion(
              'the when asked this database for no connection, so there is nothing to say of how many it has at the same time',
            )
          if (most.length > n)
            throw assertion(
              [
                `${most.length} connections at the same time, at most ${n} ${n === 1 ? 'was' : 'were'} expected; what had them or waited for them:`,
                ...counted(most.map(describeHolder)),
              ].join('\n'),
            )
        },
        () => {
          refuseOneConnection(live())
          live().sites.want(Number.POSITIVE_INFINITY)
          live().pool.count()
        },
        { uses },
      )
    },
    exhausted() {
      refuseOneTransaction(isolation)
      return given<object, void>(
        'no connection of the pool is free',
        (_, { verify, defer }) => {
          const { dialect, dataSource, engine, pool } = live()
          if (dialect.takeAll === undefined)
            throw new Error(
              `db.pool.exhausted(): ${engine.description} runs in this process and has no pool that could be exhausted; ` +
                "run the scenario where there is one, with database({ ..., on: 'postgres' }) or 'mariadb'",
            )
          const exhaustion = pool.exhaust(dialect.takeAll(dataSource))
          defer(() => exhaustion.end())
          verify('the when asked for a connection of the exhausted pool', async () => {
            await exhaustion.end()
            if (!exhaustion.met)
              throw new Error('db.pool.exhausted() met nobody: the when asked for no connection of the pool')
          })
        },
        { uses },
      )
    },
  })
}

function refuseOneTransaction(isolation: Isolation | undefined): void {
  if (isolation === 'rollback')
    throw new TypeError(
      "db.pool looks at the connections of the pool, and isolation: 'rollback' has one for all, past the pool; use isolation: 'restore'",
    )
}

function refuseOneConnection({ dialect, connections, engine }: Live): void {
  if (dialect.oneConnection && connections === undefined)
    throw new Error(
      `db.pool.atMost(...): all query runners share one connection on ${engine.description}, so there is no pool to count in; ` +
        'tell the database how many there may be, as in connections: 10, or put it on a server',
    )
}

/** `SELECT ... (src/users.ts:12:3)`. */
function describeHolder({ watched, statement }: Holder): string {
  const maker = wherein(watched.site)
  if (statement === undefined) return `a query runner that was made at ${maker || 'a place that is not known'}`
  const told = describeStatement(statement)
  return placeOfStatement(statement) === '' && maker !== '' ? `${told} (${maker})` : told
}

/** Each text once, with how often it came. */
function counted(texts: readonly string[]): string[] {
  const times = new Map<string, number>()
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1)
  return [...times].map(([text, n]) => (n === 1 ? `  ${text}` : `  ${n} times ${text}`))
}
