import { isThenable, within } from './deadline.js'
import { asError } from './failure.js'
import { goesOn } from './loose.js'
import { late } from './running.js'

/** How long one clean-up may take, in milliseconds. */
export const CLEAN_UP_LIMIT = 10_000

/** What an author can do about an end that hangs. */
export const GIVE_UP = 'let it give up what it waits for after a while'

/** What `defer` was told: all of it runs, last in, first out, whatever the others do. */
export class CleanUps {
  readonly #whose: string
  readonly #deferred: { readonly cleanUp: () => unknown; readonly of: string }[] = []
  #ended = false

  constructor(whose: string) {
    this.#whose = whose
  }

  add(cleanUp: () => unknown, of: string): void {
    if (typeof cleanUp !== 'function')
      throw new TypeError('defer(...) needs a function, as in defer(() => remove(user))')
    this.#deferred.push({ cleanUp, of })
    // A step that went on past its time-out has made something after all.
    if (this.#ended) goesOn(this.#runLate(), CLEAN_UP_LIMIT)
  }

  /** Runs them, also those that a clean-up adds; hands back what went wrong. */
  async runAll(): Promise<{ error: unknown; of: string }[]> {
    const errors: { error: unknown; of: string }[] = []
    for (let next = this.#deferred.pop(); next !== undefined; next = this.#deferred.pop())
      try {
        const work = next.cleanUp()
        if (isThenable(work)) await within(CLEAN_UP_LIMIT, work, tooSlow)
      } catch (error) {
        errors.push({ error, of: next.of })
      }
    this.#ended = true
    return errors
  }

  async #runLate(): Promise<void> {
    for (const { error, of } of await this.runAll())
      late(this.#whose, `the clean-up of "${of}" failed: ${asError(error).message}`)
  }
}

function tooSlow(): Error {
  return new Error(
    `the clean-up did not end within ${CLEAN_UP_LIMIT / 1_000} s, and the others ran without it; ${GIVE_UP}`,
  )
}
