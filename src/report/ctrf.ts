import type { AttemptResult, ErrorInfo, Results, ScenarioResult } from './results.js'

/** A document in the Common Test Report Format, as plain data. */
export interface CtrfReport {
  readonly reportFormat: 'CTRF'
  readonly specVersion: string
  /** Its `tool`, `summary`, `tests`, `environment` and `extra`. */
  readonly results: { readonly [part: string]: unknown }
  readonly [part: string]: unknown
}

/**
 * The results in the Common Test Report Format (https://ctrf.io); what it has no place for stands under `extra.qaInteg`.
 *
 * @example
 * ```ts
 * import { collect, toCtrf } from 'qa-integ/report'
 *
 * console.log(toCtrf(collect({ lines: [], problems: [] })).reportFormat) // 'CTRF'
 * ```
 */
export function toCtrf(results: Results): CtrfReport {
  const { environment, performance, plan, findings, gates, readiness, run, schemaVersion, totals, categories } = results
  const start = epoch(run.startedAt)
  return {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    ...(run.startedAt === null ? {} : { timestamp: run.startedAt }),
    generatedBy: 'qa-integ',
    results: {
      tool: {
        name: 'qa-integ',
        ...(environment.versions['qa-integ'] ? { version: environment.versions['qa-integ'] } : {}),
      },
      summary: {
        tests: totals.scenarios,
        passed: totals.passed,
        failed: totals.failed,
        skipped: totals.skipped,
        pending: totals.todo,
        other: 0,
        flaky: totals.flaky,
        start,
        stop: start + whole(run.ms),
        duration: whole(run.ms),
      },
      tests: results.scenarios.map(test),
      environment: {
        osPlatform: environment.os,
        testEnvironment: environment.name,
        healthy: readiness.verdict !== 'blocked',
        ...(environment.ci?.build ? { buildId: environment.ci.build } : {}),
        ...(environment.ci ? { buildName: environment.ci.name } : {}),
        ...(environment.ci?.commit ? { commit: environment.ci.commit } : {}),
        ...(environment.ci?.branch ? { branchName: environment.ci.branch } : {}),
        extra: { node: environment.node, versions: environment.versions },
      },
      extra: { qaInteg: { schemaVersion, runId: run.id, readiness, gates, plan, findings, categories, performance } },
    },
  }
}

function test(scenario: ScenarioResult): Record<string, unknown> {
  const { id, suites, source, startedAt, tags, category, point, severity, attempts, steps, blame } = scenario
  const start = startedAt === null ? {} : { start: epoch(startedAt), stop: epoch(startedAt) + whole(scenario.ms) }
  return {
    name: scenario.title || id,
    status: statuses[scenario.status],
    duration: whole(scenario.ms),
    ...start,
    ...(suites.length > 0 ? { suite: suites } : {}),
    ...said(scenario.error, scenario.reason),
    line: source.line,
    filePath: source.file,
    rawStatus: scenario.status,
    ...(tags.length > 0 ? { tags } : {}),
    type: category === null ? 'integration' : `integration/${category}`,
    retries: Math.max(0, attempts.length - 1),
    ...(attempts.length > 1 ? { retryAttempts: attempts.map(retryAttempt) } : {}),
    flaky: scenario.flaky,
    ...(scenario.worker === null ? {} : { threadId: scenario.worker }),
    steps: steps.map((step) => ({ name: `${step.keyword} ${step.title}`, status: stepStatuses[step.status] })),
    extra: { qaInteg: { id, category, point, severity, blame, planLine: scenario.planLine } },
  }
}

const statuses = { passed: 'passed', failed: 'failed', skipped: 'skipped', todo: 'pending' } as const
const stepStatuses = { passed: 'passed', failed: 'failed', 'not run': 'skipped' } as const

const retryAttempt = (attempt: AttemptResult, index: number): Record<string, unknown> => ({
  attempt: index + 1,
  status: attempt.status,
  duration: whole(attempt.ms),
  start: epoch(attempt.startedAt),
  ...said(attempt.error, null),
})

function said(error: ErrorInfo | null, reason: string | null): Record<string, string> {
  if (error === null) return reason === null ? {} : { message: reason }
  return { message: error.message, ...(error.stack === null ? {} : { trace: error.stack }) }
}

/** The format knows whole milliseconds only. */
const whole = (ms: number | null): number => Math.round(ms ?? 0)
const epoch = (time: string | null): number => (time === null ? 0 : Date.parse(time) || 0)
