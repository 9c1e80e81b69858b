import type { Category } from '../scenario/record.js'
import type { Gate, PlanSource } from './model.js'
import { type Reading, say } from './reading.js'
import { isCategory, isSeverity } from './words.js'

type Metric = Gate['metric']
type Threshold = Pick<Gate, 'limit' | 'value' | 'unit'>

const metrics: readonly (readonly [RegExp, Metric])[] = [
  [/pass(?:ed)?.?rate|success rate|tests? pass/i, 'passRate'],
  [/error.?rate|failure rate|^errors?$/i, 'errorRate'],
  [/coverage/i, 'coverage'],
  [/throughput|requests? per second|req\/s|\brps\b/i, 'throughput'],
  [/\bp99\b|99(?:th)?\s?(?:%|percentile)/i, 'p99'],
  [/\bp95\b|95(?:th)?\s?(?:%|percentile)/i, 'p95'],
  [/average|\bavg\b|\bmean\b/i, 'average'],
  [/\bmax(?:imum)?\b/i, 'max'],
  [/response time|latency/i, 'p95'],
]

/** Which of the measured values a metric's name means; a bare "response time" is its 95th percentile. */
export function readMetric(name: string): Metric | undefined {
  return metrics.find(([pattern]) => pattern.test(name))?.[1]
}

const target =
  /(<=|>=|<|>|≤|≥|=|under|below|less than|at most|within|over|above|more than|at least|minimum)?\s*(\d[\d,]*(?:\.\d+)?)\s*(ms|milliseconds?|secs?\b|seconds?|s\b|%|(?:req(?:uest)?s?|r)?\s?(?:\/|per)\s?s(?:ec(?:ond)?)?\b|rps|req\/s)?/i

const limits: Readonly<Record<string, Gate['limit']>> = {
  '<=': 'at most',
  '≤': 'at most',
  'at most': 'at most',
  within: 'at most',
  '<': 'under',
  under: 'under',
  below: 'under',
  'less than': 'under',
  '>=': 'at least',
  '≥': 'at least',
  'at least': 'at least',
  minimum: 'at least',
  '>': 'over',
  over: 'over',
  above: 'over',
  'more than': 'over',
}

/** Which way is better, and in what it is measured. */
function natureOf(metric: Metric): { readonly unit: Gate['unit']; readonly limit: Gate['limit'] } {
  switch (metric) {
    case 'passRate':
    case 'coverage':
      return { unit: 'share', limit: 'at least' }
    case 'errorRate':
      return { unit: 'share', limit: 'at most' }
    case 'throughput':
      return { unit: 'per second', limit: 'at least' }
    case 'p95':
    case 'p99':
    case 'average':
    case 'max':
      return { unit: 'ms', limit: 'at most' }
  }
}

/** Reads `<200ms`, `>= 95%`, `1000/s` for a metric; nothing when it can't be measured or its unit is another metric's. */
export function readThreshold(metric: Metric, text: string): Threshold | undefined {
  const found = target.exec(text)
  if (found === null) return undefined
  const [, sign = '', digits = '', suffix = ''] = found
  const nature = natureOf(metric)
  const number = Number(digits.replace(/,/g, ''))
  const limit = limits[sign.toLowerCase()] ?? nature.limit
  const low = suffix.toLowerCase()
  if (nature.unit === 'share') {
    if (low === '%') return { limit, value: number / 100, unit: 'share' }
    return low === '' && number <= 1 ? { limit, value: number, unit: 'share' } : undefined
  }
  if (nature.unit === 'per second') {
    return low === '' || /\/|per|rps/.test(low) ? { limit, value: number, unit: 'per second' } : undefined
  }
  if (/^m/.test(low)) return { limit, value: number, unit: 'ms' }
  return /^s/.test(low) ? { limit, value: number * 1000, unit: 'ms' } : undefined
}

function categoryIn(name: string): Category | undefined {
  const word = /\b(api|component|database|external)\b/i.exec(name)?.[1]?.toLowerCase()
  return isCategory(word) ? word : undefined
}

/** Adds the gate that a row or a sentence sets, or says why it is none. */
export function addGate(reading: Reading, name: string, text: string, source: PlanSource, subject?: string): void {
  const metric = readMetric(name)
  const threshold = metric === undefined ? undefined : readThreshold(metric, text)
  if (metric === undefined || threshold === undefined) {
    const why = metric === undefined ? `"${name}" is not measured` : `"${text}" for "${name}" can't be measured`
    const how = 'write a pass rate, p95, p99, error rate, throughput or coverage with <200ms, >1000 req/s or >=95%'
    say(reading, 'warning', 'gate', source, `${why}: ${how}`)
    return
  }
  const category = categoryIn(name)
  reading.gates.push({
    metric,
    ...(category === undefined ? {} : { category }),
    ...(subject === undefined ? {} : { subject }),
    ...threshold,
    source,
  })
}

/** A sentence under "Success criteria": "p95 below 200ms", "all integration tests pass". */
export function readGateSentence(reading: Reading, text: string, source: PlanSource, subject?: string): void {
  if (/\ball\b.{0,60}\btests?\b.{0,20}\bpass/i.test(text) && !/\d/.test(text)) {
    addGate(reading, 'pass rate', '100%', source, subject)
    return
  }
  const severities = /\bno\b/i.test(text) ? [...text.matchAll(/\b(?:critical|high|medium|low)\b/gi)] : []
  if (severities.length > 0) {
    for (const [word] of severities) {
      const severity = word.toLowerCase()
      if (isSeverity(severity) && !reading.blockOn.includes(severity)) reading.blockOn.push(severity)
    }
    return
  }
  addGate(reading, text, text.replace(/\bp9[59]\b|\b9[59]th(?: ?(?:%|percentile))?/gi, ''), source, subject)
}
