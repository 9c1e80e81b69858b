import type { PlannedScenario } from '../../src/plan/index.js'
import { exactCase } from './exact-case.js'
import { genericCase } from './generic-case.js'
import { requestCase } from './request-case.js'
import type { Outcome, Told, Workshop } from './story.js'

function outcomeOf(workshop: Workshop, scenario: PlannedScenario): Outcome {
  const { how, refused } = scenario
  if (refused !== undefined) return { kind: 'refused', why: refused }
  switch (how.kind) {
    case 'exact':
      return exactCase(workshop, how)
    case 'request':
      return requestCase(workshop, scenario, how)
    case 'generic':
      return genericCase(workshop, scenario, how)
    case 'prose':
      return {
        kind: 'stories',
        stories: [{ kind: 'todo', why: 'it names no request and no call: tell it in a `yaml qa-integ` block' }],
      }
  }
}

/** What every planned scenario becomes; a second one with the same id is refused. */
export function tellAll(workshop: Workshop, ids: ReadonlyMap<string, string>): readonly Told[] {
  const seen = new Map<string, PlannedScenario>()
  return workshop.plan.scenarios.map((scenario) => {
    const id = ids.get(scenario.key) ?? scenario.key
    const first = seen.get(id)
    if (first === undefined) seen.set(id, scenario)
    const why = `id ${id} is already that of line ${first?.source.line}`
    return { scenario, id, outcome: first === undefined ? outcomeOf(workshop, scenario) : { kind: 'refused', why } }
  })
}
