import { example } from '../match/example.js'
import type { HttpInteraction } from './http-interaction.js'
import { mismatchLines, type PactMismatch } from './mismatch-text.js'
import { nearestTo } from './near-miss.js'
import { lineOf, type SeenRequest, withExample, withPath } from './seen-request.js'

/** What Pact's mock server reports of a request that was not as promised, or did not come. */
export type MockResult =
  | {
      readonly type: 'request-mismatch'
      readonly method: string
      readonly path: string
      readonly mismatches: unknown[]
    }
  | { readonly type: 'request-not-found'; readonly request: SeenRequest }
  | { readonly type: 'missing-request'; readonly request: SeenRequest }

/** What went wrong with each interaction, and what came besides. */
export interface RequestProblems {
  of(interaction: HttpInteraction): readonly string[]
  /** Requests that were not promised, where no interaction waits for one in vain. */
  readonly stray: readonly string[]
}

/** Sorts what the mock server reports by the interactions that were given. */
export function requestProblems(
  results: readonly MockResult[],
  interactions: readonly HttpInteraction[],
): RequestProblems {
  const problems = new Map<HttpInteraction, string[]>(interactions.map((one) => [one, []]))
  const stray: string[] = []
  const missing = interactions.filter((one) =>
    results.some((result) => result.type === 'missing-request' && withExample(result.request, interactions) === one),
  )
  for (const one of missing) problems.get(one)!.push(`${titleOf(one)} was not requested`)
  for (const result of results)
    switch (result.type) {
      case 'request-mismatch': {
        const asked = withPath(result, interactions)
        const one = asked.find((candidate) => !missing.includes(candidate)) ?? asked[0] ?? interactions[0]!
        const lines = mismatchLines(result.mismatches.map(parsed))
        problems.get(one)!.push(block(`${titleOf(one)} came otherwise`, lines))
        break
      }
      case 'request-not-found': {
        const near = nearestTo(result.request, missing.length > 0 ? missing : interactions)
        const came = lineOf(result.request)
        if (missing.length > 0) problems.get(near.interaction)!.push(block(`${came} came instead`, near.reasons))
        else stray.push(block(`${came} was not promised; nearest is ${titleOf(near.interaction)}`, near.reasons))
        break
      }
      case 'missing-request':
    }
  return { of: (interaction) => problems.get(interaction) ?? [], stray }
}

/** `GET /api/users/7 ("a request for user 7")`. */
export function titleOf({ request, identity }: HttpInteraction): string {
  return `${request.method} ${example(request.path)} ("${identity.description}")`
}

function block(head: string, lines: readonly string[]): string {
  return [head, ...lines.map((line) => `  ${line}`)].join('\n')
}

/** The library tells each mismatch as data or as the JSON of it, by its version. */
function parsed(mismatch: unknown): PactMismatch {
  return (typeof mismatch === 'string' ? JSON.parse(mismatch) : mismatch) as PactMismatch
}
