import { describeValue } from '../scenario/failure.js'
import type { From } from './from.js'
import type { ReplyType } from './reply-type.js'
import { checkReplyType } from './reply-type.js'

/** What a request may be told besides its path and body. */
export interface RequestOptions<C, T> {
  /** Parameters for the URL; a list gives its name several times, what is undefined is left out. */
  query?: From<C, Record<string, unknown>>
  /** They win over those of credentials and body. */
  headers?: From<C, Record<string, string>>
  /** The type of the reply's body, for `json(...)` and the compiler. */
  reply?: ReplyType<T>
  /** Follow redirects, five at most; without it a redirect is the reply. */
  follow?: boolean
}

const KNOWN: readonly string[] = ['query', 'headers', 'reply', 'follow']

/** Refuses options that would be ignored. */
export function checkRequestOptions<C, T>(told: RequestOptions<C, T>, method: string): RequestOptions<C, T> {
  const carries = method === 'GET' || method === 'DELETE' ? `; a ${method} carries no body` : ''
  if (typeof told !== 'object' || told === null)
    throw new TypeError(
      `${method}: its options are an object such as { query: { q: 'tea' } }, not ${describeValue(told)}${carries}`,
    )
  for (const key of Object.keys(told))
    if (!KNOWN.includes(key))
      throw new TypeError(`${method}: "${key}" is no option of a request; there are ${KNOWN.join(', ')}${carries}`)
  if (told.follow !== undefined && typeof told.follow !== 'boolean')
    throw new TypeError(`${method}: follow is true or false`)
  checkReplyType(told.reply)
  return told
}
