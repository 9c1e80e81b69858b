import type { EntityMetadata, ObjectLiteral } from 'typeorm'
import { assertMatches } from '../../match/mismatch.js'
import { show } from '../../match/show.js'
import type { Shape } from '../../match/types.js'
import { type Expectation, expectation } from '../../scenario/step.js'
import type { Part } from '../../scenario/world.js'
import { maskValue } from '../../wire/mask-value.js'
import { metadataOf, nameOf } from '../entity.js'
import type { Values } from '../factory/factory.js'
import type { Live } from '../live.js'
import type { EntityClass } from '../place/provision.js'
import { describeValues, type From } from './given-rows.js'
import { alongFor, checkShape, comparable, inWords } from './row-shape.js'
import { findRows } from './rows.js'
import { checkedWhere, type Where } from './where.js'

/** How many rows a failure shows. */
const MOST = 5

/** The step value behind `db.row`. */
export function row<E extends object, C>(
  live: () => Live,
  uses: readonly Part[],
  entity: EntityClass<E>,
  where: From<C, Values<E>>,
  shape: Shape<E>,
): Expectation<unknown, C> {
  const word = `db.row(${nameOf(entity)})`
  if (typeof shape !== 'object' || shape === null)
    throw new TypeError(
      `${word} needs the shape of the row as its third argument, as in { name: 'Ann' }; use db.none(...) for no row`,
    )
  return expectation<unknown, C>(
    `the row of ${nameOf(entity)}${titleOf(where)} is as told`,
    async (_, context) => {
      const own = live()
      const metadata = metadataOf(own.dataSource, entity)
      const wanted = checkedWhere(own.dataSource, metadata, told(where, context), word)
      checkShape(metadata, shape, word)
      const rows = await findRows(own, metadata, wanted, { along: alongFor(metadata, shape) })
      const [only] = rows
      if (only === undefined)
        fail(`${metadata.tableName} has no row with ${describeValues(wanted)}${await others(own, metadata, wanted)}`)
      if (rows.length > 1)
        fail(
          `${rows.length} rows of ${metadata.tableName} have ${describeValues(wanted)}; name what tells them apart:${listed(metadata, rows, wanted)}`,
        )
      assertMatches(inWords(shape), comparable(metadata, only), {
        what: `the row of ${metadata.tableName} with ${describeValues(wanted)}`,
      })
    },
    undefined,
    { uses },
  )
}

/** The step value behind `db.none`. */
export function none<E extends object, C>(
  live: () => Live,
  uses: readonly Part[],
  entity: EntityClass<E>,
  where: From<C, Values<E>>,
): Expectation<unknown, C> {
  const word = `db.none(${nameOf(entity)})`
  return expectation<unknown, C>(
    `no row of ${nameOf(entity)}${titleOf(where)}`,
    async (_, context) => {
      const own = live()
      const metadata = metadataOf(own.dataSource, entity)
      const wanted = checkedWhere(own.dataSource, metadata, told(where, context), word)
      const rows = await findRows(own, metadata, wanted)
      if (rows.length === 0) return
      const deleted = metadata.deleteDateColumn
      const soft = deleted && rows.every((one) => deleted.getEntityValue(one))
      fail(
        `${metadata.tableName} was to have no row${Object.keys(wanted).length > 0 ? ` with ${describeValues(wanted)}` : ''}, and has ${rows.length}` +
          `${soft ? `, deleted softly: ${deleted.propertyName} is set and the row is still there` : ''}:${listed(metadata, rows, wanted)}`,
      )
    },
    undefined,
    { uses },
  )
}

function told<C, E>(where: From<C, Values<E>>, context: C): Values<E> {
  return typeof where === 'function' ? (where as (context: C) => Values<E>)(context) : where
}

function titleOf<C, E>(where: From<C, Values<E>>): string {
  return typeof where !== 'object' || where === null || Object.keys(where).length === 0
    ? ''
    : ` with ${describeValues(where)}`
}

async function others(live: Live, metadata: EntityMetadata, wanted: Where): Promise<string> {
  const rows = await findRows(live, metadata, {}, { most: MOST + 1 })
  return rows.length === 0 ? '; the table is empty' : `; it has${listed(metadata, rows, wanted)}`
}

/** What was asked for comes first, after the key: a long row is cut. */
function listed({ primaryColumns }: EntityMetadata, rows: readonly ObjectLiteral[], wanted: Where): string {
  const first = [...primaryColumns.map(({ propertyName }) => propertyName), ...Object.keys(wanted)]
  const lines = rows.slice(0, MOST).map((row) => {
    const asked = Object.fromEntries(first.filter((key) => key in row).map((key) => [key, row[key]]))
    return `\n  ${show(maskValue({ ...asked, ...row }))}`
  })
  return lines.join('') + (rows.length > MOST ? '\n  …' : '')
}

function fail(message: string): never {
  throw Object.assign(new Error(message), { name: 'AssertionError' })
}
