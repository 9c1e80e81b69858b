import type { Results, ScenarioResult } from '../results.js'
import { lasting } from '../words.js'
import { figure, fitting, line, rect, text } from './chart.js'

/** More bars than these are no picture. */
const most = 2_000

interface Span {
  readonly scenario: ScenarioResult
  readonly from: number
  readonly ms: number
}

/** When each scenario ran, in one lane per worker. */
export function timelineChart({ scenarios }: Results): string {
  const spans = scenarios.flatMap((scenario): Span[] => {
    const from = Date.parse(scenario.startedAt ?? '')
    return Number.isNaN(from) || scenario.ms === null ? [] : [{ scenario, from, ms: scenario.ms }]
  })
  if (spans.length < 2 || spans.length > most) return ''
  const start = spans.reduce((least, span) => Math.min(least, span.from), Number.POSITIVE_INFINITY)
  const length = Math.max(1, ...spans.map((span) => span.from + span.ms - start))
  const workers = [...new Set(spans.map((span) => span.scenario.worker ?? 'run'))].sort()
  const [left, width, row] = [130, 970, 28]
  const at = (ms: number): number => left + (width * ms) / length
  const bars = spans.map(({ scenario, from, ms }) => {
    const y = workers.indexOf(scenario.worker ?? 'run') * row + 4
    return rect(
      at(from - start),
      y,
      Math.max(1.5, (width * ms) / length - 0.5),
      20,
      kindOf(scenario),
      `${scenario.title}: ${lasting(ms)}`,
    )
  })
  const lanes = workers.map(
    (worker, index) =>
      text(0, index * row + 18, fitting(worker, 18), 'q') + rect(left, index * row + 4, width, 20, 'track'),
  )
  const base = workers.length * row + 4
  const axis = [0, 0.5, 1].map((share) =>
    text(
      left + width * share,
      base + 16,
      lasting(length * share),
      'q',
      share === 0 ? 'start' : share === 1 ? 'end' : 'middle',
    ),
  )
  const slowest = spans.reduce((a, b) => (b.ms > a.ms ? b : a))
  const description = `${spans.length} scenarios in ${lasting(length)} on ${workers.length} workers; the longest was "${slowest.scenario.title}" with ${lasting(slowest.ms)}.`
  const inside = [...lanes, ...bars, line(left, base, left + width, base, 'axis'), ...axis].join('')
  return figure('chart-timeline', 'The run, scenario by scenario', description, [1110, base + 24], inside)
}

const kindOf = ({ status, flaky }: ScenarioResult): string =>
  status === 'failed' ? 'f-bad' : flaky ? 'f-warn' : status === 'passed' ? 'f-good' : 'f-idle'
