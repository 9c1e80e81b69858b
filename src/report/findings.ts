import type { Severity } from '../scenario/record.js'
import type { Finding, ScenarioResult } from './results.js'
import { severityRule } from './severity-rules.js'
import { counted, lasting, severities } from './words.js'

/** What failed, could not be run or passed only when tried again; the worst first. */
export function findingsOf(scenarios: readonly ScenarioResult[]): Finding[] {
  const found = scenarios.flatMap((scenario) => {
    if (scenario.status === 'failed') return [scenario.blame === 'test' ? couldNotBeRun(scenario) : defect(scenario)]
    return scenario.flaky ? [flaky(scenario)] : []
  })
  const rank = (finding: Draft): number =>
    kinds.indexOf(finding.kind) + kinds.length * severities.indexOf(finding.severity)
  return found.sort((a, b) => rank(a) - rank(b)).map((finding, index) => ({ id: `F-${index + 1}`, ...finding }))
}

type Draft = Omit<Finding, 'id'>
const kinds: readonly Finding['kind'][] = ['defect', 'could not be run', 'flaky']

function defect(scenario: ScenarioResult): Draft {
  const { rule, severity, impact } = severityRule(scenario)
  return {
    ...about(scenario),
    kind: 'defect',
    severity: scenario.severity ?? severity,
    rule: scenario.severity === null ? rule : `its author says ${scenario.severity}: ${rule}`,
    impact,
  }
}

function couldNotBeRun(scenario: ScenarioResult): Draft {
  const severity: Severity = scenario.severity ?? 'medium'
  return {
    ...about(scenario),
    kind: 'could not be run',
    severity,
    rule: 'the scenario could not be run',
    impact: 'nothing is known about what it would have shown; mend the test or its environment',
  }
}

function flaky(scenario: ScenarioResult): Draft {
  const failed = scenario.attempts.filter((attempt) => attempt.status === 'failed')
  const error = failed[0]?.error
  return {
    ...about(scenario),
    kind: 'flaky',
    severity: 'medium',
    rule: 'failed, and passed when it was tried again',
    impact: 'either the product or the test depends on chance',
    expected: 'the same outcome at every attempt',
    actual: `${counted(failed.length, 'attempt')} failed before one passed`,
    evidence: error ? [{ name: error.name, text: error.message }] : [],
  }
}

function about(scenario: ScenarioResult): Omit<Draft, 'kind' | 'severity' | 'rule' | 'impact'> {
  const { error, steps } = scenario
  const failed = steps.find((step) => step.status === 'failed')
  const at = failed?.at ?? scenario.source
  return {
    title: scenario.title,
    scenario: scenario.id,
    category: scenario.category,
    point: scenario.point,
    evidence: evidenceOf(scenario),
    reproduce: [
      ...steps.map((step) => `${step.keyword} ${step.title}${mark(step.status)}`),
      `npx qa-integ run ${scenario.source.file}:${scenario.source.line}`,
    ],
    expected: error?.expected ?? failed?.title ?? 'the scenario passes',
    actual: error?.actual ?? error?.message.split('\n', 1)[0] ?? 'it failed without an error',
    at,
  }
}

function mark(status: 'passed' | 'failed' | 'not run'): string {
  return status === 'passed' ? '' : ` (${status})`
}

function evidenceOf(scenario: ScenarioResult): { name: string; text: string }[] {
  const errors = [scenario.error, ...scenario.furtherErrors].flatMap((error) =>
    error ? [{ name: error.name, text: error.message }] : [],
  )
  const attached = scenario.steps.flatMap((step) => step.attachments)
  const tried = scenario.attempts.length
  const attempts =
    tried > 1 ? [{ name: 'attempts', text: `failed ${tried} times, last after ${lasting(scenario.ms)}` }] : []
  return [...errors, ...scenario.evidence, ...attached, ...attempts]
}
