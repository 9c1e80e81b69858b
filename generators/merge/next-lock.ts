import {
  anchorOf,
  type Lock,
  type LockedDraft,
  type LockedScenario,
  lockName,
  type Plan,
} from '../../src/plan/index.js'
import type { JudgedDraft, OpenSuite, ScenarioVerdict } from './merge-suite.js'
import { posix } from './posix.js'

/** Scenarios that were written for what is planned no more. */
export function orphans(
  suites: readonly OpenSuite[],
  locked: { readonly [key: string]: LockedScenario },
  judged: readonly JudgedDraft[],
) {
  const current = new Set(judged.map(({ draft }) => draft.title))
  const ids = new Set(judged.filter(({ draft }) => draft.one).map(({ draft }) => draft.id))
  return Object.entries(locked).flatMap(([key, { id, anchor, drafts }]) =>
    Object.entries(drafts).flatMap(([title, draft]) => {
      if (current.has(title) || ids.has(id)) return []
      for (const { path, scan } of suites) {
        const found = scan.scenarios.find((one) => one.title === title)
        const verdict: ScenarioVerdict = {
          id,
          title,
          verdict: 'orphan',
          ...(found === undefined ? {} : { line: found.line }),
        }
        if (found !== undefined) return [{ key, id, anchor, title, draft, path, verdict }]
      }
      return []
    }),
  )
}

/** The lock after a merge: what stands for each planned scenario, and what is kept although it left the plan. */
export function nextLock(
  cwd: string,
  lock: Lock,
  plan: Plan,
  judged: readonly (JudgedDraft & { readonly path: string })[],
  left: ReturnType<typeof orphans>,
): Lock {
  const entries = new Map<string, { id: string; anchor?: string; drafts: Record<string, LockedDraft> }>()
  const add = (key: string, id: string, anchor: string | undefined, title: string, draft: LockedDraft) => {
    const entry = entries.get(key) ?? { id, ...(anchor === undefined ? {} : { anchor }), drafts: {} }
    entry.drafts[title] = draft
    entries.set(key, entry)
  }
  for (const { draft, hash, path } of judged) {
    const scenario = plan.scenarios.find(({ key }) => key === draft.key)
    if (hash === undefined || scenario === undefined) continue
    add(draft.key, draft.id, anchorOf(scenario), draft.title, { file: posix(cwd, path), hash })
  }
  for (const { key, id, anchor, title, draft } of left) add(key, id, anchor, title, draft)
  const name = lockName(cwd, plan.file)
  const { [name]: _, ...others } = lock.plans
  return { version: 1, plans: entries.size === 0 ? others : { ...others, [name]: Object.fromEntries(entries) } }
}
