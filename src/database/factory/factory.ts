import { nameOf } from '../entity.js'
import type { EntityClass } from '../place/provision.js'
import type { Random } from './random.js'

/**
 * Values of an entity: any of its columns. A row that it leads to is told by the entity, by its id, or by values of its
 * own, of which it is then made; rows on the other side of a many-to-many relation as a list of those.
 *
 * @example
 * ```ts
 * import type { Values } from 'qa-integ/database'
 *
 * interface User { id: number; name: string }
 * interface Post { id: number; title: string; user: User }
 *
 * const ofUser7: Values<Post> = { title: 'T', user: 7 }
 * const ofAnn: Values<Post> = { user: { name: 'Ann' } }
 * ```
 */
export type Values<E> = { readonly [K in keyof E]?: Value<E[K]> }

/** A value of a column; of a relation, also an id or values of the row that it leads to. */
type Value<T> =
  | T
  | (T extends Leaf
      ? never
      : T extends Promise<infer R>
        ? Value<R>
        : T extends readonly (infer R)[]
          ? readonly Value<R>[]
          : T extends object
            ? Values<T> | Id
            : never)
/** Objects that columns hold whole. */
type Leaf = Date | Uint8Array | ((...args: never[]) => unknown)
/** What names a row that is there. */
type Id = number | string | bigint

/**
 * What a factory knows of the row that it makes: its number in its table, from 1 in every scenario, and numbers that are
 * the same on every run.
 *
 * @example
 * ```ts
 * import type { FactoryRow } from 'qa-integ/database'
 *
 * const values = ({ n, random }: FactoryRow) => ({ name: `user ${n}`, age: random.integer(18, 99) })
 * ```
 */
export interface FactoryRow {
  /** The number of the row in its table, from 1 in every scenario. */
  readonly n: number
  /** Numbers that are the same on every run with the same seed. */
  readonly random: Random
}

/**
 * How rows of an entity are filled where a scenario does not say it.
 *
 * @example
 * ```ts
 * import { type Factory, factory } from 'qa-integ/database'
 * import { EntitySchema } from 'typeorm'
 *
 * interface User { id: number; name: string }
 * const User = new EntitySchema<User>({
 *   name: 'User',
 *   columns: { id: { type: Number, primary: true, generated: true }, name: { type: String } },
 * })
 * const users: Factory = factory(User, ({ n }) => ({ name: `user ${n}` }))
 * ```
 */
export interface Factory {
  /** Whose rows it fills. */
  readonly entity: EntityClass<object>
  /** Makes the values of a row; those that a scenario names win. */
  readonly values: (row: FactoryRow) => object
}

/** Keys that the entity does not have, made impossible. */
type Known<V, E> = { readonly [K in Exclude<keyof V, keyof E>]: never }

/**
 * Says how `db.has` and `db.hasMany` fill rows of an entity: over the values that the columns' types give, under those
 * that a scenario names. Handed to `database({ factories: [...] })`.
 *
 * @throws TypeError when `values` is no function.
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { database, factory } from 'qa-integ/database'
 * import { EntitySchema } from 'typeorm'
 *
 * interface User { id: number; name: string; age: number }
 * const User = new EntitySchema<User>({
 *   name: 'User',
 *   tableName: 'users',
 *   columns: { id: { type: Number, primary: true, generated: true }, name: { type: String }, age: { type: Number } },
 * })
 * const db = database({
 *   entities: { users: User },
 *   factories: [factory(User, ({ n, random }) => ({ name: `user ${n}`, age: random.integer(18, 99) }))],
 *   seed: 7,
 * })
 *
 * scenario('a user is renamed')
 *   .given(db.has(User, { age: 30 }).as('user'))
 *   .when('it is saved', ({ user }) => db.repository(User).save({ ...user, name: user.name.toUpperCase() }))
 *   .expect(db.row(User, { age: 30 }, { name: 'USER 1' }))
 * ```
 */
export function factory<E extends object, V extends Values<E>>(
  entity: EntityClass<E>,
  values: (row: FactoryRow) => V & Known<V, E>,
): Factory {
  if (typeof values !== 'function')
    throw new TypeError(
      `factory(${nameOf(entity)}, ...) takes a function of the row, as in ({ n }) => ({ name: \`user \${n}\` })`,
    )
  return Object.freeze({ entity: entity as EntityClass<object>, values })
}

/** Refuses what is no list of factories, one for each entity, of those that there are. */
export function checkFactories(factories: unknown, entities: readonly unknown[] | undefined): void {
  if (!Array.isArray(factories))
    throw new TypeError('database({ factories }) takes a list, as in [factory(User, ({ n }) => ({ ... }))]')
  const seen = new Set<unknown>()
  for (const one of factories as readonly Partial<Factory>[]) {
    if (typeof one?.values !== 'function' || one.entity === undefined)
      throw new TypeError('database({ factories: [...] }) takes what factory(User, ...) makes')
    if (seen.has(one.entity))
      throw new TypeError(
        `database({ factories: [...] }) has two factories of ${nameOf(one.entity)}; which one would make a row?`,
      )
    if (entities && !entities.includes(one.entity))
      throw new TypeError(
        `database({ factories: [...] }) has a factory of ${nameOf(one.entity)}, which is not among the entities; name it there, too`,
      )
    seen.add(one.entity)
  }
}
