import { describeValue } from '../scenario/failure.js'

/** Adds parameters to a URL: a list gives its name once for each element, what is undefined is left out, a Date is ISO 8601. */
export function withQuery(url: string, query: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(query).flatMap(([name, told]) =>
    (Array.isArray(told) ? told : told === undefined ? [] : [told]).map(
      (value) => `${encode(name)}=${encode(textOf(name, value))}`,
    ),
  )
  if (pairs.length === 0) return url
  return `${url}${url.includes('?') ? '&' : '?'}${pairs.join('&')}`
}

/** Refuses what is no set of parameters. */
export function checkQuery(told: unknown): Readonly<Record<string, unknown>> {
  if (typeof told !== 'object' || told === null || Array.isArray(told) || told instanceof URLSearchParams)
    throw new TypeError(`query is a plain object such as { q: 'tea' }, not ${describeValue(told)}`)
  return told as Readonly<Record<string, unknown>>
}

function textOf(name: string, value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value)
  }
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString()
  throw new TypeError(
    `the query parameter "${name}" is ${describeValue(value)}, for which there is no usual form; write it as text, or leave it out`,
  )
}

function encode(text: string): string {
  try {
    // A quote may end the attribute or the shell argument in which the URL is shown.
    return encodeURIComponent(text).replaceAll("'", '%27')
  } catch {
    throw new TypeError(`the query holds ${JSON.stringify(text)}, which no URL can hold`)
  }
}
