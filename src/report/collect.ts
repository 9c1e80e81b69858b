import type { Severity } from '../scenario/record.js'
import { currentEnvironment } from './environment.js'
import { figuresOf } from './figures.js'
import { findingsOf } from './findings.js'
import type { CoverageShares } from './gates.js'
import { findingsGate, judgeGates } from './gates.js'
import { componentsOf, endpoints, integrationPoints } from './integration-points.js'
import { joinAttempts } from './join-attempts.js'
import { handlesOf, lateWork } from './other-lines.js'
import { performanceOf } from './performance.js'
import { oneLine } from './plain-text.js'
import { planInfo } from './plan-info.js'
import type { PlanSummary } from './plan-summary.js'
import { readinessOf } from './readiness.js'
import type { ReadLines } from './result-lines.js'
import { readLines } from './result-lines.js'
import type { CategoryResult, EnvironmentInfo, Problem, Results, RunInfo, ScenarioResult, Totals } from './results.js'
import { schemaVersion } from './results.js'
import { runInfo } from './run-info.js'
import { scenarioResult } from './scenario-result.js'
import { passRate, tally } from './tally.js'
import type { TimedScenario } from './timed-scenario.js'
import { pooled, timedScenario } from './timed-scenario.js'
import { categories } from './words.js'

/** What a results folder does not hold and the caller may know. */
export interface ReadOptions {
  /** What is not told is taken from the records. */
  readonly run?: Partial<RunInfo>
  /** This process's own, where absent; only a name and versions may be given too. */
  readonly environment?: Partial<EnvironmentInfo>
  /** The plan that the run is measured by; without one, only the gate of findings is judged. */
  readonly plan?: PlanSummary
  /** Code coverage as shares from 0 to 1. */
  readonly coverage?: CoverageShares
  /** The folder that files are told from; the working directory where absent. */
  readonly root?: string
  /** What went wrong around the run, such as a runner that was killed. */
  readonly problems?: readonly Problem[]
}

const blockByDefault: readonly Severity[] = Object.freeze(['critical', 'high'])

/**
 * Reads results folders, those of several shards too, into the results document.
 *
 * @throws Error when a folder is not there.
 * @example
 * ```ts
 * import { mkdtempSync } from 'node:fs'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { readResults } from 'qa-integ/report'
 *
 * const results = await readResults(mkdtempSync(join(tmpdir(), 'results-')))
 * console.log(results.readiness.reasons) // ['no scenario ran']
 * ```
 */
export async function readResults(folders: string | readonly string[], options: ReadOptions = {}): Promise<Results> {
  return collect(await readLines(typeof folders === 'string' ? [folders] : folders), options)
}

/**
 * Makes the results document of lines that were read.
 *
 * @example
 * ```ts
 * import assert from 'node:assert'
 * import { collect } from 'qa-integ/report'
 *
 * assert.equal(collect({ lines: [], problems: [] }).totals.passRate, null)
 * ```
 */
export function collect({ lines, problems }: ReadLines, options: ReadOptions = {}): Results {
  const { plan, coverage = {}, root = process.cwd() } = options
  const timed = uniqueIds(
    joinAttempts(lines).map((joined) => timedScenario(scenarioResult(joined, root, plan), joined)),
  )
  const scenarios = timed.map((one) => one.scenario)
  const findings = findingsOf(scenarios)
  const blockOn = plan?.blockOn ?? blockByDefault
  const totals = totalsOf(scenarios, coverage)
  const evidence = {
    totals,
    findings,
    gates: [...judgeGates(plan?.gates ?? [], timed, coverage), findingsGate(findings, blockOn, totals.run)],
    late: lateWork(lines),
    problems: [...problems, ...(options.problems ?? [])].map((problem) => ({
      ...problem,
      text: oneLine(problem.text),
    })),
    plan: plan ? planInfo(plan, scenarios) : null,
  }
  return {
    schemaVersion,
    run: runInfo(scenarios, options.run),
    environment: { ...currentEnvironment(options.environment), ...options.environment },
    plan: evidence.plan,
    totals: evidence.totals,
    categories: categories.map((category) => categoryResult(category, timed, coverage)),
    uncategorised: uncategorised(scenarios),
    scenarios,
    integrationPoints: integrationPoints(timed),
    endpoints: endpoints(timed),
    performance: performanceOf(timed),
    findings,
    gates: evidence.gates,
    readiness: readinessOf({ ...evidence, blockOn }),
    late: evidence.late,
    handles: handlesOf(lines),
    problems: evidence.problems,
  }
}

function totalsOf(scenarios: readonly ScenarioResult[], coverage: CoverageShares): Totals {
  const counts = tally(scenarios)
  return {
    scenarios: scenarios.length,
    ...counts,
    couldNotRun: scenarios.filter((scenario) => scenario.blame === 'test').length,
    flaky: scenarios.filter((scenario) => scenario.flaky).length,
    passRate: passRate(counts),
    coverage: coverage.total ?? null,
    components: componentsOf(scenarios).length,
    integrationPoints: new Set(scenarios.flatMap((scenario) => scenario.point ?? [])).size,
  }
}

function categoryResult(
  category: CategoryResult['category'],
  timed: readonly TimedScenario[],
  coverage: CoverageShares,
): CategoryResult {
  const those = timed.filter((one) => one.scenario.category === category)
  return {
    category,
    ...tally(those.map((one) => one.scenario)),
    coverage: coverage[category] ?? null,
    p95: figuresOf(pooled(those)).p95,
  }
}

function uncategorised(scenarios: readonly ScenarioResult[]) {
  const those = scenarios.filter((scenario) => scenario.category === null)
  return those.length > 0 ? tally(those) : null
}

/** Two scenarios never share an id: findings and pages refer to it. */
function uniqueIds(timed: readonly TimedScenario[]): TimedScenario[] {
  const seen = new Map<string, number>()
  return timed.map((one) => {
    const times = (seen.get(one.scenario.id) ?? 0) + 1
    seen.set(one.scenario.id, times)
    return times === 1 ? one : { ...one, scenario: { ...one.scenario, id: `${one.scenario.id} (${times})` } }
  })
}
