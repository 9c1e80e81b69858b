import { describeValue } from './failure.js'

/** The named values that givens have added so far. */
export type Context = Readonly<Record<string, unknown>>

/** The context with what a given returned; refuses what cannot be named values, and names that are taken. */
export function added(context: Context, values: unknown, title: string): Context {
  if (values === undefined) return context
  if (!isPlain(values))
    throw new Error(
      `a given returns a plain object of named values or nothing, and "${title}" returned ${describeValue(values)}; ` +
        'write => ({ user }) rather than => user, or => void work() when nothing is to be added',
    )
  for (const key of Object.keys(values)) refuseTaken(context, key)
  return { ...context, ...values }
}

/** The context with the result of a when under its name. */
export function named(context: Context, name: string, result: unknown): Context {
  refuseTaken(context, name)
  return { ...context, [name]: result }
}

function refuseTaken(context: Context, key: string): void {
  if (Object.hasOwn(context, key)) throw new Error(`"${key}" is already in the context; give it another name`)
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
