import { evaluate } from '../match/evaluate.js'
import { example } from '../match/example.js'
import type { NamedValues } from './headers.js'
import type { HttpInteraction } from './http-interaction.js'
import type { SeenRequest } from './seen-request.js'

/** How far a request was from an interaction: why it is not the one that was promised. */
export interface NearMiss {
  readonly interaction: HttpInteraction
  /** From 0, nothing in common, upwards. */
  readonly closeness: number
  readonly reasons: readonly string[]
}

/** The interaction, one of at least one, that a request comes nearest to. */
export function nearestTo(seen: SeenRequest, interactions: readonly HttpInteraction[]): NearMiss {
  return interactions.map((one) => missOf(seen, one)).sort((a, b) => b.closeness - a.closeness)[0]!
}

function missOf(seen: SeenRequest, interaction: HttpInteraction): NearMiss {
  const { method, path, query, headers } = interaction.request
  const sameMethod = method === seen.method
  const wrongPath = evaluate(path, seen.path).length > 0
  const reasons = [
    ...(sameMethod ? [] : [`method: expected ${method}, got ${seen.method}`]),
    ...(wrongPath ? [`path: expected ${example(path)}, got ${seen.path}`] : []),
    ...(sameMethod && !wrongPath
      ? [...missed(query, seen.query, 'query'), ...missed(headers, seen.headers, 'header')]
      : []),
  ]
  const likeness = wrongPath ? similarity(example(path) as string, seen.path) : 2
  return { interaction, closeness: likeness + (sameMethod ? 0.5 : 0) - reasons.length / 100, reasons }
}

function missed(told: NamedValues, seen: object | undefined, what: string): string[] {
  const got = new Map(Object.entries(seen ?? {}).map(([name, value]) => [name.toLowerCase(), value as unknown]))
  return told.flatMap(([name, values]) => {
    const value = got.get(name.toLowerCase())
    const expected = values.map((one) => String(example(one))).join(', ')
    return value === undefined ? [`${what} ${name}: expected ${expected}, got nothing`] : []
  })
}

/** The share of the longer text that both begin or end with. */
function similarity(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a[start] === b[start]) start++
  let end = 0
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end++
  return (start + end) / Math.max(a.length, b.length, 1)
}
