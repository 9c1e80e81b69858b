import { STATUS_CODES } from 'node:http'
import { milliseconds } from '../scenario/duration.js'

/** What an endpoint does with a request, `ms` in milliseconds; made by `reply`, `silence`, `delay`, `reset`, `malformedJson`, `tooManyRequests`. */
export type Answer =
  | {
      readonly kind: 'reply'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: Buffer | string
      /** As in "then `title`". */
      readonly title: string
    }
  | { readonly kind: 'silence'; readonly title: string }
  | { readonly kind: 'reset'; readonly title: string }
  | { readonly kind: 'delay'; readonly ms: number; readonly answer: Answer; readonly title: string }

/** On every answer, also when a loader gives a process this module twice. */
const ANSWER = Symbol.for('qa-integ.answer')

function made<A extends Answer>(answer: A): A {
  return Object.freeze(Object.defineProperty(answer, ANSWER, { value: true }))
}

/** Whether it was made by one of the words below. */
export function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && ANSWER in value
}

/**
 * Answers with a status, a body and headers: an object or array as JSON, a string as text, bytes as they are.
 *
 * @throws TypeError when the status is no final one (200 to 599), or JSON cannot hold the body.
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { reply, service } from 'qa-integ/service'
 * import { expect } from 'chai'
 *
 * const rates = service('rates', { at: 'https://rates.example.com' })
 * const usd = rates.on('GET', '/v1/usd')
 *
 * scenario('a rate is asked for')
 *   .given(usd.answers(reply(200, { eur: 0.9 }, { etag: '"1"' })))
 *   .when('it is fetched', async () => (await fetch('https://rates.example.com/v1/usd')).json())
 *   .expect('the rate', (body) => expect(body).to.deep.equal({ eur: 0.9 }))
 * ```
 */
export function reply(status: number, body?: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  if (!Number.isInteger(status) || status < 200 || status > 599)
    throw new TypeError(`reply(${status}): a status is a whole number from 200 to 599`)
  const { type, bytes } = encoded(status, body)
  const typed = type === undefined || Object.keys(headers).some((name) => /^content-type$/i.test(name))
  return made({
    kind: 'reply',
    status,
    headers: Object.freeze(typed ? { ...headers } : { 'content-type': type, ...headers }),
    body: bytes,
    title: `${status}${STATUS_CODES[status] ? ` ${STATUS_CODES[status]}` : ''}`,
  })
}

/**
 * Takes the request and never answers; the client waits until it loses patience.
 *
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { service, silence } from 'qa-integ/service'
 * import { expect } from 'chai'
 *
 * const rates = service('rates', { at: 'https://rates.example.com' })
 * const usd = rates.on('GET', '/v1/usd')
 *
 * scenario('a silent provider is given up')
 *   .given(usd.answers(silence()))
 *   .when('it is asked', () => fetch('https://rates.example.com/v1/usd', { signal: AbortSignal.timeout(50) }))
 *   .expectError('a time-out', (error) => expect(error.name).to.equal('TimeoutError'))
 * ```
 */
export function silence(): Answer {
  return made({ kind: 'silence', title: 'silence' })
}

/**
 * Answers after a while: '200ms', '30s'.
 *
 * @throws TypeError when the text is no duration, or what follows is no answer.
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { delay, reply, service } from 'qa-integ/service'
 * import { expect } from 'chai'
 *
 * const rates = service('rates', { at: 'https://rates.example.com' })
 * const usd = rates.on('GET', '/v1/usd')
 *
 * scenario('a slow provider is waited for')
 *   .given(usd.answers(delay('20ms', reply(200))))
 *   .when('it is asked', async () => (await fetch('https://rates.example.com/v1/usd')).status)
 *   .expect('its answer', (status) => expect(status).to.equal(200))
 * ```
 */
export function delay(time: string, answer: Answer): Answer {
  const ms = milliseconds(time)
  if (!isAnswer(answer))
    throw new TypeError(`delay('${time}', ...) needs an answer, as in delay('${time}', reply(200))`)
  return made({ kind: 'delay', ms, answer, title: `${answer.title} after ${time}` })
}

/**
 * Drops the connection with a TCP reset instead of answering: clients see ECONNRESET.
 *
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { called, reply, reset, service } from 'qa-integ/service'
 *
 * const rates = service('rates', { at: 'https://rates.example.com' })
 * const usd = rates.on('GET', '/v1/usd')
 * const ask = () => fetch('https://rates.example.com/v1/usd')
 *
 * scenario('a broken connection is tried again')
 *   .given(usd.answers(reset(), reply(200)))
 *   .when('it is asked', () => ask().catch(ask))
 *   .expect(called(usd).times(2))
 * ```
 */
export function reset(): Answer {
  return made({ kind: 'reset', title: 'a reset' })
}

/**
 * Answers 200 with a JSON content type and a body that ends in the middle of an object.
 *
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { malformedJson, service } from 'qa-integ/service'
 * import { expect } from 'chai'
 *
 * const rates = service('rates', { at: 'https://rates.example.com' })
 * const usd = rates.on('GET', '/v1/usd')
 *
 * scenario('nonsense is no rate')
 *   .given(usd.answers(malformedJson()))
 *   .when('it is read', async () => (await fetch('https://rates.example.com/v1/usd')).json())
 *   .expectError('no JSON', (error) => expect(error.name).to.equal('SyntaxError'))
 * ```
 */
export function malformedJson(): Answer {
  return made({
    kind: 'reply',
    status: 200,
    headers: Object.freeze({ 'content-type': 'application/json' }),
    body: '{"id": "1", "items": [{"na',
    title: 'malformed JSON',
  })
}

/**
 * Answers 429 (RFC 6585) with a Retry-After header, which is told in whole seconds (RFC 9110, 10.2.3).
 *
 * @throws TypeError when the time is no whole number of seconds.
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { service, tooManyRequests } from 'qa-integ/service'
 * import { expect } from 'chai'
 *
 * const rates = service('rates', { at: 'https://rates.example.com' })
 * const usd = rates.on('GET', '/v1/usd')
 *
 * scenario('the provider says when to come back')
 *   .given(usd.answers(tooManyRequests({ retryAfter: '20s' })))
 *   .when('it is asked', async () => (await fetch('https://rates.example.com/v1/usd')).headers.get('retry-after'))
 *   .expect('in 20 seconds', (seconds) => expect(seconds).to.equal('20'))
 * ```
 */
export function tooManyRequests({ retryAfter }: { readonly retryAfter: string }): Answer {
  const seconds = milliseconds(retryAfter) / 1_000
  if (!Number.isInteger(seconds))
    throw new TypeError(
      `tooManyRequests({ retryAfter: '${retryAfter}' }): Retry-After is told in whole seconds, as '1s'`,
    )
  return reply(429, undefined, { 'retry-after': String(seconds) })
}

function encoded(status: number, body: unknown): { type: string | undefined; bytes: Buffer | string } {
  if (body === undefined) return { type: undefined, bytes: '' }
  if (status === 204 || status === 304)
    throw new TypeError(`reply(${status}, ...): an answer with this status has no body`)
  if (typeof body === 'string') return { type: 'text/plain; charset=utf-8', bytes: body }
  if (body instanceof Uint8Array) return { type: 'application/octet-stream', bytes: Buffer.from(body) }
  try {
    const text = JSON.stringify(body) as string | undefined
    if (text === undefined) throw new TypeError(`${typeof body} is nothing that JSON can say`)
    return { type: 'application/json', bytes: text }
  } catch (error) {
    throw new TypeError(`reply(${status}, ...): the body cannot be written as JSON: ${(error as Error).message}`)
  }
}
