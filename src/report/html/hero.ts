import { buildLine, environmentLine, planLine } from '../fact-lines.js'
import type { Results } from '../results.js'
import { counted, lasting, millis, notMeasured, percent } from '../words.js'
import { esc } from './escape.js'
import type { Tone } from './parts.js'
import { list, verdictSigns } from './parts.js'

/** The verdict with its reasons, and what was run where. */
export function hero(results: Results): string {
  const { environment, plan, readiness, run } = results
  const { tone, mark, word } = verdictSigns[readiness.verdict]
  const facts: (readonly [string, string])[] = [
    ['Date', run.startedAt === null ? 'not known' : run.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')],
    ['Duration', lasting(run.ms)],
    ['Environment', environmentLine(results)],
    ...(run.command === null ? [] : [['Command', run.command] as const]),
    ...(environment.ci ? [['Build', buildLine(environment.ci)] as const] : []),
    ...(plan ? [['Plan', planLine(plan)] as const] : []),
  ]
  const dl = facts
    .map(
      ([name, value]) =>
        `<div${value.length > 60 ? ' class="wide"' : ''}><dt>${esc(name)}</dt><dd>${esc(value)}</dd></div>`,
    )
    .join('')
  return `<div class="hero ${tone}"><h1>Integration Testing Report</h1>
<p class="verdict"><span aria-hidden="true">${mark}</span> ${word}</p>
${list(readiness.reasons)}
<dl class="facts">${dl}</dl></div>`
}

/** The figures that are looked at first. */
export function keyFigures({ categories, performance, totals }: Results): string {
  const idle = totals.skipped + totals.todo
  const tone: Tone = totals.failed > 0 ? 'bad' : totals.run > 0 ? 'good' : 'idle'
  const held = categories.filter((one) => one.run > 0).length
  const cards = [
    kpi('Pass rate', percent(totals.passRate), `${totals.passed} of ${totals.run} that ran`, tone),
    kpi(
      'Failed',
      String(totals.failed),
      totals.couldNotRun > 0 ? `${totals.couldNotRun} could not be run` : 'scenarios',
      totals.failed > 0 ? 'bad' : undefined,
    ),
    kpi('Not run', String(idle), `${totals.skipped} skipped, ${totals.todo} to do`),
    kpi(
      'Integration points',
      String(totals.integrationPoints),
      `${counted(totals.components, 'component')}, ${held} of 4 categories`,
    ),
    kpi(
      '95th percentile',
      millis(performance.p95),
      performance.samples === null ? '' : `of ${counted(performance.samples, 'response')}`,
    ),
    kpi('Code coverage', percent(totals.coverage), totals.flaky > 0 ? counted(totals.flaky, 'flaky scenario') : ''),
  ]
  return `<div class="kpis">${cards.join('')}</div>`
}

function kpi(name: string, value: string, of: string, tone?: Tone): string {
  const shown =
    value === notMeasured ? `<span class="unmeasured">${value}</span>` : `<span class="n">${esc(value)}</span>`
  return `<dl class="kpi${tone ? ` ${tone}` : ''}"><dt>${esc(name)}</dt><dd>${shown}</dd>${of === '' ? '' : `<dd class="of">${esc(of)}</dd>`}</dl>`
}
