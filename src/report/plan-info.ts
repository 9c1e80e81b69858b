import { oneLine } from './plain-text.js'
import type { PlanSummary } from './plan-summary.js'
import type { PlanInfo, ScenarioResult } from './results.js'

/** What became of a plan: a planned scenario without any record is missing, and said to be. */
export function planInfo(plan: PlanSummary, scenarios: readonly ScenarioResult[]): PlanInfo {
  const lines = new Set(scenarios.flatMap((scenario) => scenario.planLine ?? []))
  const missing = (plan.scenarios ?? []).filter((planned) => !lines.has(planned.line))
  return {
    file: oneLine(plan.file),
    planned: plan.planned,
    automated: plan.automated,
    todo: plan.todo,
    refused: plan.refused,
    coverage: plan.planned > 0 ? plan.automated / plan.planned : null,
    missing: missing.map(({ id, title, line }) => ({ id: id ?? null, title: oneLine(title), line })),
  }
}
