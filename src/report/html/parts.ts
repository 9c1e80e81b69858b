import type { Severity } from '../../scenario/record.js'
import type { Finding, GateResult, Readiness, ScenarioResult, StepResult } from '../results.js'
import { capital, lasting } from '../words.js'
import { esc } from './escape.js'

/** A meaning that the page shows by a word, a sign and a colour. */
export type Tone = 'good' | 'bad' | 'warn' | 'idle'

/** How a word is shown, so that nothing is told by colour alone. */
export interface Sign {
  readonly tone: Tone
  readonly mark: string
  readonly word: string
}

const sign = (tone: Tone, mark: string, word: string): Sign => Object.freeze({ tone, mark, word })

/** How a scenario ended, as a sign. */
export const statusSigns: Readonly<Record<ScenarioResult['status'], Sign>> = Object.freeze({
  passed: sign('good', '✓', 'passed'),
  failed: sign('bad', '✗', 'failed'),
  skipped: sign('idle', '–', 'skipped'),
  todo: sign('idle', '○', 'to do'),
})

const flakySign = sign('warn', '~', 'flaky')

const stepSigns: Readonly<Record<StepResult['status'], Sign>> = Object.freeze({
  passed: statusSigns.passed,
  failed: statusSigns.failed,
  'not run': sign('idle', '·', 'not run'),
})

/** How a gate was met, as a sign. */
export const gateSigns: Readonly<Record<GateResult['verdict'], Sign>> = Object.freeze({
  met: sign('good', '✓', 'met'),
  missed: sign('bad', '✗', 'missed'),
  'not measured': sign('warn', '?', 'not measured'),
})

/** The verdict on readiness, as a sign. */
export const verdictSigns: Readonly<Record<Readiness['verdict'], Sign>> = Object.freeze({
  ready: sign('good', '✓', 'Ready for deployment'),
  conditional: sign('warn', '!', 'Ready under conditions'),
  blocked: sign('bad', '✗', 'Deployment blocked'),
})

const severitySigns: Readonly<Record<Severity, Sign>> = Object.freeze({
  critical: sign('bad', '▲', 'critical'),
  high: sign('bad', '▲', 'high'),
  medium: sign('warn', '◆', 'medium'),
  low: sign('idle', '●', 'low'),
})

/** A sign with its word; the mark is for the eye only. */
export const badge = ({ tone, mark, word }: Sign): string =>
  `<span class="badge ${tone}"><span aria-hidden="true">${mark}</span> ${esc(word)}</span>`

/** How grave a finding is, as a sign. */
export const findingSign = (finding: Finding): Sign =>
  finding.kind === 'could not be run' ? sign('warn', '!', 'could not be run') : severitySigns[finding.severity]

/** The sign of a scenario, a flaky pass apart from a plain one. */
export const scenarioSign = (scenario: ScenarioResult): Sign =>
  scenario.flaky ? flakySign : statusSigns[scenario.status]

/** A table with a caption, in a region that can be scrolled by keyboard; cells that start with a number class are right-aligned. */
export function table(
  caption: string,
  head: readonly (string | Column)[],
  rows: readonly (readonly string[])[],
): string {
  const columns = head.map((column) => (typeof column === 'string' ? { title: column, number: false } : column))
  const th = columns
    .map(({ title, number }) => `<th scope="col"${number ? ' class="num"' : ''}>${esc(title)}</th>`)
    .join('')
  const body = rows
    .map((cells) => `<tr>${cells.map((cell, index) => tableCell(cell, index, columns[index])).join('')}</tr>`)
    .join('\n')
  return `<div class="wrap" tabindex="0" role="region" aria-label="${esc(caption)}"><table><caption class="unseen">${esc(caption)}</caption><thead><tr>${th}</tr></thead><tbody>${body}</tbody></table></div>`
}

/** The head of a column; numbers are aligned as such. */
export interface Column {
  readonly title: string
  readonly number: boolean
}

/** A column of numbers. */
export const num = (title: string): Column => ({ title, number: true })

function tableCell(html: string, index: number, column: Column | undefined): string {
  if (index === 0) return `<th scope="row">${html}</th>`
  return `<td${column?.number ? ' class="num"' : ''}>${html}</td>`
}

/** A section under its title; nothing where its body is empty. */
export function section(id: string, title: string, ...body: readonly string[]): string {
  const inside = body.filter((part) => part !== '').join('\n')
  return inside === ''
    ? ''
    : `<section aria-labelledby="${id}"><h2 id="${id}">${esc(title)}</h2>\n${inside}\n</section>`
}

/** The steps of a scenario with marks and times. */
export function stepList(steps: readonly StepResult[]): string {
  const items = steps.map(({ keyword, title, status, ms }) => {
    const { tone, mark, word } = stepSigns[status]
    const time = status === 'not run' ? '' : esc(lasting(ms))
    return `<li class="${tone}"><span class="m" role="img" aria-label="${word}">${mark}</span><span class="k">${keyword}</span><span>${esc(title)}</span><span class="ms">${time}</span></li>`
  })
  return items.length > 0 ? `<ol class="steps">${items.join('')}</ol>` : ''
}

/** Sentences below each other; nothing for none. */
export const list = (items: readonly string[]): string =>
  items.length > 0 ? `<ul class="reasons">${items.map((item) => `<li>${esc(capital(item))}</li>`).join('')}</ul>` : ''

/** Text as it was written, which can be scrolled by keyboard. */
export const pre = (text: string): string => `<pre tabindex="0">${esc(text)}</pre>`

/** `file:line`, as it can be found. */
export const where = ({ file, line }: { readonly file: string; readonly line: number }): string =>
  `<span class="where">${esc(`${file}:${line}`)}</span>`
