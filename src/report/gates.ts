import type { Category, Severity } from '../scenario/record.js'
import { figuresOf } from './figures.js'
import { gateLimit, gateName, quantity } from './gate-target.js'
import { fewest } from './percentile.js'
import type { GateTarget } from './plan-summary.js'
import type { Figures, Finding, GateResult, Measured } from './results.js'
import { passRate, tally } from './tally.js'
import type { TimedScenario } from './timed-scenario.js'
import { pooled } from './timed-scenario.js'
import { counted, listed } from './words.js'

/** Code coverage as shares; what is absent was not measured. */
export type CoverageShares = { readonly [part in Category | 'total']?: number }

/** Judges gates on what was measured; what was not measured is neither met nor missed. */
export function judgeGates(
  gates: readonly GateTarget[],
  timed: readonly TimedScenario[],
  coverage: CoverageShares,
): GateResult[] {
  return gates.map((gate) => {
    const { value, reason } = measured(gate, timed, coverage)
    return {
      name: gateName(gate),
      target: gateLimit(gate),
      actual: value === null ? null : quantity(value, gate.unit),
      verdict: value === null ? 'not measured' : holds(gate, value) ? 'met' : 'missed',
      blocking: gate.blocking ?? true,
      reason,
    }
  })
}

/** The name of the gate that every run has. */
export const findingsGateName = 'blocking findings'

/** The gate that every run has: no finding of a severity that blocks. Where nothing ran, nothing could be found. */
export function findingsGate(findings: readonly Finding[], blockOn: readonly Severity[], run: number): GateResult {
  const counts = blockOn.map(
    (severity) => [severity, findings.filter((one) => one.severity === severity).length] as const,
  )
  const found = counts.filter(([, n]) => n > 0).map(([severity, n]) => `${n} ${severity}`)
  const known = run > 0 || found.length > 0
  return {
    name: findingsGateName,
    target: `no ${blockOn.length > 0 ? listed(blockOn, 'or') : 'blocking'} finding`,
    actual: known ? listed(found) || 'none' : null,
    verdict: found.length > 0 ? 'missed' : known ? 'met' : 'not measured',
    blocking: true,
    reason: known ? null : 'no scenario ran',
  }
}

interface Reading {
  readonly value: Measured
  readonly reason: string | null
}

function measured(gate: GateTarget, timed: readonly TimedScenario[], coverage: CoverageShares): Reading {
  const { metric, category, subject } = gate
  const ofCategory = category ? timed.filter((one) => one.scenario.category === category) : timed
  switch (metric) {
    case 'coverage':
      return known(coverage[category ?? 'total'] ?? null, 'no code coverage was taken')
    case 'passRate':
      return known(passRate(tally(ofCategory.map((one) => one.scenario))), 'no scenario ran')
    default: {
      const named = subject === undefined ? [] : ofCategory.filter((one) => names(one, subject))
      const figures = figuresOf(pooled(named.length > 0 ? named : ofCategory))
      const { value, reason } = known(figures[metric], whyNot(metric, figures))
      const whole = subject !== undefined && named.length === 0 && value !== null
      return whole ? { value, reason: `no measurement names "${subject}": judged on the whole run` } : { value, reason }
    }
  }
}

const known = (value: Measured, otherwise: string): Reading => ({ value, reason: value === null ? otherwise : null })

function whyNot(metric: keyof Figures, { samples }: Figures): string {
  if (samples === null) return 'nothing was timed'
  if (metric === 'p95' || metric === 'p99') {
    if (samples < fewest[metric]) return `${counted(samples, 'sample')}, and it needs ${fewest[metric]}`
  }
  return 'no measurement tells it: use sampled(...)'
}

function names({ scenario, samples }: TimedScenario, subject: string): boolean {
  if (samples.length === 0) return false
  const wanted = subject.toLowerCase()
  return [scenario.title, scenario.point ?? '', ...scenario.suites, ...samples.map((note) => note.title)].some((text) =>
    text.toLowerCase().includes(wanted),
  )
}

function holds({ limit, value: target }: GateTarget, value: number): boolean {
  switch (limit) {
    case 'at least':
      return value >= target
    case 'at most':
      return value <= target
    case 'over':
      return value > target
    case 'under':
      return value < target
  }
}
