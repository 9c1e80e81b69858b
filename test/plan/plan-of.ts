import { type Plan, readPlan } from '../../src/plan/index.js'

/** Reads lines as an issue file's planning section. */
export function planOf(...lines: string[]): Plan {
  return planOfFile('# Issue: Checkout', '', '## QA Planning Phase (by qa agent)', ...lines)
}

/** Reads lines as a whole issue file. */
export function planOfFile(...lines: string[]): Plan {
  return readPlan(Buffer.from(lines.join('\n')), '.claude/issues/2026-11-20-checkout.md')
}

/** The remarks with one code, as `line:column message`. */
export function remarks(
  plan: { readonly diagnostics: Plan['diagnostics'] } | Plan['diagnostics'],
  code: string,
): string[] {
  const all = Array.isArray(plan) ? plan : (plan as Plan).diagnostics
  return all.filter((one) => one.code === code).map(({ line, column, message }) => `${line}:${column} ${message}`)
}
