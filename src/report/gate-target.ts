import type { Category } from '../scenario/record.js'
import type { GateMetric, GateTarget } from './plan-summary.js'
import { categories, categoryTitles, figure, percent } from './words.js'

const names: readonly (readonly [RegExp, GateMetric])[] = Object.freeze([
  [/^pass ?rate$/, 'passRate'],
  [/p95|95/, 'p95'],
  [/p99|99/, 'p99'],
  [/^average\b|^avg\b|^mean\b/, 'average'],
  [/^max(imum)?\b/, 'max'],
  [/^error ?rate$/, 'errorRate'],
  [/^throughput$/, 'throughput'],
  [/^(code )?coverage$/, 'coverage'],
] as const)

const inMs: Readonly<Record<string, number>> = Object.freeze({
  ms: 1,
  s: 1_000,
  sec: 1_000,
  seconds: 1_000,
  m: 60_000,
  min: 60_000,
})

/**
 * Reads a gate as it is written, in a configuration or a table: `readGate('p95', '<200ms')`, `readGate('coverage.database', '80%')`,
 * `readGate('Throughput', '>1000 req/s')`. Without a sign, times and error rates are "at most", everything else "at least".
 *
 * @throws TypeError when the name is no gate or the target can't be read.
 * @example
 * ```ts
 * import assert from 'node:assert'
 * import { readGate } from 'qa-integ/report'
 *
 * assert.deepEqual(readGate('p95', '<200ms'), { metric: 'p95', limit: 'under', value: 200, unit: 'ms' })
 * ```
 */
export function readGate(name: string, target: string): GateTarget {
  const { metric, category } = readName(name)
  const unit = unitOf(metric)
  const [, sign = '', amount = '', written = ''] =
    /^\s*(<=|>=|[<>≤≥])?\s*(\d+(?:[.,]\d+)?)\s*([^\s\d].*?)?\s*$/.exec(target) ?? []
  const value = amountIn(Number(amount.replace(',', '.')), written.toLowerCase(), unit)
  if (amount === '' || value === null)
    throw new TypeError(`the gate "${name}" can't have the target "${target}": write it as in ${examples[unit]}`)
  return { metric, ...(category ? { category } : {}), limit: limitOf(sign, metric), value, unit }
}

const examples = { ms: "'<200ms' or '1.5s'", share: "'95%' or '<1%'", 'per second': "'>1000 req/s'" } as const

function readName(name: string): { metric: GateMetric; category?: Category } {
  const [first = '', second] = name.split('.')
  const said = first
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase()
  const metric = names.find(([pattern]) => pattern.test(said))?.[1]
  const category = categories.find((one) => one === second)
  if (metric === undefined || (second !== undefined && category === undefined))
    throw new TypeError(
      `"${name}" is no gate; there are ${names.map(([, one]) => one).join(', ')}, each also of a category, as in coverage.api`,
    )
  return category ? { metric, category } : { metric }
}

/** In what a metric is counted. */
function unitOf(metric: GateMetric): GateTarget['unit'] {
  switch (metric) {
    case 'p95':
    case 'p99':
    case 'average':
    case 'max':
      return 'ms'
    case 'throughput':
      return 'per second'
    case 'passRate':
    case 'errorRate':
    case 'coverage':
      return 'share'
  }
}

function amountIn(amount: number, written: string, unit: GateTarget['unit']): number | null {
  switch (unit) {
    case 'ms':
      return written in inMs ? amount * (inMs[written] ?? 1) : null
    case 'share':
      if (written === '%') return amount <= 100 ? amount / 100 : null
      return written === '' && amount <= 1 ? amount : null
    case 'per second':
      return written === '' || /^(req(uest)?s?|rps|tps|ops)?\s*(\/|per)?\s*(s|sec|seconds?)?$/.test(written)
        ? amount
        : null
  }
}

function limitOf(sign: string, metric: GateMetric): GateTarget['limit'] {
  switch (sign) {
    case '<':
      return 'under'
    case '>':
      return 'over'
    case '<=':
    case '≤':
      return 'at most'
    case '>=':
    case '≥':
      return 'at least'
    default:
      return unitOf(metric) === 'ms' || metric === 'errorRate' ? 'at most' : 'at least'
  }
}

const titles: Readonly<Record<GateMetric, string>> = Object.freeze({
  passRate: 'pass rate',
  p95: 'p95',
  p99: 'p99',
  average: 'average response time',
  max: 'maximum response time',
  errorRate: 'error rate',
  throughput: 'throughput',
  coverage: 'coverage',
})

/** "coverage of Database Integration", "p95 of Users API". */
export function gateName({ metric, category, subject }: GateTarget): string {
  const of = [subject, category && categoryTitles[category]].filter((part) => part !== undefined)
  return [titles[metric], ...of].join(' of ')
}

/** "at most 200ms", "at least 95%". */
export const gateLimit = ({ limit, value, unit }: GateTarget): string => `${limit} ${quantity(value, unit)}`

/** A value in its unit. */
export function quantity(value: number, unit: GateTarget['unit']): string {
  switch (unit) {
    case 'ms':
      return `${figure(value)}ms`
    case 'share':
      return percent(value)
    case 'per second':
      return `${figure(value)} req/s`
  }
}
