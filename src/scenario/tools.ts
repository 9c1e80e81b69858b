import type { Mask } from './failure.js'
import { late, rememberAll, settle } from './running.js'
import type { Session } from './session.js'
import type { Given, Tools, When } from './step.js'
import type { Added } from './types.js'
import type { Part, World } from './world.js'

/** Thrown by `tools.skip`. */
export class Skipped {
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}

/** Runs a step value outside the chain. */
export function runStep(step: Given<object, Added> | When<object, unknown>, context: object, tools: Tools): unknown {
  settle(step)
  if ('setUp' in step) return step.setUp(context, tools)
  if ('act' in step) return step.act(context, tools)
  throw new TypeError('tools.run(...) runs givens and whens; tell an expectation with .expect(...)')
}

/** What the steps of a scenario are handed. */
export function toolsFor(session: Session, world: World, mask: Mask): Tools {
  const { title } = session.attempt
  const mark = (word: string): void => {
    if (session.over) late(title, `tools.${word}(...) was called after the scenario had ended`)
  }
  return Object.freeze({
    defer(cleanUp: () => unknown) {
      mark('defer')
      session.cleaning.add(cleanUp, session.current?.title ?? 'the scenario')
    },
    run: (async (step: Given<object, Added> | When<object, unknown>) => {
      mark('run')
      if (step?.uses) await world.enter(step.uses, session.signal)
      return runStep(step, { ...session.context }, session.tools)
    }) as Tools['run'],
    verify(name: string, check: () => unknown) {
      mark('verify')
      session.verifications.push({ title: name, check, ofGiven: session.phase === 'given' })
    },
    attach(name: string, value: unknown) {
      mark('attach')
      const { current } = session
      if (current && !session.over)
        current.attachments = [...(current.attachments ?? []), { name, value: mask.value(value) }]
    },
    async afresh({ except = [] }: { readonly except?: readonly Part[] } = {}) {
      mark('afresh')
      const back = rememberAll()
      const again = await world.afresh(except)
      return async () => {
        back()
        await again()
      }
    },
    skip(reason: string): never {
      throw new Skipped(reason)
    },
    get signal() {
      return session.signal
    },
  })
}
