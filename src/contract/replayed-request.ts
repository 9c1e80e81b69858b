import { recordedBody, toCurl } from '../wire/index.js'
import type { ReadInteraction } from './pact-files.js'

type Tree = Readonly<Record<string, unknown>>

/** The request of an interaction, with its examples, as a line for a shell. */
export function replayedRequest({ told }: ReadInteraction, url: string): string {
  const { method = 'GET', path = '/', query, headers = {}, body } = (told.request ?? {}) as Tree
  const asked = queryOf(query)
  const sent = bodyOf(body)
  return toCurl({
    method: String(method).toUpperCase(),
    url: `${url.replace(/\/$/, '')}${path}${asked && `?${asked}`}`,
    requestHeaders: Object.fromEntries(Object.entries(headers as Tree).map(([name, value]) => [name, String(value)])),
    ...(sent === undefined ? {} : { requestBody: recordedBody(sent) }),
  } as Parameters<typeof toCurl>[0])
}

/** Specification 1 and 2 tell the query as a text. */
function queryOf(query: unknown): string {
  if (typeof query === 'string') return query
  const pairs = Object.entries((query ?? {}) as Tree).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, String(value)]),
  )
  return new URLSearchParams(pairs).toString()
}

/** Specification 4 tells the content beside its type, others the content alone. */
function bodyOf(body: unknown): string | Buffer | undefined {
  if (body === undefined || body === null) return undefined
  const { content, contentType, encoded } = body as Tree
  if (contentType === undefined) return textOf(body)
  return encoded === 'base64' ? Buffer.from(String(content), 'base64') : textOf(content)
}

function textOf(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content)
}
