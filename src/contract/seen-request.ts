import { isDeepStrictEqual } from 'node:util'
import { example } from '../match/example.js'
import type { NamedValues } from './headers.js'
import type { HttpInteraction } from './http-interaction.js'

/** A request as Pact's mock server reports it. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, readonly string[]>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** `GET /api/users?page=2`. */
export function lineOf({ method, path, query = {} }: SeenRequest): string {
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    values.map((value): [string, string] => [name, value]),
  )
  const asked = new URLSearchParams(pairs).toString()
  return `${method} ${path}${asked && `?${asked}`}`
}

/** The interactions whose method and example of a path these are. */
export function withPath(
  { method, path }: Pick<SeenRequest, 'method' | 'path'>,
  interactions: readonly HttpInteraction[],
): readonly HttpInteraction[] {
  return interactions.filter(({ request }) => request.method === method && example(request.path) === path)
}

/** The interaction of which this, by its examples, is the request. */
export function withExample(seen: SeenRequest, interactions: readonly HttpInteraction[]): HttpInteraction | undefined {
  const alike = withPath(seen, interactions)
  return alike.length > 1 ? (alike.find(({ request }) => isExample(request, seen)) ?? alike[0]) : alike[0]
}

function isExample({ query, headers, shape }: HttpInteraction['request'], seen: SeenRequest): boolean {
  const body: unknown = shape === undefined ? undefined : JSON.parse(JSON.stringify(example(shape)))
  return sameTexts(query, seen.query) && sameTexts(headers, seen.headers) && isDeepStrictEqual(body, seen.body)
}

function sameTexts(told: NamedValues, seen: Readonly<Record<string, unknown>> = {}): boolean {
  const compact = (value: unknown) => String(value).replace(/\s/g, '')
  return told.every(([name, values]) => compact(values.map((one) => example(one))) === compact(seen[name]))
}
