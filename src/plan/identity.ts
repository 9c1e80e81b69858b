import type { PlannedScenario } from './model.js'
import type { Draft } from './reading.js'

/** Letters and digits in lower case, so that punctuation and emphasis can change. */
export function normalWords(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

function keyOf(draft: Draft): string {
  if (draft.id !== undefined) return draft.id
  const request =
    draft.how.kind === 'request' ? [`${draft.how.method} ${draft.how.path}`, draft.how.statuses.join('/')] : []
  const point = normalWords(draft.point ?? '')
  return [draft.category, point, ...request, normalWords(draft.title)].filter((part) => part !== '').join(' | ')
}

/** Gives every scenario its key; one that is planned twice in the same words gets a number. */
export function withKeys(drafts: readonly Draft[]): readonly PlannedScenario[] {
  const seen = new Map<string, number>()
  return drafts.map((draft) => {
    const base = keyOf(draft)
    const before = seen.get(base) ?? 0
    seen.set(base, before + 1)
    return { ...draft, key: before === 0 ? base : `${base} #${before + 1}` }
  })
}

const byCategory = { api: 'API', component: 'CMP', database: 'DB', external: 'EXT' } as const

/** "Contract Validation" gives `CV`, "Security" `SEC`; a group in other letters, or none, the category's. */
function prefixOf({ group, category }: PlannedScenario): string {
  const initials = (group?.split(' / ')[0] ?? '').match(/[A-Za-z][A-Za-z0-9]*/g) ?? []
  const letters = initials.length > 1 ? initials.map((word) => word[0]).join('') : (initials[0] ?? '').slice(0, 3)
  return letters.length < 2 ? byCategory[category] : letters.slice(0, 4).toUpperCase()
}

/**
 * The short name of every planned scenario, by key: its own id, the one it was `known` by, or the next free number of its group, as in `CV-4`.
 * Ids open the titles of the suites that are written for a plan.
 */
export function assignIds(
  scenarios: readonly PlannedScenario[],
  known: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const taken = new Set([...known.values(), ...scenarios.flatMap(({ id }) => (id === undefined ? [] : [id]))])
  const next = new Map<string, number>()
  const fresh = (prefix: string): string => {
    let number = (next.get(prefix) ?? 0) + 1
    while (taken.has(`${prefix}-${number}`)) number++
    next.set(prefix, number)
    taken.add(`${prefix}-${number}`)
    return `${prefix}-${number}`
  }
  return new Map(
    scenarios.map((scenario) => [scenario.key, scenario.id ?? known.get(scenario.key) ?? fresh(prefixOf(scenario))]),
  )
}
