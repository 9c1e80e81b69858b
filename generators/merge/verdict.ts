import type { LockedDraft } from '../../src/plan/index.js'
import type { Draft } from './draft.js'
import type { FoundScenario } from './scan.js'

/**
 * What became of a scenario: `added`; the `same` as before; `outdated`, as the plan has changed and nobody has edited it (`updated` with
 * `--update`); `hand-edited` and kept; a `conflict` of an edit with a changed plan, kept; `deleted-by-hand` and not added again; `moved` to
 * another suite; `adopted`, as it was there before; an `orphan` that left the plan, kept; `refused`, with the reason.
 */
export type Verdict =
  | 'added'
  | 'same'
  | 'outdated'
  | 'updated'
  | 'hand-edited'
  | 'conflict'
  | 'deleted-by-hand'
  | 'moved'
  | 'adopted'
  | 'orphan'
  | 'refused'

/** Judges a draft by what is written, what was written by us, and what would be written now. */
export function judge(
  hash: string,
  found: FoundScenario | undefined,
  locked: LockedDraft | undefined,
  elsewhere: boolean,
  update: boolean,
): Verdict {
  if (found === undefined) {
    if (elsewhere) return 'moved'
    return locked === undefined ? 'added' : 'deleted-by-hand'
  }
  if (locked === undefined) return 'adopted'
  if (found.hash === hash) return 'same'
  const edited = found.hash !== locked.hash
  const changed = hash !== locked.hash
  if (!edited) return update ? 'updated' : 'outdated'
  return changed && locked.hash !== null ? 'conflict' : 'hand-edited'
}

/** The scenario of a file that is a draft's: of its title, else the only one of its id where its id is its own. */
export function findDraft(draft: Draft, scenarios: readonly FoundScenario[]): FoundScenario | undefined {
  const exact = scenarios.find(({ title }) => title === draft.title)
  if (exact !== undefined || !draft.one) return exact
  return scenarios.find(
    ({ title }) => title === draft.id || title.startsWith(`${draft.id} `) || title.startsWith(`${draft.id}:`),
  )
}
