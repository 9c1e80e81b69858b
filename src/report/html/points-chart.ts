import type { IntegrationPoint, Results } from '../results.js'
import { figure as number } from '../words.js'
import { figure, fitting, line, rect, text } from './chart.js'

const most = 12

/** The 95th percentile of the slowest integration points, against the gate of the run where there is one. */
export function pointsChart({ integrationPoints, gates }: Results): string {
  const timed = integrationPoints
    .flatMap((point) => (point.p95 === null ? [] : [{ ...point, p95: point.p95 }]))
    .sort((a, b) => b.p95 - a.p95)
    .slice(0, most)
  if (timed.length === 0) return ''
  const limit = limitOf(gates)
  const scale = Math.max(limit ?? 0, ...timed.map((point) => point.p95), 0.001)
  const [left, width, row] = [250, 310, 30]
  const bars = timed.map((point, index) => bar(point, index * row + 4, left, (width * point.p95) / scale, limit))
  const x = limit === null ? 0 : left + (width * limit) / scale
  const height = timed.length * row + (limit === null ? 0 : 18)
  const gate =
    limit === null
      ? ''
      : line(x, 0, x, timed.length * row, 'mark') + text(x, height - 4, `gate ${number(limit)} ms`, 'q', 'middle')
  const description = timed.map((point) => `${point.name}: ${number(point.p95)} ms`).join('; ')
  return figure(
    'chart-points',
    '95th percentile by integration point',
    description,
    [640, height],
    bars.join('') + gate,
  )
}

function bar(
  point: IntegrationPoint & { p95: number },
  y: number,
  left: number,
  width: number,
  limit: number | null,
): string {
  const kind = limit !== null && point.p95 > limit ? 'f-bad' : 'f-bar'
  return (
    text(0, y + 15, fitting(point.name, 36)) +
    rect(left, y, width, 20, kind) +
    text(left + width + 6, y + 15, `${number(point.p95)} ms`, 'q')
  )
}

/** The gate of the run on p95, as its target tells it. */
function limitOf(gates: Results['gates']): number | null {
  const gate = gates.find(({ name }) => name === 'p95')
  const [, ms] = /([\d.]+)ms$/.exec(gate?.target ?? '') ?? []
  return ms === undefined ? null : Number(ms)
}
