import { describeValue } from '../scenario/failure.js'
import type { Awaitable } from '../scenario/types.js'
import { mask } from '../wire/index.js'

/**
 * The type of a reply's body: `typed<User>()`, or any Standard Schema (zod, valibot, arktype, …), which is then checked
 * at run time, too. https://standardschema.dev
 */
export interface ReplyType<T> {
  readonly '~standard': { readonly types?: { readonly output: T } | undefined }
}

/** The part of a Standard Schema, version 1, that runs. */
interface Validating {
  readonly validate?: (
    value: unknown,
  ) => Awaitable<{ readonly value: unknown; readonly issues?: undefined } | { readonly issues: readonly Issue[] }>
}

interface Issue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** The body of a reply as its schema sees it. */
export type Judged = { readonly value: unknown } | { readonly wrong: string }

const TYPED: ReplyType<never> = Object.freeze({ '~standard': Object.freeze({}) })

/**
 * Tells the compiler what the body of a reply is; nothing checks it at run time.
 *
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { json, target, typed } from 'qa-integ/http'
 *
 * interface User { id: number; name: string }
 *
 * const shop = target({
 *   app: () => (_request, response) => {
 *     response.setHeader('content-type', 'application/json')
 *     response.end('{"id":7,"name":"Ann"}')
 *   },
 * })
 *
 * scenario('a user is read')
 *   .when(shop.get('/users/7', { reply: typed<User>() }))
 *   .expect(json({ name: 'Ann' }))
 * ```
 */
export function typed<T>(): ReplyType<T> {
  return TYPED as ReplyType<T>
}

/** Refuses what is neither of both. */
export function checkReplyType(told: unknown): ReplyType<unknown> | undefined {
  if (told === undefined) return undefined
  const isObject = (typeof told === 'object' && told !== null) || typeof told === 'function'
  const standard: unknown = isObject ? (told as ReplyType<unknown>)['~standard'] : undefined
  if (typeof standard !== 'object' || standard === null)
    throw new TypeError(
      `reply is typed<...>() or a Standard Schema, as zod (from 3.24), valibot and arktype make; it was handed ${describeValue(told)}`,
    )
  return told as ReplyType<unknown>
}

/** Runs the schema on a body, if it is one; it may turn the body into something else. */
export async function judged(type: ReplyType<unknown>, body: unknown): Promise<Judged> {
  const standard = type['~standard'] as Validating
  if (typeof standard.validate !== 'function') return { value: body }
  const outcome = await standard.validate(body)
  if (outcome.issues === undefined) return { value: outcome.value }
  const lines = outcome.issues.map(({ message, path = [] }) => `  ${placeIn(path)}: ${message}`)
  return { wrong: mask(`the body is not what its schema says:\n${lines.join('\n')}`) }
}

function placeIn(path: NonNullable<Issue['path']>): string {
  const keys = path.map((part) => (typeof part === 'object' ? part.key : part))
  return `$${keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')}`
}
