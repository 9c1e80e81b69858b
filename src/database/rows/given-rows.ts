import { show } from '../../match/show.js'
import { derived, type Given, given, type Tools } from '../../scenario/step.js'
import type { Part } from '../../scenario/world.js'
import { maskValue } from '../../wire/mask-value.js'
import { metadataOf, nameOf, plainValues } from '../entity.js'
import type { Values } from '../factory/factory.js'
import { insertRow } from '../factory/insert.js'
import { insertMany } from '../factory/insert-many.js'
import type { Live } from '../live.js'
import type { EntityClass } from '../place/provision.js'

/**
 * Values, or what makes them from the context.
 *
 * @example
 * ```ts
 * import type { From } from 'qa-integ/database'
 *
 * const fixed: From<object, { name: string }> = { name: 'Ann' }
 * const taken: From<{ user: { name: string } }, { name: string }> = ({ user }) => ({ name: user.name })
 * ```
 */
export type From<C, V> = V | ((context: C) => V)

/**
 * A given that puts a row into the database; `.as(name)` puts its entity into the context.
 *
 * @example
 * ```ts
 * import { database, type HasRow } from 'qa-integ/database'
 * import { EntitySchema } from 'typeorm'
 *
 * interface User { id: number }
 * const User = new EntitySchema<User>({ name: 'User', columns: { id: { type: Number, primary: true, generated: true } } })
 * const db = database({ entities: { users: User } })
 *
 * const aUser: HasRow<object, User> = db.has(User)
 * const named = aUser.as('user')
 * ```
 */
export interface HasRow<C, E> extends Given<C, void> {
  /** The same given, which puts the entity into the context under this name. */
  as<K extends string>(name: K): Given<C, { [P in K]: E }>
}

/** The step value behind `db.has`. */
export function hasRow<E extends object, C>(
  live: () => Live,
  uses: readonly Part[],
  entity: EntityClass<E>,
  values: From<C, Values<E>> = {},
): HasRow<C, E> {
  const name = nameOf(entity)
  if (typeof values !== 'function') plainValues(values, `db.has(${name})`)
  const insert = async (context: C, { signal }: Tools): Promise<E> => {
    const own = live()
    const metadata = metadataOf(own.dataSource, entity)
    const told = typeof values === 'function' ? (values as (context: C) => Values<E>)(context) : values
    return (await insertRow(own, metadata, plainValues(told, `db.has(${name})`), { signal })) as E
  }
  const step = given<C, void>(title(name, values), async (context, tools) => void (await insert(context, tools)), {
    uses,
  })
  return derived(step, {
    as<K extends string>(key: K) {
      if (typeof key !== 'string' || key === '')
        throw new TypeError(`db.has(${name}).as(...) needs a name for the context`)
      return derived(step, {
        setUp: async (context: C, tools: Tools) =>
          ({ [key]: await insert(context, tools) }) as unknown as { [P in K]: E },
      })
    },
  }) as unknown as HasRow<C, E>
}

/** The step value behind `db.hasMany`. */
export function hasManyRows<E extends object, C>(
  live: () => Live,
  uses: readonly Part[],
  entity: EntityClass<E>,
  count: number,
  values: (i: number, context: C) => Values<E>,
): Given<C, void> {
  const name = nameOf(entity)
  if (!Number.isInteger(count) || count < 1)
    throw new TypeError(`db.hasMany(${name}, ${show(count)}) needs a number of rows, 1 or more`)
  if (typeof values !== 'function')
    throw new TypeError(
      `db.hasMany(${name}, ${count}, ...) takes a function of the row's number, as in (i) => ({ name: \`user \${i}\` })`,
    )
  return given<C, void>(
    `${count} rows of ${name}`,
    async (context, { signal }) => {
      const own = live()
      const row = (i: number) => plainValues(values(i, context), `db.hasMany(${name})`)
      await insertMany(own, metadataOf(own.dataSource, entity), count, row, signal)
    },
    { uses },
  )
}

function title<C, E>(name: string, values: From<C, Values<E>>): string {
  if (typeof values === 'function' || Object.keys(values).length === 0) return `a row of ${name}`
  return `a row of ${name} with ${describeValues(values)}`
}

/** `email "ann@x.io", role "admin"`; secrets stay out of titles. */
export function describeValues(values: object): string {
  return Object.entries(maskValue(values) as object)
    .map(([key, value]) => `${key} ${typeof value === 'string' ? JSON.stringify(value) : show(value)}`)
    .join(', ')
}
