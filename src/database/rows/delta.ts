import { running } from '../../scenario/running.js'
import { type Expectation, expectation } from '../../scenario/step.js'
import type { Part } from '../../scenario/world.js'
import { assertion } from '../assertion.js'
import type { Moment, Row, TableChanges } from '../engine.js'
import type { Live } from '../live.js'
import { nearestName } from '../nearest-name.js'
import { countChanges, describeChanges } from './changes.js'
import { belongs, changesOf, tableNamed, tableOf } from './labels.js'

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
  for (const [name] of wanted)
    if (known && !known.includes(name))
      throw noTable(
        name,
        known,
        `; one of no entity, as a join table, is named so: database({ entities: { ..., ${name}: '${name}' } })`,
      )
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
      const own = live()
      const changes = await own.engine.changesSince(moments.take())
      compare(
        changes,
        wanted.map(([name, told]) => rowsNamed(own, name, told)),
      )
    },
    async () => {
      const own = live()
      for (const [name, told] of wanted) rowsNamed(own, name, told)
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

/** Rows of a table, and how they are to have moved. */
export interface Moved {
  readonly name: string
  readonly table: string
  readonly told: Wanted
  /** Whether a row of the table is one of them. */
  readonly these: (row: Row) => boolean
}

/** Throws what did not move as told, with the rows. */
export function compare(changes: readonly TableChanges[], wanted: readonly Moved[]): void {
  const none = (table: string): TableChanges => ({ table, primaryKey: [], added: [], removed: [], changed: [] })
  const named = wanted.flatMap(({ name, table, told, these }) => {
    const own = changesOf(changes.find((one) => one.table === table) ?? none(table), these)
    return fits(own, told) ? [] : saying(name, title(told), own)
  })
  const others = changes
    .filter(({ table }) => !HOUSEKEEPING.has(table))
    .flatMap((one) => {
      const told = wanted.filter(({ table }) => table === one.table)
      const rest = changesOf(one, (row) => !told.some(({ these }) => these(row)))
      return fits(rest, STILL)
        ? []
        : saying(
            one.table,
            `no change${told.length > 0 ? ' of other rows' : ''}, for ${told.length > 0 ? 'they are' : 'it is'} not named`,
            rest,
          )
    })
  if (named.length + others.length === 0) return
  throw assertion(['the rows did not move as told:', ...named, ...others].join('\n'))
}

function fits({ added, removed, changed }: TableChanges, told: Wanted): boolean {
  return added.length === told.added && removed.length === told.removed && changed.length === told.changed
}

function saying(name: string, expected: string, got: TableChanges): string[] {
  return [
    `  ${name}: expected ${expected}, got ${countChanges(got)}`,
    ...describeChanges(got).map((line) => `    ${line}`),
  ]
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

function rowsNamed({ engine, labels }: Live, name: string, told: Wanted): Moved {
  const label = labels.get(name) ?? { table: name }
  const { metadata } = label
  if (metadata?.tableType === 'view')
    throw new Error(
      `db.delta({ ${name}: ... }): ${metadata.name} is a view, which has no rows of its own; name the tables that it reads`,
    )
  const table = metadata ? tableOf(engine, metadata) : tableNamed(engine, label.table)
  if (table === undefined)
    throw noTable(
      name,
      [...new Set([...labels.keys(), ...engine.tables()])].filter((one) => !HOUSEKEEPING.has(one)),
    )
  return { name, table, told, these: belongs(label) }
}

function noTable(name: string, known: readonly string[], more = ''): Error {
  const qualified = known.filter((one) => one.endsWith(`.${name}`))
  const hint = qualified.length > 0 ? `; did you mean "${qualified.join('" or "')}"?` : nearestName(name, known)
  return new Error(
    `db.delta({ ${name}: ... }): there is no table "${name}"${hint}; there are ${known.join(', ')}${more}`,
  )
}
