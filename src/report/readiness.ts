import type { Severity } from '../scenario/record.js'
import { findingsGateName } from './gates.js'
import type { Finding, Readiness, Results, Totals } from './results.js'
import { counted, listed, severities } from './words.js'

/** What readiness is judged on. */
export type Evidence = Pick<Results, 'findings' | 'gates' | 'late' | 'problems' | 'plan'> & {
  readonly totals: Totals
  readonly blockOn: readonly Severity[]
}

/**
 * Blocked when findings of a blocking severity exist, a blocking gate was missed, nothing ran or results are incomplete; conditional when
 * anything else is open; else ready. Every reason is told.
 */
export function readinessOf(evidence: Evidence): Readiness {
  const blocks = blocking(evidence)
  const conditions = conditional(evidence)
  const verdict = blocks.length > 0 ? 'blocked' : conditions.length > 0 ? 'conditional' : 'ready'
  return { verdict, reasons: [...blocks, ...conditions] }
}

function blocking({ findings, gates, problems, totals, blockOn }: Evidence): string[] {
  return [
    ...(totals.run === 0 ? ['no scenario ran'] : []),
    ...bySeverity(findings.filter((finding) => blockOn.includes(finding.severity))),
    ...gates
      .filter((gate) => gate.verdict === 'missed' && gate.blocking && gate.name !== findingsGateName)
      .map((gate) => `the gate ${gate.name} was missed: ${gate.actual}, not ${gate.target}`),
    ...problems.filter((problem) => problem.incomplete).map((problem) => problem.text),
  ]
}

function conditional({ findings, gates, late, problems, totals, plan, blockOn }: Evidence): string[] {
  const missing = plan?.missing.length ?? 0
  return [
    ...bySeverity(findings.filter((finding) => !blockOn.includes(finding.severity))),
    ...gates
      .filter((gate) => gate.verdict === 'missed' && !gate.blocking)
      .map((gate) => `the gate ${gate.name} was missed: ${gate.actual}, not ${gate.target}; it does not block`),
    ...gates
      .filter((gate) => gate.verdict === 'not measured' && totals.run > 0)
      .map((gate) => `the gate ${gate.name} was not measured${gate.reason === null ? '' : `: ${gate.reason}`}`),
    ...said(totals.todo, (n) => `${counted(n, 'scenario')} to be written`),
    ...said(totals.skipped, (n) => `${counted(n, 'scenario')} skipped`),
    ...said(missing, (n) => `${counted(n, 'planned scenario')} without a result`),
    ...said(plan?.refused ?? 0, (n) => `${counted(n, 'planned scenario')} refused by the scaffold`),
    ...said(new Set(late.map((one) => one.scenario)).size, (n) => `${counted(n, 'scenario')} left work running`),
    ...problems.filter((problem) => !problem.incomplete).map((problem) => problem.text),
  ]
}

const said = (n: number, sentence: (n: number) => string): string[] => (n > 0 ? [sentence(n)] : [])

/** "2 critical findings", "1 high scenario could not be run", the worst first. */
function bySeverity(findings: readonly Finding[]): string[] {
  return severities.flatMap((severity) => {
    const those = findings.filter((finding) => finding.severity === severity)
    const of = (kind: Finding['kind']): number => those.filter((finding) => finding.kind === kind).length
    const parts = [
      ...said(of('defect'), (n) => counted(n, `${severity} finding`)),
      ...said(of('could not be run'), (n) => `${counted(n, `${severity} scenario`)} that could not be run`),
      ...said(of('flaky'), (n) => counted(n, 'flaky scenario')),
    ]
    return parts.length > 0 ? [listed(parts)] : []
  })
}
