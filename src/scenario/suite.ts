import { planStep } from './builder.js'
import { type Declare, declarer, type Host } from './language.js'
import { checkOptions, type ScenarioOptions } from './options.js'
import type { Plan, PlanStep } from './plan.js'
import { capture, describePlace, placeOf } from './site.js'
import type { Given, Tools } from './step.js'
import type { Added, Awaitable, Fresh, Merge } from './types.js'

/** What the scenarios of a file or a `describe` share: options, and a background. */
export interface Suite<C> {
  /** A part of the background: set up once, before the first of the scenarios that runs. */
  given<A extends Added>(
    title: string,
    setUp: (context: C, tools: Pick<Tools, 'defer'>) => Awaitable<A>,
  ): Fresh<C, A, Suite<Merge<C, A>>>
  given<A extends Added>(step: Given<C, A>): Fresh<C, A, Suite<Merge<C, A>>>
  /** Declares scenarios that share this suite's options and background. */
  readonly scenario: Declare<C>
}

/** The givens that a suite's scenarios share; compared by identity. */
export interface Background {
  readonly plan: Plan
}

/** The word `suite` for a host. */
export function suiteFor(host: Host): (options?: ScenarioOptions) => Suite<object> {
  const suite = (options: ScenarioOptions = {}): Suite<object> => {
    const site = capture(suite)
    const who = (): string => `suite(...) at ${describePlace(placeOf(site))}`
    return extended(host, checkOptions(options, who), who, Object.freeze([])) as Suite<object>
  }
  return suite
}

function extended(host: Host, options: ScenarioOptions, who: () => string, plan: Plan): unknown {
  const background: Background = Object.freeze({ plan })
  const given = (...told: unknown[]): unknown => {
    const step: PlanStep = planStep('given', told, capture(given), who)
    return extended(host, options, who, Object.freeze([...plan, step]))
  }
  return Object.freeze({
    given,
    scenario: declarer(host, options, plan.length > 0 ? () => background : undefined),
  })
}
