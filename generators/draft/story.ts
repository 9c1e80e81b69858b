import type { Plan, PlannedScenario } from '../../src/plan/index.js'
import type { Sheet } from '../code/sheet.js'
import type { Project } from '../project/project.js'

/** How one scenario of a suite goes, or why it can't be told. */
export type Story =
  | {
      readonly kind: 'told'
      /** What its title says after the id, where that is not the plan's own sentence. */
      readonly label?: string
      /** The rows of `.each`, as source text. */
      readonly rows?: string
      /** `.given(…)`, `.when(…)`, `.expect(…)`, in order. */
      readonly steps: readonly string[]
      readonly sheet: Sheet
    }
  | { readonly kind: 'todo'; readonly label?: string; readonly why: string }

/** What a planned scenario becomes. */
export type Outcome =
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'stories'; readonly stories: readonly Story[] }

/** What stories are made of. */
export interface Workshop {
  readonly plan: Plan
  readonly project: Project
}

/** A reason for which a story can't be told; thrown where it is found and caught where the story is told. */
export class NotTold extends Error {
  override readonly name = 'NotTold'
}

/** The story that a function tells, or a todo with the reason for which it could not. */
export function tellOr(label: string | undefined, tell: () => Story): Story {
  const labelled = label === undefined ? {} : { label }
  try {
    return { ...tell(), ...labelled }
  } catch (error) {
    if (!(error instanceof NotTold)) throw error
    return { kind: 'todo', ...labelled, why: error.message }
  }
}

/** The one story that a plan's sentence becomes. */
export function oneStory(tell: () => Story): Outcome {
  return { kind: 'stories', stories: [tellOr(undefined, tell)] }
}

/** A planned scenario with what it is told. */
export interface Told {
  readonly scenario: PlannedScenario
  readonly id: string
  readonly outcome: Outcome
}
