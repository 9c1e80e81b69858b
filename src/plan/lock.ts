import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { assignIds } from './identity.js'
import type { Plan, PlannedScenario } from './model.js'

/** What was written for one scenario of a suite. */
export interface LockedDraft {
  /** The suite it was written to, relative to the project. */
  readonly file: string
  /** Of its code, whatever its formatting; null when it was found and not written by us. */
  readonly hash: string | null
}

/** What was written for one planned scenario. */
export interface LockedScenario {
  readonly id: string
  /** What stays the same when its title is reworded. */
  readonly anchor?: string
  /** By the title that it was written with. */
  readonly drafts: { readonly [title: string]: LockedDraft }
}

/** What scaffolding has written so far, by issue file and key; committed with the suites. */
export interface Lock {
  readonly version: 1
  readonly plans: { readonly [file: string]: { readonly [key: string]: LockedScenario } }
}

/** Where the lock stands, relative to the project. */
export const lockFile = '.qa-integ/scaffold.lock.json'

/** The name under which the lock knows an issue file: its path from the project, with `/`. */
export function lockName(cwd: string, file: string): string {
  const path = relative(cwd, resolve(cwd, file))
  return (isAbsolute(path) ? file : path).replaceAll('\\', '/')
}

/**
 * Reads the lock of a project; an empty one when there is none.
 *
 * @throws Error when it can't be read: taking it for empty would forget what was written by hand.
 */
export function readLock(cwd: string): Lock {
  const path = join(cwd, lockFile)
  if (!existsSync(path)) return { version: 1, plans: {} }
  const broken = (why: string) =>
    new Error(`${lockFile} ${why}: restore it from version control, or delete it to adopt all suites as they are`)
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw broken('is no JSON')
  }
  if (typeof value !== 'object' || value === null || !('version' in value) || !('plans' in value)) {
    throw broken('is no lock of scaffolded suites')
  }
  if (value.version !== 1) throw broken(`has version ${String(value.version)}, and this qa-integ knows 1`)
  return value as Lock
}

/** What stays the same when a title is reworded: what is requested where, and what must come back. */
export function anchorOf(scenario: PlannedScenario): string | undefined {
  const { how, category, point } = scenario
  if (scenario.id !== undefined || how.kind !== 'request') return undefined
  return [category, point ?? '', `${how.method} ${how.path}`, how.statuses.join('/')].join(' | ')
}

/**
 * The short names of a plan's scenarios, by key: those that the lock remembers, also for what was only reworded; those under which `titles` of
 * suites hold them, where the lock was lost; and new ones for the rest.
 */
export function idsOf(
  plan: Plan,
  locked: { readonly [key: string]: LockedScenario },
  titles: readonly string[] = [],
): ReadonlyMap<string, string> {
  const keys = new Set(plan.scenarios.map(({ key }) => key))
  const gone = Object.entries(locked).filter(([key]) => !keys.has(key))
  const fresh = plan.scenarios.filter(({ key }) => locked[key] === undefined)
  const known = new Map<string, string>()
  const taken = new Set<string>()
  const know = (key: string, id: string | undefined) => {
    if (id === undefined || known.has(key) || taken.has(id)) return
    known.set(key, id)
    taken.add(id)
  }
  for (const { key } of plan.scenarios) know(key, locked[key]?.id)
  const before = byAnchor(gone.map(([, { id, anchor }]) => ({ anchor, value: id })))
  const now = byAnchor(fresh.map((scenario) => ({ anchor: anchorOf(scenario), value: scenario.key })))
  for (const [anchor, [key, ...rivals]] of now) {
    const [id, ...others] = before.get(anchor) ?? []
    if (key !== undefined && rivals.length === 0 && others.length === 0) know(key, id)
  }
  const held = new Map(titles.map((title) => [title.slice(title.indexOf(' ') + 1), title.split(' ')[0]]))
  for (const { key, title } of fresh) if (/^[A-Z]+-\d+$/.test(held.get(title) ?? '')) know(key, held.get(title))
  for (const [key, { id }] of gone) know(key, id)
  return assignIds(plan.scenarios, known)
}

function byAnchor(list: readonly { readonly anchor: string | undefined; readonly value: string }[]) {
  const found = new Map<string, string[]>()
  for (const { anchor, value } of list) {
    if (anchor !== undefined) found.set(anchor, [...(found.get(anchor) ?? []), value])
  }
  return found
}

/** The short names under which a project's suites hold the scenarios of a plan, by key. */
export function planIds(cwd: string, plan: Plan): ReadonlyMap<string, string> {
  return idsOf(plan, readLock(cwd).plans[lockName(cwd, plan.file)] ?? {})
}
