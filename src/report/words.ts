import type { Category, Severity } from '../scenario/record.js'
import type { Measured } from './results.js'

/** What is printed where nothing was measured. */
export const notMeasured = 'not measured'

/** The four categories in the order of every table. */
export const categories: readonly Category[] = Object.freeze(['api', 'component', 'database', 'external'])

/** From the worst to the mildest. */
export const severities: readonly Severity[] = Object.freeze(['critical', 'high', 'medium', 'low'])

/** The categories as the report template names them. */
export const categoryTitles: Readonly<Record<Category, string>> = Object.freeze({
  api: 'API Integration',
  component: 'Component Integration',
  database: 'Database Integration',
  external: 'External Services',
})

/** A share as "97.6%"; only all is "100%", only nothing is "0%". */
export function percent(share: Measured): string {
  if (share === null) return notMeasured
  const rounded = Math.round(share * 1000) / 10
  if (rounded === 100 && share < 1) return '99.9%'
  if (rounded === 0 && share > 0) return '0.1%'
  return `${rounded}%`
}

/** Milliseconds as "12.4ms". */
export function millis(ms: Measured): string {
  return ms === null ? notMeasured : `${figure(ms)}ms`
}

/** A number as it is read best: one decimal below 100, none above. */
export function figure(value: number): string {
  return String(Math.abs(value) < 100 ? Math.round(value * 10) / 10 : Math.round(value))
}

/** A length of time as "340 ms", "1.2 s", "2 min 5 s". */
export function lasting(ms: Measured): string {
  if (ms === null) return notMeasured
  if (ms < 1_000) return `${figure(ms)} ms`
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`
  const seconds = Math.round(ms / 1_000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** Requests per second as "1250 req/s". */
export function perSecond(rate: Measured): string {
  return rate === null ? notMeasured : `${figure(rate)} req/s`
}

/** "1 scenario", "2 scenarios". */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`
}

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[], last = 'and'): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`
}

/** With a capital letter at its start. */
export const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
