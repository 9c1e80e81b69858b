import type { Finding, Results } from '../results.js'
import { capital } from '../words.js'
import type { Limits } from './limits.js'
import { block, code, first, md } from './text.js'

/** What was found, the worst first; what could not be run stands apart, for it says nothing about the product. */
export function issuesSection(results: Results, limits: Limits): string[] {
  const found = results.findings.filter((finding) => finding.kind !== 'could not be run')
  const of = (severity: Finding['severity']): Finding[] => found.filter((finding) => finding.severity === severity)
  const notRun = results.findings.filter((finding) => finding.kind === 'could not be run')
  const low = of('low')
  return [
    '## Issues Found',
    '',
    ...list('Critical Issues', of('critical'), limits),
    ...list('High Priority Issues', of('high'), limits),
    ...list('Medium Priority Issues', of('medium'), limits),
    ...(low.length > 0 ? list('Low Priority Issues', low, limits) : []),
    ...(notRun.length > 0 ? list('Could Not Be Run', notRun, limits) : []),
  ]
}

function list(title: string, findings: readonly Finding[], limits: Limits): string[] {
  const whole = findings.slice(0, limits.issues).flatMap((one) => [...issue(one, limits), ''])
  const named = first(findings.slice(limits.issues), 3 * Math.max(1, limits.issues), (one) => [name(one)], 'issues')
  return [`### ${title}`, '', ...(findings.length === 0 ? ['None.'] : [...whole, ...named]), '']
}

const name = ({ id, title, at }: Finding): string => `- ${id}: ${md(title)} (${code(`${at.file}:${at.line}`)})`

function issue(finding: Finding, { evidence }: Limits): string[] {
  const facts: [string, string][] = [
    ['Severity', md(`${finding.severity} (${finding.rule})`)],
    ['Integration point', finding.point === null ? 'none named' : md(finding.point)],
    ['Where', code(`${finding.at.file}:${finding.at.line}`)],
    ['Expected', md(finding.expected)],
    ['Actual', md(finding.actual)],
    ['Impact', md(capital(finding.impact))],
  ]
  return [
    `#### ${finding.id}: ${md(finding.title)}`,
    '',
    ...facts.map(([name, value]) => `- **${name}**: ${value}`),
    '- **Steps to reproduce**:',
    ...steps(finding, evidence).map((step, index) => `  ${index + 1}. ${step}`),
    ...(evidence === 0
      ? []
      : finding.evidence.flatMap((one) => ['', `${md(one.name)}:`, '', ...block(one.text, 'text', evidence)])),
  ]
}

/** All steps while there is room, else only the command that runs the scenario. */
function steps({ reproduce }: Finding, evidence: number): string[] {
  const all = reproduce.map((step, index) => (index === reproduce.length - 1 ? code(step) : md(step)))
  return evidence < 4 ? all.slice(-1) : all
}
