import type { Results, ScenarioResult } from '../results.js'
import { categories, categoryTitles, counted, lasting } from '../words.js'
import { esc, idOf } from './escape.js'
import { badge, num, pre, scenarioSign, section, stepList, table, where } from './parts.js'
import { timelineChart } from './timeline-chart.js'

/** Above so many scenarios only what did not pass keeps its steps. */
const withSteps = 1_000
/** Above so many, what passed is told by file: a browser stalls on the rest. */
const oneByOne = 5_000

/** All scenarios, failures first, with a filter that the script turns on. */
export function scenariosSection(results: Results): string {
  const { scenarios } = results
  if (scenarios.length === 0)
    return section('scenarios', 'Scenarios', '<p class="muted">No scenario left a result.</p>')
  const listed = scenarios.length > oneByOne ? scenarios.filter((one) => !isPlainPass(one)) : scenarios
  const all = scenarios.length <= withSteps
  const rows = [...listed].sort((a, b) => rank(a) - rank(b)).map((one) => row(one, all || !isPlainPass(one)))
  return section(
    'scenarios',
    counted(scenarios.length, 'scenario'),
    timelineChart(results),
    rows.length > 0 ? filter() + scenarioTable(rows) : '',
    listed.length < scenarios.length ? byFile(scenarios.filter(isPlainPass)) : '',
  )
}

const isPlainPass = ({ status, flaky }: ScenarioResult): boolean => status === 'passed' && !flaky
const ranks = { failed: 0, todo: 2, skipped: 3, passed: 4 } as const
const rank = (one: ScenarioResult): number => (one.flaky ? 1 : ranks[one.status])

function filter(): string {
  const options = (values: readonly (readonly [string, string])[]): string =>
    values.map(([value, word]) => `<option value="${value}">${esc(word)}</option>`).join('')
  const statuses = [
    ['', 'all'],
    ['failed', 'failed'],
    ['flaky', 'flaky'],
    ['passed', 'passed'],
    ['skipped', 'skipped'],
    ['todo', 'to do'],
  ] as const
  const kinds = [['', 'all'] as const, ...categories.map((one) => [one, categoryTitles[one]] as const)]
  return `<form class="filter" id="filter" hidden role="search" aria-label="Scenarios"><label>Text<input id="query" type="search" autocomplete="off"></label><label>Status<select id="status">${options(statuses)}</select></label><label>Category<select id="category">${options(kinds)}</select></label><output id="count" aria-live="polite"></output></form>`
}

const scenarioTable = (rows: readonly string[]): string =>
  `<div class="wrap" tabindex="0" role="region" aria-label="Scenarios"><table><caption class="unseen">Scenarios, failures first</caption><thead><tr><th scope="col">Status</th><th scope="col">Scenario</th><th scope="col">Category</th><th scope="col">Integration point</th><th scope="col" class="num">Time</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>`

function row(one: ScenarioResult, whole: boolean): string {
  const status = one.flaky ? 'flaky' : one.status
  return `<tr data-status="${status}" data-category="${one.category ?? ''}" id="${idOf('scenario', one.id)}"><td>${badge(scenarioSign(one))}</td><th scope="row">${told(one, whole)}</th><td>${one.category === null ? '' : categoryTitles[one.category]}</td><td>${esc(one.point ?? '')}</td><td class="num">${one.ms === null ? '' : esc(lasting(one.ms))}</td></tr>`
}

function told(one: ScenarioResult, whole: boolean): string {
  const suites = one.suites.length > 0 ? `<br><span class="muted small">${esc(one.suites.join(' › '))}</span>` : ''
  const reason = one.reason === null ? '' : `<br><span class="muted small">${esc(one.reason)}</span>`
  const below = `${suites}${reason}<br>${where(one.source)}`
  const body = whole ? inside(one) : ''
  return body === ''
    ? `<span class="t">${esc(one.title)}</span>${below}`
    : `<details><summary><span class="t">${esc(one.title)}</span></summary>${body}</details>${below.replace(/^<br>/, '')}`
}

function inside(one: ScenarioResult): string {
  const errors = [one.error, ...one.furtherErrors].flatMap((error) =>
    error ? [pre(error.stack ?? error.message)] : [],
  )
  const earlier = one.attempts
    .slice(0, -1)
    .map(
      ({ attempt, status, error, ms }) =>
        `<p class="small">Attempt ${attempt + 1}: ${status} after ${esc(lasting(ms))}</p>${error ? pre(error.message) : ''}`,
    )
  return [stepList(one.steps), ...errors, ...earlier].join('')
}

function byFile(passed: readonly ScenarioResult[]): string {
  const files = new Map<string, { n: number; ms: number }>()
  for (const { source, ms } of passed) {
    const known = files.get(source.file) ?? { n: 0, ms: 0 }
    files.set(source.file, { n: known.n + 1, ms: known.ms + (ms ?? 0) })
  }
  const rows = [...files].map(([file, { n, ms }]) => [esc(file), String(n), esc(lasting(ms))])
  return `<h3>What passed, by file</h3><p class="muted">Too many to be listed one by one: results.json holds them all.</p>${table('What passed, by file', ['File', num('Passed'), num('Time')], rows)}`
}
