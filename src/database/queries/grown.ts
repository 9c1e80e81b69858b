import { type Expectation, expectation, type When, when } from '../../scenario/step.js'
import type { Part } from '../../scenario/world.js'
import { assertion } from '../assertion.js'
import { metadataOf, nameOf } from '../entity.js'
import { insertMany } from '../factory/insert-many.js'
import type { Live } from '../live.js'
import type { EntityClass } from '../place/provision.js'
import { keepContext } from '../race/context-kept.js'
import type { Labels } from '../rows/labels.js'
import { fingerprint } from '../statements/fingerprint.js'
import { describeStatement, type Statement, worksOnRows } from '../statements/statements.js'
import { type Planned, plansOf } from './query-plans.js'

/**
 * What came of an action that ran with a few rows and with many.
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
 * scenario('a user is found as fast among many as among few')
 *   .given(db.has(User, { email: 'ann@example.com' }))
 *   .when(db.grown(User, [10, 200], () => db.repository(User).findOneBy({ email: 'ann@example.com' })))
 *   .expect(db.queries.sameShape())
 * ```
 */
export interface Grown<R = unknown> {
  /** How many rows there were each time. */
  readonly sizes: readonly number[]
  /** What the action handed back each time. */
  readonly results: readonly R[]
}

const RUNS = Symbol('qa-integ.grown')

interface Run {
  readonly size: number
  readonly table: string
  readonly statements: readonly Statement[]
  readonly plans: readonly Planned[]
}

interface Judged<R> extends Grown<R> {
  readonly [RUNS]: readonly Run[]
}

/** The step value behind `db.grown`. */
export function grown<E extends object, C, R>(
  live: () => Live,
  uses: readonly Part[],
  entity: EntityClass<E>,
  sizes: readonly number[],
  action: (context: C) => R,
): When<C, Grown<Awaited<R>>> {
  const word = `db.grown(${nameOf(entity)}, ...)`
  checkSizes(word, sizes)
  if (typeof action !== 'function')
    throw new TypeError(`${word} needs the action as its third argument, as in () => report()`)
  return when<C, Grown<Awaited<R>>>(
    `it is done with ${sizes.map((size) => size.toLocaleString('en')).join(' and ')} rows of ${nameOf(entity)}`,
    async (context, tools) => {
      const own = live()
      const metadata = metadataOf(own.dataSource, entity)
      const bringBack = keepContext(context)
      const others = await tools.afresh({ except: uses })
      const rows = await own.repeat()
      const back = own.counters.mark()
      const from = own.log.all.length
      const runs: Run[] = []
      const results: Awaited<R>[] = []
      try {
        for (const [i, size] of sizes.entries()) {
          if (tools.signal.aborted) throw tools.signal.reason
          if (i > 0) {
            bringBack()
            await others()
            own.counters.reset()
            const left = await rows.again()
            if (left) throw left
          }
          await insertMany(own, metadata, size, () => ({}), tools.signal)
          own.log.prune(from, () => false)
          // Of each time, for what was told of an earlier one is not what differs.
          own.sites.want(1)
          results.push(await action(context))
          const statements = own.log.ofWhen().filter(({ sql }) => worksOnRows(sql))
          runs.push({ size, table: metadata.tableName, statements, plans: await plansOf(own, statements) })
        }
      } finally {
        rows.end()
        back()
      }
      return Object.freeze({ sizes: [...sizes], results, [RUNS]: runs } satisfies Judged<Awaited<R>>)
    },
    { uses },
  )
}

/** The step value behind `db.queries.sameShape`. */
export function sameShape(live: () => Live, uses: readonly Part[]): Expectation<Grown, object> {
  return expectation<Grown, object>(
    'as many statements, of the same plans, however many rows there are',
    (result) => {
      const runs = (result as Partial<Judged<unknown>> | undefined)?.[RUNS]
      if (runs === undefined)
        throw new Error(
          'db.queries.sameShape() judges what db.grown(Entity, [100, 1_000], action) has run; tell that as the when',
        )
      const silent = runs.find(({ statements }) => statements.length === 0)
      if (silent)
        throw assertion(
          `the action sent no statement to this database with ${count(silent.size)}, so there is nothing to compare`,
        )
      const [first, ...more] = runs as readonly [Run, ...Run[]]
      for (const run of more) refuseGrowth(first, run, live().labels)
    },
    undefined,
    { uses },
  )
}

function refuseGrowth(few: Run, many: Run, labels: Labels): void {
  const before = shapes(few.statements)
  const after = shapes(many.statements)
  const moved = [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const [then = [], now = []] = [before.get(key), after.get(key)]
    return then.length === now.length
      ? []
      : [
          `  ${times(then.length)} with ${few.size}, ${times(now.length)} with ${many.size}: ${describeStatement((now[0] ?? then[0])!)}`,
        ]
  })
  if (moved.length > 0)
    throw assertion(
      [
        `${few.statements.length} statements with ${count(few.size)}, ${many.statements.length} with ${count(many.size)}; ask for all rows at once, by a join, relations or In([...]):`,
        ...moved,
      ].join('\n'),
    )
  const plans = new Map(few.plans.map((one) => [fingerprint(one.statement.sql), one]))
  const wrong = many.plans.flatMap((now) => {
    const then = plans.get(fingerprint(now.statement.sql))
    if (then !== undefined && planText(then) !== planText(now))
      return [
        `  another plan: ${describeStatement(now.statement)}`,
        `    with ${count(few.size)}:`,
        ...then.plan.lines.map((line) => `      ${line}`),
        `    with ${count(many.size)}:`,
        ...now.plan.lines.map((line) => `      ${line}`),
      ]
    // To hand out all rows, all have to be read.
    const fetched = now.statement.rows ?? 0
    if (!now.plan.scans.includes(many.table) || fetched >= many.size) return []
    const label = [...labels].find(([, { table }]) => table === many.table)?.[0] ?? many.table
    return [
      `  all of ${label} is read to hand out ${fetched} of ${count(many.size)}: ${describeStatement(now.statement)}`,
      ...now.plan.lines.map((line) => `    ${line}`),
    ]
  })
  if (wrong.length > 0)
    throw assertion(['statements take longer with every row; give their condition an index:', ...wrong].join('\n'))
}

function planText({ plan: { seeks, scans, sorts } }: Planned): string {
  const sought = seeks.map(({ table, columns }) => `${table}(${columns.join(', ')})`)
  return JSON.stringify([sought.sort(), [...scans].sort(), sorts.length])
}

function shapes(statements: readonly Statement[]): Map<string, Statement[]> {
  const all = new Map<string, Statement[]>()
  for (const statement of statements) {
    const key = fingerprint(statement.sql)
    all.set(key, [...(all.get(key) ?? []), statement])
  }
  return all
}

function checkSizes(word: string, sizes: readonly number[]): void {
  const whole = Array.isArray(sizes) && sizes.every((size) => Number.isInteger(size) && size > 0)
  const rising = whole && sizes.every((size, i) => i === 0 || size > sizes[i - 1]!)
  if (!rising || sizes.length < 2)
    throw new TypeError(
      `${word} needs two or more numbers of rows, each larger than the one before, as in [100, 1_000]; with one there is nothing to compare`,
    )
}

const times = (n: number): string => (n === 1 ? 'once' : n === 0 ? 'never' : `${n} times`)
const count = (n: number): string => `${n.toLocaleString('en')} ${n === 1 ? 'row' : 'rows'}`
