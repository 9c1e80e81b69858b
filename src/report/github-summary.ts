import { toMarkdown } from './markdown/index.js'
import type { Results } from './results.js'

/** GitHub drops a step summary above 1 MiB without a word. */
const mostBytes = 900_000

/**
 * The report for `$GITHUB_STEP_SUMMARY`: the Markdown report, shortened until GitHub takes it.
 *
 * @example
 * ```ts
 * import { collect, toGitHubSummary } from 'qa-integ/report'
 *
 * console.log(toGitHubSummary(collect({ lines: [], problems: [] })).split('\n')[0]) // '# Integration Testing Report'
 * ```
 */
export function toGitHubSummary(results: Results, options: { readonly files?: readonly string[] } = {}): string {
  let text = ''
  for (const mostLines of [Number.POSITIVE_INFINITY, 4_000, 1_000, 300, 1]) {
    text = toMarkdown(results, { ...options, mostLines })
    if (Buffer.byteLength(text) <= mostBytes) break
  }
  return text
}
