import { running } from '../scenario/running.js'
import { type Expectation, expectation } from '../scenario/step.js'
import type { Part } from '../scenario/world.js'
import { countChanges, describeChanges } from './changes.js'
import type { Moment, TableChanges } from './engine.js'
import type { Live } from './live.js'
import { nearestName } from './nearest-name.js'

/**
 * How the rows of a table moved: `+1` is exactly one added, none removed and none changed.
 *
 * @example
 * ```ts
 * import type { Rows } from 'qa-integ/database'
 *
 * const oneMore: Rows = +1
 * const moved: Rows = { added: 1, changed: 2 }
 * ```
 */
export type Rows = number | { readonly added?: number; readonly removed?: number; readonly changed?: number }

interface Wanted {
  readonly added: number
  readonly removed: number
  readonly changed: number
}

const STILL: Wanted = Object.freeze({ added: 0, removed: 0, changed: 0 })
/** Tables of TypeORM's own, which move when it likes. */
const HOUSEKEEPING: ReadonlySet<string> = new Set(['query-result-cache', 'typeorm_metadata'])

/** The rows of the named tables moved as told, and those of all others not at all. */
export function delta(
  live: () => Live,
  uses: readonly Part[],
  rows: Readonly<Record<string, Rows | undefined>>,
  known?: readonly string[],
): Expectation<unknown, object> {
  const wanted = Object.entries(rows).map(([name, told]) => [name, read(name, told)] as const)
  for (const [name] of wanted) if (known && !known.includes(name)) throw noTable(name, known)
  if (wanted.length === 0)
    throw new TypeError(
      'db.delta({}) names no table; say which rows move, as in db.delta({ users: +1 }), or use db.unchanged()',
    )
  return moved(wanted.map(([name, told]) => `${name} ${title(told)}`).join(', '), live, uses, wanted)
}

/** No row of any table moved. */
export function unchanged(live: () => Live, uses: readonly Part[]): Expectation<unknown, object> {
  return moved('no row of any table changes', live, uses, [])
}

function moved(
  title: string,
  live: () => Live,
  uses: readonly Part[],
  wanted: readonly (readonly [string, Wanted])[],
): Expectation<unknown, object> {
  const moments = armed(live)
  return expectation<unknown, object>(
    title,
    async () => {
      const { engine, labels } = live()
      const changes = await engine.changesSince(moments.take())
      compare(changes, new Map(wanted.map(([name, told]) => [labels.get(name) ?? name, [name, told] as const])))
    },
    async () => {
      const { engine, labels } = live()
      for (const [name] of wanted) checkTable(name, labels, engine.tables())
      await moments.arm()
    },
    { uses },
  )
}

/** The moment before the when, kept for each run: a suite may use a step value in many scenarios. */
export function armed(live: () => Live): { arm(): Promise<void>; take(): Moment } {
  const moments = new Map<number, Moment>()
  return {
    async arm() {
      moments.clear()
      moments.set(running()?.epoch ?? 0, await live().engine.moment())
    },
    take() {
      const moment = moments.get(running()?.epoch ?? 0)
      if (moment === undefined)
        throw new Error('what moved is only known of a when; tell this expectation with .expect(...) after one')
      return moment
    },
  }
}

/** Throws what did not move as told, with the rows. */
export function compare(
  changes: readonly TableChanges[],
  wanted: ReadonlyMap<string, readonly [string, Wanted]>,
): void {
  const byTable = new Map(changes.map((one) => [one.table, one]))
  const tables = [...new Set([...wanted.keys(), ...byTable.keys()])].filter((table) => !HOUSEKEEPING.has(table))
  const wrong = tables.flatMap((table) => {
    const one = byTable.get(table) ?? { table, added: [], removed: [], changed: [] }
    const [label, told] = wanted.get(table) ?? [table, STILL]
    const fits =
      one.added.length === told.added && one.removed.length === told.removed && one.changed.length === told.changed
    if (fits) return []
    const expected = wanted.has(table) ? title(told) : 'no change, for it is not named'
    return [
      `  ${label}: expected ${expected}, got ${countChanges(one)}`,
      ...describeChanges(one).map((line) => `    ${line}`),
    ]
  })
  if (wrong.length === 0) return
  throw Object.assign(new Error(['the rows did not move as told:', ...wrong].join('\n')), { name: 'AssertionError' })
}

function read(name: string, told: Rows | undefined): Wanted {
  const refuse = () => {
    throw new TypeError(
      `db.delta({ ${name}: ... }) takes a whole number such as +1, -1 or 0, or { added, removed, changed } counted from 0`,
    )
  }
  if (typeof told === 'number') {
    if (!Number.isInteger(told)) refuse()
    return { added: Math.max(told, 0), removed: Math.max(-told, 0), changed: 0 }
  }
  if (typeof told !== 'object' || told === null) return refuse() as never
  for (const [key, count] of Object.entries(told))
    if (!Object.hasOwn(STILL, key) || !Number.isInteger(count) || (count as number) < 0) refuse()
  return { ...STILL, ...told }
}

function title({ added, removed, changed }: Wanted): string {
  return (
    [added > 0 ? `+${added}` : '', removed > 0 ? `-${removed}` : '', changed > 0 ? `${changed} changed` : '']
      .filter(Boolean)
      .join(', ') || '±0'
  )
}

function checkTable(name: string, labels: ReadonlyMap<string, string>, tables: readonly string[]): void {
  const table = labels.get(name) ?? name
  if (tables.includes(table)) return
  throw noTable(name, [...new Set([...labels.keys(), ...tables])])
}

function noTable(name: string, known: readonly string[]): Error {
  return new Error(
    `db.delta({ ${name}: ... }): there is no table "${name}"${nearestName(name, known)}; there are ${known.join(', ')}`,
  )
}
