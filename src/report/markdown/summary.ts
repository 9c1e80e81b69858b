import { buildLine, environmentLine, planLine } from '../fact-lines.js'
import type { Results, Tally } from '../results.js'
import { capital, categoryTitles, lasting, percent } from '../words.js'
import type { Limits } from './limits.js'
import { code, first, md, table } from './text.js'

/** The head of the report: what was run where, and how it went. */
export function summary(results: Results, limits: Limits): string[] {
  const { environment, plan, run, totals } = results
  const facts: [string, string][] = [
    ['Date', run.startedAt === null ? 'not known' : md(run.startedAt.replace('T', ' ').replace(/\.\d+Z$/, 'Z'))],
    ['Environment', md(environmentLine(results))],
    ['Components Tested', String(totals.components)],
    ['Integration Points Validated', String(totals.integrationPoints)],
    ['Duration', lasting(run.ms)],
    ...(run.command === null ? [] : [['Command', code(run.command)] as [string, string]]),
    ...(environment.ci ? [['Build', md(buildLine(environment.ci))] as [string, string]] : []),
    ...(plan ? [['Plan', md(planLine(plan))] as [string, string]] : []),
    ['Readiness', results.readiness.verdict],
  ]
  return [
    '## Test Execution Summary',
    '',
    ...facts.map(([name, value], index) => `**${name}**: ${value}${index < facts.length - 1 ? '  ' : ''}`),
    '',
    ...problems(results, limits),
    '### Overall Results',
    '',
    `- **Total Tests**: ${totals.scenarios}`,
    `- **Passed**: ${totals.passed} (${percent(totals.passRate)})`,
    `- **Failed**: ${totals.failed} (${percent(totals.passRate === null ? null : 1 - totals.passRate)})${ofWhich(totals.couldNotRun, 'could not be run')}`,
    `- **Skipped**: ${totals.skipped + totals.todo}${ofWhich(totals.todo, 'to be written')}`,
    `- **Coverage**: ${percent(totals.coverage)}`,
    ...(totals.flaky > 0 ? [`- **Flaky**: ${totals.flaky}`] : []),
    '',
    '### Test Categories',
    '',
    ...table(['Category', 'Tests Run', 'Passed', 'Failed', 'Coverage'], categoryRows(results)),
    '',
    '### Quality Gates',
    '',
    ...table(['Metric', 'Target', 'Actual', 'Status'], gateRows(results).slice(0, Math.max(1, limits.rows))),
    '',
  ]
}

const ofWhich = (n: number, what: string): string => (n > 0 ? `, ${n} of them ${what}` : '')

function categoryRows({ categories, uncategorised }: Results): string[][] {
  const row = (name: string, { run, passed, failed }: Tally, coverage: string): string[] => [
    name,
    String(run),
    String(passed),
    String(failed),
    coverage,
  ]
  const rows = categories.map((one) => row(categoryTitles[one.category], one, percent(one.coverage)))
  return uncategorised ? [...rows, row('No category', uncategorised, percent(null))] : rows
}

function gateRows({ gates }: Results): string[][] {
  return gates.map(({ name, target, actual, verdict, blocking, reason }) => [
    md(name),
    md(target),
    md(actual ?? 'not measured'),
    md(`${verdict}${blocking ? '' : ' (does not block)'}${reason === null ? '' : `: ${reason}`}`),
  ])
}

function problems({ late, plan, problems: found }: Results, limits: Limits): string[] {
  const missing = (plan?.missing ?? []).map(
    ({ id, title, line }) =>
      `planned in line ${line} of ${plan?.file} and without a result: ${id === null ? '' : `${id} `}${title}`,
  )
  const lines = [
    ...found.map(({ text, file, line }) =>
      file === null ? text : `${text} (${file}${line === null ? '' : `:${line}`})`,
    ),
    ...late.map(({ scenario, what }) => `"${scenario}" left work running: ${what}`),
    ...missing,
  ]
  if (lines.length === 0) return []
  const list = first(lines, Math.max(1, limits.rows), (line) => [`- ${md(capital(line))}`], 'remarks')
  return ['### To Know Before Reading On', '', ...list, '']
}
