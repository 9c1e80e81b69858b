import type { Site } from './site.js'
import type { Part } from './world.js'

/** What a step runs: context (and result) in, something out. The runner never sees the author's types. */
export type Body = (...args: never[]) => unknown

/** One told step: immutable and untyped. */
export interface PlanStep {
  readonly keyword: 'given' | 'when' | 'expect'
  readonly title: string
  readonly body: Body
  readonly arm?: Body
  /** The name under which a when keeps its result in the context. */
  readonly as?: string
  readonly expectsError: boolean
  /** It keeps a limit of its own. */
  readonly ownTime: boolean
  readonly parts: readonly Part[]
  /** Where the author told it. */
  readonly site: Site
}

/** The steps of a scenario; all that the runner ever sees. */
export type Plan = readonly PlanStep[]
