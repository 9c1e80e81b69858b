import { late, rememberAll, settle } from './running.js'
import type { Session } from './session.js'
import { Skipped } from './skipped.js'
import type { Given, Tools, When } from './step.js'
import type { Added } from './types.js'
import type { Part } from './world.js'

/** Runs a step value outside the chain. */
export function runStep(step: Given<object, Added> | When<object, unknown>, context: object, tools: Tools): unknown {
  settle(step)
  if ('setUp' in step) return step.setUp(context, tools)
  if ('act' in step) return step.act(context, tools)
  throw new TypeError('tools.run(...) runs givens and whens; tell an expectation with .expect(...)')
}

/**
 * What the steps of a scenario are handed. Its functions work without it, as in `({ defer })`; the signal is asked for by
 * few, and an accessor in each object would cost more than all the functions do.
 */
export class ScenarioTools implements Tools {
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
    Object.freeze(this)
  }

  readonly defer = (cleanUp: () => unknown): void => {
    this.#mark('defer')
    this.#session.cleaning.add(cleanUp, this.#session.current?.title ?? 'the scenario')
  }

  readonly run = (async (step: Given<object, Added> | When<object, unknown>) => {
    const session = this.#session
    this.#mark('run')
    if (step?.uses) await session.world.enter(step.uses, session.signal)
    return runStep(step, { ...session.context }, this)
  }) as Tools['run']

  readonly verify = (title: string, check: () => unknown): void => {
    this.#mark('verify')
    this.#session.verifications.push({ title, check, ofGiven: this.#session.phase === 'given' })
  }

  readonly attach = (name: string, value: unknown): void => {
    this.#mark('attach')
    const { current, over, mask } = this.#session
    if (current && !over) current.attachments = [...(current.attachments ?? []), { name, value: mask.value(value) }]
  }

  readonly afresh = async ({
    except = [],
  }: {
    readonly except?: readonly Part[]
  } = {}): Promise<() => Promise<void>> => {
    this.#mark('afresh')
    const back = rememberAll()
    const again = await this.#session.world.afresh(except)
    return async () => {
      back()
      await again()
    }
  }

  readonly skip = (reason: string): never => {
    throw new Skipped(reason)
  }

  get signal(): AbortSignal {
    return this.#session.signal
  }

  #mark(word: string): void {
    if (this.#session.over) late(this.#session.title, `tools.${word}(...) was called after the scenario had ended`)
  }
}
