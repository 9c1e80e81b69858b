import type { Measured, ScenarioResult, Tally } from './results.js'

/** Counts scenarios by what became of them; a scenario that was tried again counts once. */
export function tally(scenarios: readonly ScenarioResult[]): Tally {
  const count = (status: ScenarioResult['status']): number =>
    scenarios.reduce((sum, scenario) => (scenario.status === status ? sum + 1 : sum), 0)
  const passed = count('passed')
  const failed = count('failed')
  return { run: passed + failed, passed, failed, skipped: count('skipped'), todo: count('todo') }
}

/** Passed of run, or null where nothing ran. */
export const passRate = ({ passed, run }: Pick<Tally, 'passed' | 'run'>): Measured => (run === 0 ? null : passed / run)
