import { conclusion, integrationAdvice, performanceAdvice } from '../advice.js'
import type { Endpoint, Results } from '../results.js'
import { categoryTitles, counted, millis, percent, perSecond } from '../words.js'
import { categoryChart } from './category-chart.js'
import { distributionChart } from './distribution-chart.js'
import { esc, idOf } from './escape.js'
import { badge, gateSigns, list, num, section, statusSigns, table } from './parts.js'
import { pointsChart } from './points-chart.js'
import { sequenceChart } from './sequence-chart.js'

/** What a reader must know about the results themselves. */
export function remarks({ late, plan, problems }: Results): string {
  const items = [
    ...problems.map((problem) => problem.text),
    ...late.map(({ scenario, what }) => `"${scenario}" left work running: ${what}`),
    ...(plan?.missing ?? []).map(
      ({ title, line }) => `planned in line ${line} of ${plan?.file} and without a result: ${title}`,
    ),
  ]
  return section('remarks', 'To know before reading on', list(items))
}

/** What each gate asks and what was measured. */
export function gatesSection({ gates }: Results): string {
  const rows = gates.map(({ name, target, actual, verdict, blocking, reason }) => [
    esc(name),
    esc(target),
    esc(actual ?? 'not measured'),
    badge(gateSigns[verdict]),
    esc([blocking ? '' : 'does not block', reason ?? ''].filter((part) => part !== '').join('; ')),
  ])
  return section(
    'gates',
    'Quality gates',
    table('Each gate with what was measured', ['Gate', 'Target', 'Actual', 'Verdict', 'Remark'], rows),
  )
}

/** How each category went. */
export function categoriesSection(results: Results): string {
  const rows = results.categories.map((one) => [
    categoryTitles[one.category],
    String(one.run),
    String(one.passed),
    String(one.failed),
    String(one.skipped),
    String(one.todo),
    percent(one.coverage),
    millis(one.p95),
  ])
  const head = [
    'Category',
    num('Run'),
    num('Passed'),
    num('Failed'),
    num('Skipped'),
    num('To do'),
    num('Coverage'),
    num('p95'),
  ]
  return section('categories', 'Categories', categoryChart(results), table('Scenarios by category', head, rows))
}

/** How long replies took. */
export function performanceSection(results: Results): string {
  const { performance } = results
  const facts: [string, string][] = [
    ['Average response time', millis(performance.average)],
    ['95th percentile', millis(performance.p95)],
    ['99th percentile', millis(performance.p99)],
    ['Maximum response time', millis(performance.max)],
    ['Requests per second', perSecond(performance.throughput)],
    ['Peak throughput', perSecond(performance.peakThroughput)],
    ['Concurrent users supported', performance.concurrency === null ? 'not measured' : String(performance.concurrency)],
    ['Error rate', percent(performance.errorRate)],
  ]
  const figures = table(
    'Response times and throughput',
    ['Figure', num('Value')],
    facts.map(([name, value]) => [esc(name), esc(value)]),
  )
  const method =
    performance.method === null
      ? ''
      : `<p class="muted small">Of ${counted(performance.samples ?? 0, 'sample')}: ${esc(performance.method)}.</p>`
  const charts = distributionChart(results) + pointsChart(results)
  const both = charts === '' ? figures : `<div class="cols"><div>${figures}</div><div>${charts}</div></div>`
  return section('performance', 'Performance', method, both, measurements(results))
}

function measurements({ performance }: Results): string {
  if (performance.measurements.length === 0) return ''
  const rows = performance.measurements.map((one) => [
    esc(one.title),
    String(one.samples ?? 0),
    millis(one.average),
    millis(one.p95),
    millis(one.p99),
    millis(one.max),
    percent(one.errorRate),
    perSecond(one.throughput),
  ])
  const head = [
    'Measurement',
    num('Samples'),
    num('Average'),
    num('p95'),
    num('p99'),
    num('Max'),
    num('Errors'),
    num('Throughput'),
  ]
  return `<h3>Measurements</h3>${table('What scenarios measured on purpose', head, rows)}`
}

/** How each integration point went. */
export function pointsSection(results: Results): string {
  const { integrationPoints, endpoints, scenarios } = results
  const rows = [...integrationPoints]
    .sort((a, b) => b.failed - a.failed)
    .map((one) => [
      esc(one.name),
      badge(one.verdict === 'not run' ? { ...statusSigns.skipped, word: 'not run' } : statusSigns[one.verdict]),
      esc(one.category === null ? '' : categoryTitles[one.category]),
      String(one.passed),
      String(one.failed),
      String(one.skipped + one.todo),
      String(one.calls),
      millis(one.p95),
    ])
  const head = [
    'Integration point',
    'Verdict',
    'Category',
    num('Passed'),
    num('Failed'),
    num('Not run'),
    num('Calls'),
    num('p95'),
  ]
  const drawn = scenarios
    .filter((one) => one.calls.length > 0)
    .sort((a, b) => Number(b.status === 'failed') - Number(a.status === 'failed'))
  const diagrams = drawn.slice(0, 8).map((one) => sequenceChart(one, idOf('calls', one.id)))
  return section(
    'points',
    'Integration points',
    rows.length > 0 ? table('The boundaries that scenarios crossed', head, rows) : '',
    endpointTable(
      'Requests to the API',
      endpoints.filter((one) => one.kind === 'api'),
    ),
    endpointTable(
      'Requests to third parties',
      endpoints.filter((one) => one.kind === 'external'),
    ),
    diagrams.some((one) => one !== '') ? `<h3>Calls between components</h3>${diagrams.join('')}` : '',
  )
}

function endpointTable(title: string, endpoints: readonly Endpoint[]): string {
  if (endpoints.length === 0) return ''
  const rows = endpoints.map((one) => [
    `<code>${esc(`${one.method} ${one.path}`)}</code>`,
    esc(one.target ?? ''),
    String(one.calls),
    esc(
      Object.entries(one.statuses)
        .map(([status, n]) => (n === 1 ? status : `${status} ×${n}`))
        .join(', '),
    ),
    millis(one.average),
    millis(one.p95),
    millis(one.max),
  ])
  const head = ['Operation', 'Target', num('Calls'), 'Statuses', num('Average'), num('p95'), num('Max')]
  return `<h3>${esc(title)}</h3>${table(`${title}, with their response times`, head, rows)}`
}

/** What is recommended to do. */
export function adviceSection(results: Results): string {
  return section(
    'advice',
    'Recommendations',
    '<h3>Performance optimization</h3>',
    list(performanceAdvice(results)),
    '<h3>Integration improvements</h3>',
    list(integrationAdvice(results)),
    '<h3>Conclusion</h3>',
    `<p>${conclusion(results).map(esc).join(' ')}</p>`,
  )
}
