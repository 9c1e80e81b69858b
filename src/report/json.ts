import type { Results } from './results.js'

/**
 * The results document as text: `resultsSchema` describes it.
 *
 * @example
 * ```ts
 * import assert from 'node:assert'
 * import { collect, toJson } from 'qa-integ/report'
 *
 * const results = collect({ lines: [], problems: [] })
 * assert.deepEqual(JSON.parse(toJson(results)), results)
 * ```
 */
export function toJson(results: Results): string {
  return `${JSON.stringify(results, null, 2)}\n`
}
