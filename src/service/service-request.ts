import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import type { WireRequest } from '../wire/index.js'

/** A request as an endpoint sees it. */
export interface ServiceRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** The values of `:name` or `{name}` in the endpoint's path. */
  readonly params: Readonly<Record<string, string>>
  /** As the URL tells it. */
  readonly query: URLSearchParams
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** JSON and forms as values, other text as a string, other bytes as a Buffer; undefined where there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: what JSON holds is known to the author only, as with JSON.parse.
  readonly body: any
}

/** The request, its body read by its content type. */
export function serviceRequest(request: WireRequest, params: Readonly<Record<string, string>>): ServiceRequest {
  const { method, path, query, headers } = request
  return Object.freeze({ method, path, params, query, headers, body: bodyOf(request) })
}

/** What `called(...).with(...)` compares and failures show: the query as an object, a parameter that came twice as a list. */
export function plainRequest({ body, query, params, headers, method, path }: ServiceRequest): object {
  return {
    ...(body === undefined ? {} : { body }),
    ...(query.size > 0 ? { query: plainQuery(query) } : {}),
    ...(Object.keys(params).length > 0 ? { params } : {}),
    headers,
    method,
    path,
  }
}

/** A query or a form as an object, a name that came twice with a list. */
function plainQuery(query: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const values = query.getAll(name)
      return [name, values.length === 1 ? values[0]! : values]
    }),
  )
}

function bodyOf({ headers, body }: WireRequest): unknown {
  const type = headers['content-type'] ?? ''
  const bytes = unpacked(body, headers['content-encoding'])
  if (bytes.length === 0) return undefined
  if (/[/+]json\b/i.test(type)) return parsed(bytes.toString())
  if (/^application\/x-www-form-urlencoded/i.test(type)) return plainQuery(new URLSearchParams(bytes.toString()))
  if (/^text\/|\bxml\b|charset=utf-8/i.test(type)) return bytes.toString()
  return type === '' && !bytes.toString().includes('\ufffd') ? bytes.toString() : bytes
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function unpacked(body: Buffer, encoding: string | undefined): Buffer {
  try {
    switch (encoding?.toLowerCase()) {
      case 'gzip':
        return gunzipSync(body)
      case 'deflate':
        return inflateSync(body)
      case 'br':
        return brotliDecompressSync(body)
      default:
        return body
    }
  } catch {
    return body
  }
}
