import type { Results } from './results.js'

/**
 * The exit code of a run: 0 ready or conditional, 1 scenarios failed, 2 a gate that blocks was missed, 4 it could not be run (nothing ran, or
 * results are missing). 3 is for usage and configuration and never comes from results.
 *
 * @example
 * ```ts
 * import { collect, exitCodeOf } from 'qa-integ/report'
 *
 * console.log(exitCodeOf(collect({ lines: [], problems: [] }))) // 4
 * ```
 */
export function exitCodeOf({ totals, gates, problems }: Results): 0 | 1 | 2 | 4 {
  if (totals.failed > 0) return 1
  if (totals.run === 0 || problems.some((problem) => problem.incomplete)) return 4
  return gates.some((gate) => gate.verdict === 'missed' && gate.blocking) ? 2 : 0
}
