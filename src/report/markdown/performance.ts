import type { Results } from '../results.js'
import { counted, figure, millis, notMeasured, percent, perSecond } from '../words.js'
import type { Limits } from './limits.js'
import { first, md, table } from './text.js'

/** Response times and throughput. */
export function performanceSection({ performance }: Results, limits: Limits): string[] {
  const { average, p95, p99, max, throughput, peakThroughput, concurrency, errorRate, samples, method } = performance
  return [
    '## Performance Metrics',
    '',
    ...(method === null ? [] : [`Of ${counted(samples ?? 0, 'sample')}: ${md(method)}.`, '']),
    '### Response Time Analysis',
    '',
    `- **Average Response Time**: ${millis(average)}`,
    `- **95th Percentile**: ${millis(p95)}`,
    `- **99th Percentile**: ${millis(p99)}`,
    `- **Maximum Response Time**: ${millis(max)}`,
    ...(errorRate === null ? [] : [`- **Error Rate**: ${percent(errorRate)}`]),
    '',
    '### Throughput Analysis',
    '',
    `- **Requests per Second**: ${throughput === null ? notMeasured : figure(throughput)}`,
    `- **Peak Throughput**: ${perSecond(peakThroughput)}`,
    `- **Concurrent Users Supported**: ${concurrency === null ? notMeasured : figure(concurrency)}`,
    '',
    ...measurements(performance, limits),
  ]
}

function measurements({ measurements: all }: Results['performance'], limits: Limits): string[] {
  if (all.length === 0 || limits.rows === 0) return []
  const shown = all.slice(0, limits.rows)
  const rows = shown.map((one) => [
    md(`${one.title} (${one.scenario})`),
    figure(one.samples ?? 0),
    millis(one.average),
    millis(one.p95),
    millis(one.p99),
    millis(one.max),
    percent(one.errorRate),
    perSecond(one.throughput),
  ])
  return [
    '### Measurements',
    '',
    ...table(['Measurement', 'Samples', 'Average', 'p95', 'p99', 'Max', 'Errors', 'Throughput'], rows),
    ...first(all.slice(limits.rows), 0, () => [], 'measurements'),
    '',
  ]
}
