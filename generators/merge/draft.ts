import type { PlannedScenario } from '../../src/plan/index.js'
import { comment, literal, text, type ValueObject } from '../code/literal.js'
import { newSheet, type Sheet } from '../code/sheet.js'
import type { Story, Told } from '../draft/story.js'

/** A scenario as it is to stand in a suite. */
export interface Draft {
  readonly key: string
  readonly id: string
  readonly title: string
  /** Several drafts share the id. */
  readonly one: boolean
  readonly todo: boolean
  /** Comments above it; no part of what is compared. */
  readonly above: readonly string[]
  /** The statement, without a semicolon. */
  readonly code: string
  readonly sheet: Sheet
}

function optionsOf({ severity, tags }: PlannedScenario): string {
  const options: ValueObject = {
    ...(severity === undefined ? {} : { severity }),
    ...(tags.length === 0 ? {} : { tags: [...tags] }),
  }
  return Object.keys(options).length === 0 ? '' : `, ${literal(options)}`
}

function codeOf(story: Story, title: string, options: string): string {
  if (story.kind === 'todo') return `scenario.todo(${text(title)}${options})`
  const each = story.rows === undefined ? '' : `.each(${story.rows})`
  return [`scenario${each}(${text(title)}${options})`, ...story.steps.map((step) => `  ${step}`)].join('\n')
}

/** The scenarios of a suite for what is planned: the plan's sentence stands over them, the id opens the title. */
export function draftsOf({ scenario, id, outcome }: Told): readonly Draft[] {
  if (outcome.kind === 'refused') return []
  const options = optionsOf(scenario)
  const { group, source, how } = scenario
  const sentence = how.kind === 'exact' ? [] : [comment(`${group ?? 'Planned'}: ${source.text}`)]
  return outcome.stories.map((story, index) => {
    const title = `${id} ${story.label ?? scenario.title}`
    const why = story.kind === 'todo' ? [comment(`Not told yet: ${story.why}`)] : []
    return {
      key: scenario.key,
      id,
      title,
      one: outcome.stories.length === 1,
      todo: story.kind === 'todo',
      above: [...(index === 0 ? sentence : []), ...why],
      code: codeOf(story, title, options),
      sheet: story.kind === 'told' ? story.sheet : newSheet(),
    }
  })
}
