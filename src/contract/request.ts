import { example } from '../match/example.js'
import type { Matcher } from '../match/index.js'
import { type PactBody, pactBody } from './body.js'
import { type ContractHeaders, checkHeaders, checkValues, type NamedValues, type TextValue } from './headers.js'

/** A request as a contract tells it. Pact compares it exactly: no field of the body and no part of the query beside these. */
export interface ContractRequest {
  /** In upper case. */
  readonly method: string
  /** Without the query. */
  readonly path: string | Matcher<string>
  readonly query: NamedValues
  readonly headers: NamedValues
  /** In the form that Pact reads. */
  readonly body?: PactBody
  /** The body as its author told it. */
  readonly shape?: unknown
}

/** What a request has besides its path. */
export interface ContractRequestOptions {
  /** Several values of one name as an array. */
  readonly query?: Readonly<Record<string, TextValue | readonly TextValue[]>>
  /** Compared by name; others that the request has are free. */
  readonly headers?: ContractHeaders
}

/** A path as it is, or a matcher of it. */
type Path = string | Matcher<string>

/**
 * A GET request of a contract.
 *
 * @example
 * ```ts
 * import { contract, get } from 'qa-integ/contract'
 *
 * const users = contract({ consumer: 'shop-web', provider: 'users-api' })
 * const annsOrders = users
 *   .when('a request for the orders of user 7', get('/api/orders', { query: { user: 7 }, headers: { accept: 'application/json' } }))
 *   .expect(200, { orders: [] })
 * ```
 */
export function get(path: Path, options?: ContractRequestOptions): ContractRequest {
  return request('GET', path, undefined, options, 'get')
}

/**
 * A POST request of a contract; the body is JSON unless its content-type says otherwise.
 *
 * @example
 * ```ts
 * import { contract, post } from 'qa-integ/contract'
 * import { integer, like } from 'qa-integ/match'
 *
 * const users = contract({ consumer: 'shop-web', provider: 'users-api' })
 * const userCreated = users
 *   .when('a new user', post('/api/users', { name: like('Ann') }))
 *   .expect(201, { id: integer(7) })
 * ```
 */
export function post(path: Path, body?: unknown, options?: ContractRequestOptions): ContractRequest {
  return request('POST', path, body, options, 'post')
}

/**
 * A PUT request of a contract; the body is JSON unless its content-type says otherwise.
 *
 * @example
 * ```ts
 * import { contract, put } from 'qa-integ/contract'
 *
 * const users = contract({ consumer: 'shop-web', provider: 'users-api' })
 * const userReplaced = users.when('user 7, replaced', put('/api/users/7', { name: 'Bea' })).expect(204)
 * ```
 */
export function put(path: Path, body?: unknown, options?: ContractRequestOptions): ContractRequest {
  return request('PUT', path, body, options, 'put')
}

/**
 * A PATCH request of a contract; the body is JSON unless its content-type says otherwise.
 *
 * @example
 * ```ts
 * import { contract, patch } from 'qa-integ/contract'
 *
 * const users = contract({ consumer: 'shop-web', provider: 'users-api' })
 * const userRenamed = users
 *   .when('a new name for user 7', patch('/api/users/7', { name: 'Bea' }, { headers: { 'content-type': 'application/merge-patch+json' } }))
 *   .expect(204)
 * ```
 */
export function patch(path: Path, body?: unknown, options?: ContractRequestOptions): ContractRequest {
  return request('PATCH', path, body, options, 'patch')
}

/**
 * A DELETE request of a contract. It is called `del` because `delete` is a word of JavaScript.
 *
 * @example
 * ```ts
 * import { contract, del } from 'qa-integ/contract'
 *
 * const users = contract({ consumer: 'shop-web', provider: 'users-api' })
 * const userRemoved = users.when('the removal of user 7', del('/api/users/7')).expect(204)
 * ```
 */
export function del(path: Path, options?: ContractRequestOptions): ContractRequest {
  return request('DELETE', path, undefined, options, 'del')
}

function request(
  method: string,
  path: Path,
  shape: unknown,
  options: ContractRequestOptions = {},
  word: string,
): ContractRequest {
  const who = `${word}(${typeof path === 'string' ? JSON.stringify(path) : '…'})`
  checkPath(path, who)
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`${who}: the options are an object such as { headers: { accept: 'application/json' } }`)
  for (const key of Object.keys(options)) refuseOption(key, who, method)
  const headers = checkHeaders(options.headers, who)
  const query = checkValues(options.query, who, 'query parameter')
  const body = pactBody(shape, headers, who, true)
  return Object.freeze({
    method,
    path,
    query,
    headers,
    ...(body === undefined ? {} : { body, shape }),
  })
}

function checkPath(path: Path, who: string): void {
  const text: unknown = path === undefined || path === null ? path : example(path)
  if (typeof text !== 'string' || !text.startsWith('/'))
    throw new TypeError(`${who}: the path is a text that begins with "/", or a matcher with such an example`)
  const query = text.indexOf('?')
  if (query >= 0)
    throw new TypeError(
      `${who}: tell what comes after "?" as query: { … }, as in get('${text.slice(0, query)}', { query: { page: 2 } })`,
    )
  if (text.includes('#')) throw new TypeError(`${who}: what comes after "#" is never sent; leave it out`)
}

function refuseOption(key: string, who: string, method: string): void {
  if (key === 'query' || key === 'headers') return
  if (key === 'body')
    throw new TypeError(
      method === 'GET' || method === 'DELETE'
        ? `${who}: a ${method} carries no body; what it asks for goes into the path or the query`
        : `${who}: the body is the second argument, before the options`,
    )
  throw new TypeError(`${who}: "${key}" is no option of a request; there are query and headers`)
}
