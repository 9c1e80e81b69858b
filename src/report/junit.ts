import { plain } from './plain-text.js'
import type { AttemptResult, ErrorInfo, Results, ScenarioResult, StepResult } from './results.js'
import { lasting } from './words.js'

/**
 * The results as JUnit XML: one test suite per file. A scenario that could not be run is an error, not a failure.
 *
 * @example
 * ```ts
 * import { collect, toJunit } from 'qa-integ/report'
 *
 * console.log(toJunit(collect({ lines: [], problems: [] })))
 * ```
 */
export function toJunit(results: Results): string {
  const { scenarios, run } = results
  const files = [...new Set(scenarios.map((scenario) => scenario.source.file))]
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="qa-integ"${counts(scenarios)} time="${seconds(run.ms)}"${timestamp(run.startedAt)}>`,
    ...files.flatMap((file) =>
      suite(
        file,
        scenarios.filter((scenario) => scenario.source.file === file),
      ),
    ),
    '</testsuites>',
    '',
  ].join('\n')
}

function suite(file: string, scenarios: readonly ScenarioResult[]): string[] {
  const ms = scenarios.reduce((sum, scenario) => sum + (scenario.ms ?? 0), 0)
  const started = scenarios.flatMap((scenario) => scenario.startedAt ?? []).sort()[0] ?? null
  return [
    `  <testsuite name="${xml(file)}"${counts(scenarios)} time="${seconds(ms)}"${timestamp(started)} file="${xml(file)}">`,
    ...scenarios.flatMap(testcase),
    '  </testsuite>',
  ]
}

function testcase(scenario: ScenarioResult): string[] {
  const { source, suites, title, ms } = scenario
  const classname = suites.length > 0 ? suites.join(' › ') : source.file
  const body = [
    ...properties(scenario),
    ...outcome(scenario),
    ...scenario.attempts.slice(0, -1).flatMap((attempt) => earlier(attempt, scenario.status)),
    ...(scenario.steps.length > 0 ? [`      <system-out>${xml(transcript(scenario.steps))}</system-out>`] : []),
  ]
  const open = `    <testcase name="${xml(title)}" classname="${xml(classname)}" time="${seconds(ms)}" file="${xml(source.file)}" line="${source.line}"`
  return body.length > 0 ? [`${open}>`, ...body, '    </testcase>'] : [`${open}/>`]
}

function properties({ id, category, point, severity, tags }: ScenarioResult): string[] {
  const all = { id, category, point, severity, tags: tags.length > 0 ? tags.join(' ') : null }
  const told = Object.entries(all).flatMap(([name, value]) =>
    value === null ? [] : [`        <property name="${name}" value="${xml(value)}"/>`],
  )
  return ['      <properties>', ...told, '      </properties>']
}

function outcome({ status, blame, error, furtherErrors, reason }: ScenarioResult): string[] {
  switch (status) {
    case 'passed':
      return []
    case 'failed':
      return [problem(blame === 'test' ? 'error' : 'failure', error, furtherErrors)]
    case 'skipped':
    case 'todo':
      return [`      <skipped message="${xml(reason ?? status)}"/>`]
  }
}

/** As Maven Surefire tells retries: a flaky failure under a pass, a re-run failure under a failure. */
function earlier(attempt: AttemptResult, status: ScenarioResult['status']): string[] {
  if (attempt.status !== 'failed' || (status !== 'passed' && status !== 'failed')) return []
  return [problem(status === 'passed' ? 'flakyFailure' : 'rerunFailure', attempt.error, [])]
}

function problem(tag: string, error: ErrorInfo | null, further: readonly ErrorInfo[]): string {
  const text = [error, ...further]
    .flatMap((one) => (one ? [one.message, one.stack ?? ''] : []))
    .filter((part) => part !== '')
  const message = error?.message.split('\n', 1)[0] ?? 'failed without an error'
  return `      <${tag} message="${xml(message)}" type="${xml(error?.name ?? 'Error')}">${xml(text.join('\n'))}</${tag}>`
}

const marks = { passed: '✓', failed: '✗', 'not run': '·' } as const
const transcript = (steps: readonly StepResult[]): string =>
  steps.map(({ keyword, title, status, ms }) => `${marks[status]} ${keyword} ${title} (${lasting(ms)})`).join('\n')

function counts(scenarios: readonly ScenarioResult[]): string {
  const errors = scenarios.filter((scenario) => scenario.blame === 'test').length
  const failures = scenarios.filter((scenario) => scenario.status === 'failed').length - errors
  const skipped = scenarios.filter((scenario) => scenario.status === 'skipped' || scenario.status === 'todo').length
  return ` tests="${scenarios.length}" failures="${failures}" errors="${errors}" skipped="${skipped}"`
}

const seconds = (ms: number | null): string => ((ms ?? 0) / 1_000).toFixed(3)
const timestamp = (startedAt: string | null): string => (startedAt === null ? '' : ` timestamp="${xml(startedAt)}"`)

const entities: Readonly<Record<string, string>> = Object.freeze({
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
})

/** Text for an attribute or an element: characters that XML can't hold are gone. */
const xml = (text: string): string => plain(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)
