import { figuresOf, figuresOfValues } from './figures.js'
import type { ExchangeNote } from './notes.js'
import type { Endpoint, IntegrationPoint, ScenarioResult } from './results.js'
import { tally } from './tally.js'
import type { TimedScenario } from './timed-scenario.js'
import { pooled } from './timed-scenario.js'

/** The boundaries that scenarios name, in alphabetical order. */
export function integrationPoints(timed: readonly TimedScenario[]): IntegrationPoint[] {
  return [...grouped(timed, (one) => one.scenario.point)].sort(byKey).map(([name, those]) => {
    const scenarios = those.map((one) => one.scenario)
    const counts = tally(scenarios)
    const figures = figuresOf(pooled(those))
    return {
      name,
      category: scenarios.find((scenario) => scenario.category !== null)?.category ?? null,
      verdict: verdictOf(scenarios),
      ...counts,
      calls: those.reduce((sum, one) => sum + one.exchanges.length + one.scenario.calls.length, 0),
      average: figures.average,
      p95: figures.p95,
    }
  })
}

/** A failure of the product decides; where a scenario could not be run, nothing can be said to hold. */
function verdictOf(scenarios: readonly ScenarioResult[]): IntegrationPoint['verdict'] {
  if (scenarios.some((scenario) => scenario.blame === 'product')) return 'failed'
  if (scenarios.some((scenario) => scenario.blame === 'test')) return 'not run'
  return scenarios.some((scenario) => scenario.status === 'passed') ? 'passed' : 'not run'
}

/** The names on either side of the boundaries. */
export function componentsOf(scenarios: readonly ScenarioResult[]): string[] {
  return [...new Set(scenarios.flatMap((scenario) => scenario.point?.split(' -> ') ?? []))].sort()
}

/** The operations that were requested, with ids in their paths left open. */
export function endpoints(timed: readonly TimedScenario[]): Endpoint[] {
  const all = timed.flatMap((one) => one.exchanges)
  const key = (one: ExchangeNote): string => JSON.stringify([one.external, one.target, openPath(one.path), one.method])
  return [...grouped(all, key)].sort(byKey).map(([, those]) => {
    const [first] = those as [ExchangeNote]
    const { average, p95, max } = figuresOfValues(those.flatMap((one) => (one.ms === null ? [] : [one.ms])))
    return {
      kind: first.external ? 'external' : 'api',
      target: first.target,
      method: first.method,
      path: openPath(first.path),
      calls: those.length,
      statuses: statusesOf(those),
      average,
      p95,
      max,
    }
  })
}

/** `/users/7?x=1` as `/users/{id}`: numbers, UUIDs and long hexadecimal ids are left open. */
function openPath(path: string): string {
  const [bare = ''] = path.split(/[?#]/)
  return (
    bare.replace(/(?<=\/)(?:\d+|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{24,})(?=\/|$)/gi, '{id}') || '/'
  )
}

function statusesOf(exchanges: readonly ExchangeNote[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const { status } of exchanges) {
    const name = status === null ? 'no response' : String(status)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return Object.fromEntries([...counts].sort(byKey))
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key === null) continue
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : a > b ? 1 : 0)
