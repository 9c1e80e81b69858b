/** A value, or a function that makes it of the context. */
export type From<C, V> = V | ((context: C) => V)

/** The value for a scenario whose context is at hand. */
export function valueFor<C, V>(told: From<C, V>, context: C): V {
  return typeof told === 'function' ? (told as (context: C) => V)(context) : told
}
