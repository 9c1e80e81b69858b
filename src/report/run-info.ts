import { createHash } from 'node:crypto'
import type { RunInfo, ScenarioResult } from './results.js'

/** When the scenarios ran, as far as their records tell, under what the caller knows better. */
export function runInfo(scenarios: readonly ScenarioResult[], given: Partial<RunInfo> = {}): RunInfo {
  const attempts = scenarios.flatMap((scenario) => scenario.attempts)
  const starts = attempts.map((attempt) => attempt.startedAt).sort()
  const first = starts[0] ?? null
  const ends = attempts.map((attempt) => Date.parse(attempt.startedAt) + attempt.ms).filter(Number.isFinite)
  const from = first === null ? Number.NaN : Date.parse(first)
  const ms = ends.reduce((latest, end) => Math.max(latest, end), Number.NEGATIVE_INFINITY) - from
  return {
    id:
      given.id ??
      `run-${createHash('sha256')
        .update(JSON.stringify([first, scenarios.map((one) => one.id)]))
        .digest('hex')
        .slice(0, 12)}`,
    startedAt: given.startedAt ?? first,
    ms: given.ms ?? (Number.isFinite(ms) ? ms : null),
    command: given.command ?? null,
  }
}
