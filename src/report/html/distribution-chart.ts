import type { Measured, Results } from '../results.js'
import { millis, figure as number } from '../words.js'
import { figure, line, rect, text } from './chart.js'

/** How response times spread, on a logarithmic scale, with the percentiles; nothing where single times are not known. */
export function distributionChart({ performance }: Results): string {
  if (performance.distribution === null) return ''
  const { bins, p95, p99, samples } = performance.distribution
  const [first, last] = [bins[0], bins.at(-1)]
  if (first === undefined || last === undefined) return ''
  const [width, height, base] = [640, 190, 150]
  const most = Math.max(...bins.map((bin) => bin.count))
  const step = width / bins.length
  const bars = bins.map(({ from, to, count }, index) => {
    const tall = (118 * count) / most
    return rect(index * step + 1, base - tall, step - 2, tall, 'f-bar', `${number(from)} to ${number(to)} ms: ${count}`)
  })
  const at = (ms: number): number => (width * Math.log(ms / first.from)) / Math.log(last.to / first.from)
  const marks = [percentile('p95', p95, at, 12), percentile('p99', p99, at, 26)]
  const axis = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const ms = first.from * (last.to / first.from) ** share
    const anchor = share === 0 ? 'start' : share === 1 ? 'end' : 'middle'
    return text(share * width, base + 18, `${number(ms)} ms`, 'q', anchor)
  })
  const description = `${samples} responses from ${millis(first.from)} to ${millis(last.to)}; p95 ${millis(p95)}, p99 ${millis(p99)}.`
  const inside = [...bars, line(0, base + 0.5, width, base + 0.5, 'axis'), ...marks, ...axis].join('')
  return figure(
    'chart-distribution',
    `How ${samples} response times spread, logarithmic scale`,
    description,
    [width, height],
    inside,
  )
}

function percentile(name: string, ms: Measured, at: (ms: number) => number, y: number): string {
  if (ms === null || ms <= 0) return ''
  const x = Math.min(639, Math.max(1, at(ms)))
  const left = x > 520
  return (
    line(x, y - 8, x, 150, 'mark') +
    text(left ? x - 5 : x + 5, y, `${name} ${number(ms)} ms`, 'q', left ? 'end' : 'start')
  )
}
