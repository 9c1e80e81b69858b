declare const matches: unique symbol
declare const names: unique symbol

/**
 * A place in a shape that admits more than one value; opaque to the compiler, at run time the JSON form that Pact reads.
 *
 * @example
 * ```ts
 * import { integer, type Matcher } from 'qa-integ/match'
 *
 * const anId: Matcher<number> = integer(7)
 * ```
 */
export interface Matcher<out T, out Keys = KeysOf<T>> {
  readonly [matches]: T
  /** The keys that it or its elements name, told apart from T so that a misspelt one is refused although T may leave out keys. */
  readonly [names]: Keys
}

/** The keys that a shape may name: none for `any`, every one for `unknown`. */
type KeysOf<T> = 0 extends 1 & T
  ? never
  : unknown extends T
    ? PropertyKey
    : T extends readonly (infer E)[]
      ? FieldsOf<E>
      : FieldsOf<T>

/** The keys of an object; a list or a plain value has none. */
type FieldsOf<T> = T extends readonly unknown[] ? never : T extends object ? keyof T : never

/**
 * How a value travels: a date as text, a member of an enumeration as its base type, and every field of an object may go unnamed.
 *
 * @example
 * ```ts
 * import type { Wire } from 'qa-integ/match'
 *
 * const user: Wire<{ name: string; bornAt: Date; role: 'user' | 'admin' }> = { bornAt: '2000-02-29T00:00:00.000Z', role: 'guest' }
 * ```
 */
export type Wire<T> = T extends Date
  ? string | Date
  : T extends string
    ? string
    : T extends number
      ? number
      : T extends boolean
        ? boolean
        : T extends readonly (infer E)[]
          ? readonly Wire<E>[]
          : T extends object
            ? { readonly [K in keyof T]?: Wire<T[K]> }
            : T

/**
 * What may be said of a value of type `T`: some of its fields, each as a value or as a matcher.
 *
 * @example
 * ```ts
 * import { integer, type Shape } from 'qa-integ/match'
 *
 * interface User { id: number; name: string; email: string }
 *
 * const ann: Shape<User> = { id: integer(), name: 'Ann' }
 * ```
 */
export type Shape<T> =
  | Matcher<Wire<T>>
  | (T extends Date
      ? Date | string
      : T extends readonly (infer E)[]
        ? readonly Shape<E>[]
        : T extends object
          ? { readonly [K in keyof T]?: Shape<T[K]> }
          : T)

/**
 * The plain value that a shape stands for: its matchers replaced by the type they match, dates by their text.
 *
 * @example
 * ```ts
 * import { integer, like, type Example } from 'qa-integ/match'
 *
 * const shape = { id: integer(7), name: like('Ann') }
 * const user: Example<typeof shape> = { id: 8, name: 'Bea' }
 * ```
 */
export type Example<S> =
  S extends Matcher<infer T, PropertyKey>
    ? T
    : S extends Date
      ? string
      : S extends readonly (infer E)[]
        ? Example<E>[]
        : S extends object
          ? { -readonly [K in keyof S]: Example<S[K]> }
          : S
