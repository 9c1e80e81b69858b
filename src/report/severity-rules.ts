import type { Severity } from '../scenario/record.js'
import type { ScenarioResult } from './results.js'

/** How bad a failure is when its author did not say, and what it means for those who use the product. */
export interface SeverityRule {
  readonly rule: string
  readonly severity: Severity
  readonly impact: string
  readonly fits: (failure: Failure) => boolean
}

interface Failure {
  readonly scenario: ScenarioResult
  /** What the failed steps promise, in lower case. */
  readonly promised: string
  /** The same with what went wrong in them. */
  readonly text: string
}

const refusal = /\b40[13]\b|unauthori[sz]ed|forbidden|\brefused\b/
const queries = /\bquer(y|ies)\b|\bindex\b|\bscan|\bpool\b|n\+1|\bstatements?\b/
const timing = /\bp95\b|\bp99\b|\bpercentile\b|\bthroughput\b|\bwithin \d|\bslower\b|\berror rate\b/
const conformance = /\bstatus\b|\bschema\b|\bconforms\b|\bheader\b|\bcontract\b|\bpact\b|\bjson\b/

const rules: readonly SeverityRule[] = Object.freeze([
  {
    rule: 'an authorisation check does not hold',
    severity: 'critical',
    impact: 'somebody may read or change what is not theirs',
    fits: ({ scenario, promised }) =>
      refusal.test(promised) ||
      (refusal.test(scenario.error?.expected ?? '') && /^2\d\d$/.test(scenario.error?.actual ?? '')),
  },
  {
    rule: 'a performance gate of a scenario was missed',
    severity: 'medium',
    impact: 'callers wait longer than was agreed',
    fits: ({ text }) => timing.test(text),
  },
  {
    rule: 'the database is used in a wasteful way',
    severity: 'medium',
    impact: 'the load on the database grows faster than the data',
    fits: ({ scenario, text }) => scenario.category === 'database' && queries.test(text),
  },
  {
    rule: 'data is lost or wrong',
    severity: 'critical',
    impact: 'data may be lost, doubled or contradictory',
    fits: ({ scenario }) => scenario.category === 'database',
  },
  {
    rule: 'an answer breaks its contract',
    severity: 'high',
    impact: 'clients that rely on the contract break',
    fits: ({ scenario, text }) => scenario.category === 'api' || conformance.test(text),
  },
  {
    rule: 'a failure of a third party is not handled',
    severity: 'high',
    impact: 'trouble at the third party becomes trouble here',
    fits: ({ scenario }) => scenario.category === 'external',
  },
  {
    rule: 'components do not work together',
    severity: 'high',
    impact: 'what the components do together can not be relied on',
    fits: ({ scenario }) => scenario.category === 'component',
  },
])

const otherwise: SeverityRule = Object.freeze({
  rule: 'a scenario failed',
  severity: 'medium',
  impact: 'what the scenario describes does not hold',
  fits: () => true,
})

/** The first rule that fits a failed scenario. */
export function severityRule(scenario: ScenarioResult): SeverityRule {
  const failed = scenario.steps.filter((step) => step.status === 'failed')
  const promised = failed.map((step) => step.title.toLowerCase()).join('\n')
  const text = `${promised}\n${firstLine(scenario.error?.message).toLowerCase()}`
  return rules.find((rule) => rule.fits({ scenario, promised, text })) ?? otherwise
}

const firstLine = (text = ''): string => text.split('\n', 1)[0] ?? ''
