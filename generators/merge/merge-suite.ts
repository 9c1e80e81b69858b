import { readFileSync } from 'node:fs'
import type { LockedDraft, LockedScenario } from '../../src/plan/index.js'
import type { ProjectStyle } from '../project/project-files.js'
import type { Draft } from './draft.js'
import { newSuite, type SuitePlace } from './new-suite.js'
import { type FoundScenario, type Scan, scan } from './scan.js'
import { clash, splice } from './splice.js'
import { tokenHash } from './token-hash.js'
import { findDraft, judge, type Verdict } from './verdict.js'

/** What became of one scenario of a suite. */
export interface ScenarioVerdict {
  readonly id: string
  readonly title: string
  readonly verdict: Verdict
  /** Of the suite as it was read. */
  readonly line?: number
  /** Why it is refused, or where it was found. */
  readonly reason?: string
}

/** A scenario's verdict, with what the lock has to remember of it; nothing when it forgets it. */
export interface JudgedDraft {
  readonly draft: Draft
  readonly verdict: ScenarioVerdict
  readonly hash?: string | null
  /** It stands in a suite and is no todo. */
  readonly automated: boolean
}

/** A suite before and after. */
export interface MergedSuite {
  readonly path: string
  readonly judged: readonly JudgedDraft[]
  readonly before?: string
  readonly after?: string
}

/** A suite that is there. */
export interface OpenSuite {
  readonly path: string
  readonly text: string
  readonly scan: Scan
}

/** Reads a suite; one that is not UTF-8 is broken at its first line. */
export function openSuite(path: string): OpenSuite {
  const bytes = readFileSync(path)
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return { path, text, scan: scan(text, /\.[cm]?js$/.test(path)) }
  } catch {
    const broken = { line: 1, message: 'it is not UTF-8' }
    return { path, text: '', scan: { scenarios: [], imports: [], names: new Set(), afterImports: 0, broken } }
  }
}

/** What the lock knows of a draft: by its title, or as the only one of its id, which stays when the plan is reworded. */
function lockedDraft(draft: Draft, locked: MergeOptions['locked']): LockedDraft | undefined {
  const known = Object.values(locked).find(({ id }) => id === draft.id)
  const all = Object.values(known?.drafts ?? {})
  return known?.drafts[draft.title] ?? (draft.one && all.length === 1 ? all[0] : undefined)
}

/** What a merge is about. */
export interface MergeOptions {
  readonly issueFile: string
  readonly style: ProjectStyle
  readonly update: boolean
  readonly locked: { readonly [key: string]: LockedScenario }
  /** The other suites of the folder. */
  readonly others: readonly OpenSuite[]
}

function refusedAll(place: SuitePlace, drafts: readonly Draft[], reason: string, options: MergeOptions): MergedSuite {
  const judged = drafts.map((draft): JudgedDraft => {
    const known = lockedDraft(draft, options.locked)
    const verdict = { id: draft.id, title: draft.title, verdict: 'refused', reason } as const
    return { draft, verdict, ...(known === undefined ? {} : { hash: known.hash }), automated: false }
  })
  return { path: place.path, judged }
}

/** Brings the drafts of a suite and the suite that is there together; what somebody has written by hand stays as it is. */
export function mergeSuite(
  place: SuitePlace,
  open: OpenSuite | undefined,
  drafts: readonly Draft[],
  options: MergeOptions,
): MergedSuite {
  const broken = open?.scan.broken
  if (broken !== undefined)
    return refusedAll(place, drafts, `line ${broken.line} of the suite: ${broken.message}`, options)
  const added: Draft[] = []
  const updated: (readonly [FoundScenario, Draft])[] = []
  const judged = drafts.map((draft): JudgedDraft => {
    const hash = tokenHash(draft.code)
    const found = open === undefined ? undefined : findDraft(draft, open.scan.scenarios)
    const other = options.others.find(({ scan }) => findDraft(draft, scan.scenarios) !== undefined)
    const known = lockedDraft(draft, options.locked)
    const verdict = judge(hash, found, known, other !== undefined, options.update)
    const told = { id: draft.id, title: draft.title, verdict, ...(found === undefined ? {} : { line: found.line }) }
    const writes = verdict === 'added' || verdict === 'updated'
    const reason = writes && open !== undefined ? clash(draft, open.scan, place.path, options.style) : undefined
    if (reason !== undefined) {
      const kept = known === undefined ? {} : { hash: known.hash }
      return { draft, verdict: { ...told, verdict: 'refused', reason }, ...kept, automated: found?.todo === false }
    }
    if (verdict === 'added') added.push(draft)
    if (verdict === 'updated' && found !== undefined) updated.push([found, draft])
    switch (verdict) {
      case 'added':
      case 'updated':
        return { draft, verdict: told, hash, automated: !draft.todo }
      case 'same':
        return { draft, verdict: told, hash, automated: !draft.todo }
      case 'adopted':
        return { draft, verdict: told, hash: found?.hash === hash ? hash : null, automated: found?.todo === false }
      case 'moved': {
        const there = other === undefined ? undefined : findDraft(draft, other.scan.scenarios)
        const reason = other === undefined ? {} : { reason: other.path }
        return { draft, verdict: { ...told, ...reason }, hash: known?.hash ?? null, automated: there?.todo === false }
      }
      default:
        return {
          draft,
          verdict: told,
          ...(known === undefined ? {} : { hash: known.hash }),
          automated: found?.todo === false,
        }
    }
  })
  if (added.length + updated.length === 0)
    return { path: place.path, judged, ...(open === undefined ? {} : { before: open.text }) }
  const after =
    open === undefined
      ? newSuite(place, added, options.issueFile, options.style)
      : splice(open.text, open.scan, added, updated, place.path, options.style)
  const result = scan(after, !options.style.typescript)
  if (result.broken !== undefined) {
    throw new Error(
      `${place.path}: what would be written is no valid code, line ${result.broken.line}: ${result.broken.message}`,
    )
  }
  return { path: place.path, judged, after, ...(open === undefined ? {} : { before: open.text }) }
}
