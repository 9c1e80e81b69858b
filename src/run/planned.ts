import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Plan, planIds, readPlan } from '../plan/index.js'
import type { PlanSummary, Problem, Results } from '../report/index.js'
import { plannedFor } from '../report/scenario-result.js'

/** Reads the plan that a run is held against. */
export function planOf(cwd: string, issueFile: string): Plan {
  return readPlan(readFileSync(resolve(cwd, issueFile)), issueFile)
}

/** What of a plan could not be read: a gate with a slip of the pen must not be a gate that is met. */
export function planProblems({ file, diagnostics }: Plan): Problem[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const [first] = errors
  if (first === undefined) return []
  const more = errors.length > 1 ? `, and ${errors.length - 1} more: npx qa-integ plan --check ${file}` : ''
  const text = `the plan has an error: ${file}:${first.line}:${first.column} ${first.message}${more}`
  return [{ kind: 'plan', text, file, line: first.line, incomplete: false }]
}

/** What became of a plan in a run: automated is what has at least one scenario with steps. */
export function summaryOf(cwd: string, plan: Plan, { scenarios }: Results): PlanSummary {
  const ids = planIds(cwd, plan)
  const planned = plan.scenarios.map((one) => ({
    id: ids.get(one.key),
    title: one.title,
    line: one.source.line,
    refused: one.refused !== undefined,
  }))
  const known = {
    scenarios: planned.map(({ id, title, line }) => ({ ...(id === undefined ? {} : { id }), title, line })),
  }
  const lines = new Map<number, boolean>()
  for (const { title, status } of scenarios) {
    const line = plannedFor(title, known as unknown as PlanSummary)?.line
    if (line !== undefined) lines.set(line, lines.get(line) === true || status !== 'todo')
  }
  const automated = planned.filter(({ line }) => lines.get(line) === true).length
  const refused = planned.filter(({ line, refused }) => refused && lines.get(line) !== true).length
  return {
    file: plan.file,
    planned: planned.length,
    automated,
    refused,
    todo: planned.length - automated - refused,
    gates: plan.gates,
    ...(plan.blockOn ? { blockOn: plan.blockOn } : {}),
    ...known,
  }
}
