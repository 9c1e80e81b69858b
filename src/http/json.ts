import { describe } from '../match/describe.js'
import type { Shape } from '../match/index.js'
import { assertMatches } from '../match/mismatch.js'
import { settle } from '../match/shape.js'
import { describeValue } from '../scenario/failure.js'
import { type Expectation, expectation } from '../scenario/step.js'
import { mask } from '../wire/index.js'
import { formOf, type Reply } from './reply.js'

/** What may be said of a body of type `T`: anything where the type is not known, else what its fields allow. */
export type Body<T> = unknown extends T ? unknown : Shape<T>

/** The word `json`, and `json.exactly`. */
export interface Json {
  /** The JSON body holds at least this. */
  <T = unknown>(shape: Body<NoInfer<T>>): Expectation<Reply<T>, object>
  /** The JSON body holds this and nothing more. */
  exactly<T = unknown>(shape: Body<NoInfer<T>>): Expectation<Reply<T>, object>
}

/**
 * The JSON body holds at least this: named keys must match, others are free, arrays match whole; `json.exactly` allows nothing more. The
 * compiler checks it where the reply has a type.
 *
 * @throws TypeError for a shape that no JSON can have.
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { json, target } from 'qa-integ/http'
 * import { eachLike, integer } from 'qa-integ/match'
 *
 * const shop = target({
 *   app: () => (_request, response) => {
 *     response.setHeader('content-type', 'application/json')
 *     response.end('{"page":1,"users":[{"id":7,"name":"Ann"},{"id":8,"name":"Bob"}]}')
 *   },
 * })
 *
 * scenario('users are listed')
 *   .when(shop.get('/users'))
 *   .expect(json({ users: eachLike({ id: integer() }) }))
 *   .expect(json.exactly({ page: 1, users: [{ id: 7, name: 'Ann' }, { id: 8, name: 'Bob' }] }))
 * ```
 */
export const json: Json = Object.freeze(
  Object.assign((shape: unknown) => holds(shape, false, 'json'), {
    exactly: (shape: unknown) => holds(shape, true, 'json.exactly'),
  }),
)

function holds(shape: unknown, exact: boolean, word: string): Expectation<Reply, object> {
  if (shape === undefined) throw new TypeError(`${word}(...) needs what the body holds, such as { id: integer() }`)
  const settled = settle(shape)
  const title = mask(`json ${exact ? 'is' : 'holds'} ${describe(settled)}`)
  return expectation(title, (reply: Reply) => {
    refuseOther(reply, word)
    assertMatches(settled, reply.body, { exact, what: 'the body' })
  })
}

function refuseOther(reply: unknown, word: string): void {
  if (typeof reply !== 'object' || reply === null || !('body' in reply))
    throw new Error(`${word}(...) looks at a reply, and the when returned ${describeValue(reply)}`)
  const { status, headers, body } = reply as Reply
  const type = headers?.['content-type'] ?? 'without a content-type'
  switch (formOf(reply)) {
    case 'none':
      throw new Error(`the reply (status ${status}) has no body`)
    case 'malformed':
      throw new Error(`the body calls itself JSON (${type}) and can't be read: ${problemOf(body)}${start(body)}`)
    case 'text':
      throw new Error(`the body is no JSON but text (${type})${start(body)}`)
    case 'bytes':
      throw new Error(`the body is no JSON but ${(body as Uint8Array).length} bytes (${type})`)
    case 'json':
    case undefined:
  }
}

function problemOf(body: unknown): string {
  try {
    JSON.parse(body as string)
    return 'it is malformed'
  } catch (error) {
    return (error as Error).message.split('\n')[0]!
  }
}

const SHOWN = 200

function start(body: unknown): string {
  const text = body as string
  return text === '' ? ', and it is empty' : `:\n  ${text.slice(0, SHOWN).trim()}${text.length > SHOWN ? ' …' : ''}`
}
