import { milliseconds } from './duration.js'
import type { Category, Severity } from './record.js'

/** Open by default; a project closes the set by declaring its tags here. */
// biome-ignore lint/suspicious/noEmptyInterface: projects fill it by declaration merging.
export interface Tags {}

/** A name to select scenarios by: `mocha --grep @smoke`. */
export type Tag = keyof Tags extends never ? string : keyof Tags

/** What a scenario, or all scenarios of a suite, are told besides their steps. */
export interface ScenarioOptions {
  /** The kind of boundary under test. */
  category?: Category
  /** The boundary itself, as in `OrderService -> BillingService`. */
  point?: string
  /** Each one a word without `@`; those of the suite and of the scenario add up. */
  tags?: readonly Tag[]
  /** How bad a failure is; where it is not told, the report goes by rules. */
  severity?: Severity
  /** A duration for givens, whens and expects together, as in `'2s'`; mocha's own time-out where it is not told. */
  timeout?: string
  /** How often a failed scenario is tried again, givens included. */
  retries?: number
}

const CATEGORIES: readonly string[] = ['api', 'component', 'database', 'external']
const SEVERITIES: readonly string[] = ['critical', 'high', 'medium', 'low']
const KNOWN: readonly string[] = ['category', 'point', 'tags', 'severity', 'timeout', 'retries']

/** The options of a suite under those of a scenario; tags add up. */
export function combined(outer: ScenarioOptions, inner: ScenarioOptions): ScenarioOptions {
  const tags = [...new Set([...(outer.tags ?? []), ...(inner.tags ?? [])])]
  return Object.freeze({ ...outer, ...inner, ...(tags.length > 0 ? { tags } : {}) })
}

/** Refuses options that would be ignored or misread, with a sentence. */
export function checkOptions(options: ScenarioOptions, who: () => string): ScenarioOptions {
  const wrong = (what: string): never => {
    throw new TypeError(`${who()}: ${what}`)
  }
  if (typeof options !== 'object' || options === null)
    wrong('the options must be an object such as { severity: "high" }')
  for (const key of Object.keys(options))
    if (!KNOWN.includes(key)) wrong(`"${key}" is no option; there are ${KNOWN.join(', ')}`)
  const { category, severity, tags, retries, timeout, point } = options
  if (category !== undefined && !CATEGORIES.includes(category))
    wrong(`"${category}" is no category; there are ${CATEGORIES.join(', ')}`)
  if (severity !== undefined && !SEVERITIES.includes(severity))
    wrong(`"${severity}" is no severity; there are ${SEVERITIES.join(', ')}`)
  if (point !== undefined && (typeof point !== 'string' || point.trim() === ''))
    wrong('the point must name a boundary, as in "A -> B"')
  if (retries !== undefined && (!Number.isInteger(retries) || retries < 0))
    wrong('retries must be a whole number from 0')
  if (timeout !== undefined) milliseconds(timeout)
  for (const tag of tags ?? [])
    if (!/^[\w.:/-]+$/.test(tag)) wrong(`the tag "${tag}" must be one word, without "@" (grep for it as @${tag})`)
  return options
}
