import type { Exchange } from './exchange.js'
import { maskHeaders, tellingHeaders } from './headers.js'
import { mask } from './masking.js'
import { isWhole, type RecordedBody } from './recorded-body.js'

/** The part of an exchange that curl can repeat. */
export type Repeatable = Pick<Exchange, 'method' | 'url' | 'requestHeaders' | 'requestBody'>

/** A line for a POSIX shell that sends the request again; put the secrets in where it says `[masked]`. */
export function toCurl({ method, url, requestHeaders, requestBody }: Repeatable): string {
  const headers = Object.entries(maskHeaders(tellingHeaders(requestHeaders)))
  const untyped = requestBody !== undefined && !headers.some(([name]) => /^content-type$/i.test(name))
  const { before, data } = bodyArguments(requestBody)
  return [
    ...before,
    'curl',
    ...methodArguments(method, requestBody),
    ...headers.flatMap(([name, value]) => ['-H', quoted(value === '' ? `${name};` : `${name}: ${value}`)]),
    // Without it curl would call every body a form.
    ...(untyped ? ['-H', quoted('content-type:')] : []),
    ...data,
    ...urlArguments(mask(url)),
    ...(requestBody && !isWhole(requestBody) ? [`# the body had ${requestBody.size} bytes; this is its start`] : []),
  ].join(' ')
}

function methodArguments(method: string, body: RecordedBody | undefined): string[] {
  if (method === 'HEAD' && body === undefined) return ['--head']
  return method === (body === undefined ? 'GET' : 'POST') ? [] : ['-X', quoted(method)]
}

function bodyArguments(body: RecordedBody | undefined): { before: string[]; data: string[] } {
  if (body === undefined) return { before: [], data: [] }
  // No argument of a process can hold a zero byte.
  if (body.kind === 'text' && !body.text.includes('\0'))
    return { before: [], data: ['--data-raw', quoted(mask(body.text))] }
  const base64 = body.kind === 'bytes' ? body.base64 : Buffer.from(mask(body.text)).toString('base64')
  return { before: ['echo', base64, '|', 'base64', '-d', '|'], data: ['--data-binary', '@-'] }
}

/** Curl would read braces and brackets as patterns and take dots out of the path. */
function urlArguments(url: string): string[] {
  return [
    ...(/[[\]{}]/.test(url) ? ['--globoff'] : []),
    ...(/\/\.{1,2}(?:\/|$|\?)/.test(url) ? ['--path-as-is'] : []),
    quoted(url),
  ]
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
