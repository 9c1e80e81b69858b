import type { Category } from '../../scenario/record.js'
import type { Endpoint, IntegrationPoint, Results, ScenarioResult } from '../results.js'
import { counted, millis } from '../words.js'
import type { Limits } from './limits.js'
import { sequenceDiagram } from './mermaid.js'
import { block, code, first, md, table } from './text.js'

/** What happened at the boundaries, by category. */
export function pointsSection(results: Results, limits: Limits): string[] {
  const endpoints = (kind: Endpoint['kind']): Endpoint[] => results.endpoints.filter((one) => one.kind === kind)
  return [
    '## Integration Point Analysis',
    '',
    '### API Endpoints',
    '',
    ...either(points(results, 'api', limits), endpointTable(endpoints('api'), limits)),
    '### Component Interfaces',
    '',
    ...either(points(results, 'component', limits), diagrams(results, limits)),
    '### Database Operations',
    '',
    ...either(points(results, 'database', limits)),
    '### External Service Integrations',
    '',
    ...either(points(results, 'external', limits), endpointTable(endpoints('external'), limits)),
    ...others(results, limits),
  ]
}

function either(...parts: string[][]): string[] {
  const told = parts.filter((part) => part.length > 0)
  return told.length > 0 ? told.flatMap((part) => [...part, '']) : ['Nothing was run.', '']
}

function points(results: Results, category: Category, limits: Limits): string[] {
  const named = results.integrationPoints.filter((point) => point.category === category)
  const unnamed = results.scenarios.filter((one) => one.category === category && one.point === null)
  return [...pointTable(named, limits), ...without(unnamed, named.length > 0)]
}

const without = (scenarios: readonly ScenarioResult[], after: boolean): string[] => {
  if (scenarios.length === 0) return []
  const failed = scenarios.filter((one) => one.status === 'failed').length
  const passed = scenarios.filter((one) => one.status === 'passed').length
  const sentence = `${counted(scenarios.length, 'scenario')} without a named integration point: ${passed} passed, ${failed} failed.`
  return after ? ['', sentence] : [sentence]
}

function pointTable(found: readonly IntegrationPoint[], limits: Limits): string[] {
  if (found.length === 0) return []
  const worstFirst = [...found].sort((a, b) => b.failed - a.failed)
  const rows = worstFirst
    .slice(0, limits.rows)
    .map((one) => [
      md(one.name),
      one.verdict,
      String(one.run),
      String(one.passed),
      String(one.failed),
      String(one.skipped + one.todo),
      String(one.calls),
      millis(one.p95),
    ])
  return [
    ...table(['Integration point', 'Verdict', 'Run', 'Passed', 'Failed', 'Not run', 'Calls', 'p95'], rows),
    ...first(worstFirst.slice(limits.rows), 0, () => [], 'integration points'),
  ]
}

function endpointTable(found: readonly Endpoint[], limits: Limits): string[] {
  if (found.length === 0) return []
  const rows = found.slice(0, limits.rows).map(({ target, method, path, calls, statuses, average, max }) => [
    `${code(`${method} ${path}`).replace(/\|/g, '\\|')}${target === null ? '' : ` (${md(target)})`}`,
    String(calls),
    md(
      Object.entries(statuses)
        .map(([status, n]) => (n === 1 ? status : `${status} ×${n}`))
        .join(', '),
    ),
    millis(average),
    millis(max),
  ])
  return [
    ...table(['Operation', 'Calls', 'Statuses', 'Average', 'Max'], rows),
    ...first(found.slice(limits.rows), 0, () => [], 'operations'),
  ]
}

function diagrams({ scenarios }: Results, limits: Limits): string[] {
  const drawn = scenarios.filter((one) => one.calls.length > 0).sort((a, b) => rank(a) - rank(b))
  return drawn
    .slice(0, limits.diagrams)
    .flatMap((one) => ['', `${md(one.title)}:`, '', ...block(sequenceDiagram(one, limits.calls).join('\n'), 'mermaid')])
    .slice(1)
}

const rank = ({ status }: ScenarioResult): number => (status === 'failed' ? 0 : 1)

function others(results: Results, limits: Limits): string[] {
  const named = results.integrationPoints.filter((point) => point.category === null)
  return named.length > 0 ? ['### Others', '', ...pointTable(named, limits), ''] : []
}
