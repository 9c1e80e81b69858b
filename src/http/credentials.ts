import { describeValue } from '../scenario/failure.js'
import { keepSecret } from '../wire/index.js'

/** Who sends a request; made by `bearer`, `basic` or `apiKey` and used as `shop.as(...)`. */
export interface Credentials {
  /** Which word made them. */
  readonly scheme: 'bearer' | 'basic' | 'apiKey'
}

/** What credentials add to a request. */
export interface Granted {
  readonly header?: readonly [name: string, value: string]
  readonly query?: readonly [name: string, value: string]
}

const GRANT = Symbol.for('qa-integ.credentials')
type Granting = Credentials & { readonly [GRANT]: () => Promise<Granted> }

/**
 * A bearer token (RFC 6750), or a function that gets one for each request. It is masked wherever it would be shown.
 *
 * @throws TypeError when the token is empty or no text.
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { bearer, status, target } from 'qa-integ/http'
 *
 * const shop = target({
 *   app: () => (request, response) => {
 *     response.statusCode = request.headers.authorization === 'Bearer t0ken-of-ann' ? 200 : 401
 *     response.end()
 *   },
 * })
 * const ann = shop.as(bearer(async () => 't0ken-of-ann'))
 *
 * scenario('a stranger is sent away').when(shop.get('/orders')).expect(status(401))
 * scenario('Ann may come in').when(ann.get('/orders')).expect(status(200))
 * ```
 */
export function bearer(token: string | (() => Promise<string>)): Credentials {
  const header = (told: unknown): Granted => ({ header: ['authorization', `Bearer ${secret(told, 'bearer')}`] })
  if (typeof token !== 'function') {
    const always = header(token)
    return granting('bearer', async () => always)
  }
  return granting('bearer', async () => {
    let told: unknown
    try {
      told = await token()
    } catch (error) {
      throw new Error(`bearer(...): its function could not get a token: ${(error as Error)?.message ?? error}`, {
        cause: error,
      })
    }
    return header(told)
  })
}

/**
 * A user and a password (RFC 7617), in UTF-8. The password is masked wherever it would be shown.
 *
 * @throws TypeError when one is empty or the user holds a colon.
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { basic, json, target } from 'qa-integ/http'
 *
 * const shop = target({
 *   app: () => (request, response) => {
 *     const [, code] = (request.headers.authorization ?? '').split(' ')
 *     response.setHeader('content-type', 'application/json')
 *     response.end(JSON.stringify(Buffer.from(code ?? '', 'base64').toString()))
 *   },
 * })
 *
 * scenario('Ann names herself').when(shop.as(basic('ann', 'open sesame')).get('/')).expect(json('ann:open sesame'))
 * ```
 */
export function basic(user: string, password: string): Credentials {
  if (typeof user !== 'string' || user === '' || user.includes(':'))
    throw new TypeError(`basic(...): the user is a text without a colon, not ${describeValue(user)}`)
  const code = Buffer.from(`${user}:${secret(password, 'basic')}`).toString('base64')
  keepSecret(code)
  const granted: Granted = { header: ['authorization', `Basic ${code}`] }
  return granting('basic', async () => granted)
}

/**
 * A key in a header (`x-api-key` where none is named) or in a query parameter. It is masked wherever it would be shown.
 *
 * @throws TypeError when the key is empty, or both places are named.
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { apiKey, status, target } from 'qa-integ/http'
 *
 * const shop = target({
 *   app: () => (request, response) => {
 *     response.statusCode = request.headers['x-shop'] === 'key-of-ann' ? 204 : 403
 *     response.end()
 *   },
 * })
 * const ann = shop.as(apiKey('key-of-ann', { header: 'x-shop' }))
 *
 * scenario('the key opens the shop').when(ann.delete('/orders/7')).expect(status(204))
 * ```
 */
export function apiKey(key: string, options: { header?: string; query?: string } = {}): Credentials {
  for (const name of Object.keys(options))
    if (name !== 'header' && name !== 'query')
      throw new TypeError(`apiKey(...): "${name}" is no place for a key; there are header and query`)
  const { header, query } = options
  if (header !== undefined && query !== undefined)
    throw new TypeError('apiKey(...): the key travels in a header or in a query parameter; name one of them')
  if (header === '' || query === '') throw new TypeError('apiKey(...): the name of its place is empty')
  const value = secret(key, 'apiKey')
  const granted: Granted = query === undefined ? { header: [header ?? 'x-api-key', value] } : { query: [query, value] }
  return granting('apiKey', async () => granted)
}

/** What the credentials add to a request that is sent now. */
export function grantedBy(credentials: Credentials): Promise<Granted> {
  return (credentials as Granting)[GRANT]()
}

/** Refuses what was not made by one of the words above. */
export function checkCredentials(credentials: unknown): Credentials {
  if (typeof credentials !== 'object' || credentials === null || !(GRANT in credentials))
    throw new TypeError(
      `.as(...) takes credentials, made by bearer(...), basic(...) or apiKey(...), not ${describeValue(credentials)}`,
    )
  return credentials as Granting
}

function granting(scheme: Credentials['scheme'], grant: () => Promise<Granted>): Credentials {
  return Object.freeze({ scheme, [GRANT]: grant })
}

function secret(told: unknown, word: string): string {
  if (typeof told !== 'string' || told.trim() === '')
    throw new TypeError(
      `${word}(...) was handed ${told === undefined ? 'nothing' : told === '' ? 'an empty text' : describeKind(told)} in place of a secret; ` +
        'is the environment variable that holds it set?',
    )
  keepSecret(told)
  return told
}

/** Its kind only: the value may be a secret in the wrong form. */
function describeKind(told: unknown): string {
  return told === null ? 'null' : typeof told === 'string' ? 'blanks' : `a ${typeof told}`
}
