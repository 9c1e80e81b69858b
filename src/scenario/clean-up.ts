import { within } from './deadline.js'
import { asError } from './failure.js'
import { goesOn } from './loose.js'
import { late } from './running.js'

/** How long one clean-up may take, in milliseconds. */
export const CLEAN_UP_LIMIT = 10_000

/** What `defer` was told: all of it runs, last in, first out, whatever the others do. */
export function cleanUps(whose: string) {
  const deferred: { cleanUp: () => unknown; of: string }[] = []
  let ended = false

  const runAll = async (): Promise<{ error: unknown; of: string }[]> => {
    const errors: { error: unknown; of: string }[] = []
    for (let next = deferred.pop(); next !== undefined; next = deferred.pop())
      try {
        await within(CLEAN_UP_LIMIT, next.cleanUp() as Promise<unknown>, tooSlow)
      } catch (error) {
        errors.push({ error, of: next.of })
      }
    ended = true
    return errors
  }
  const runLate = async (): Promise<void> => {
    for (const { error, of } of await runAll()) late(whose, `the clean-up of "${of}" failed: ${asError(error).message}`)
  }

  return {
    add(cleanUp: () => unknown, of: string): void {
      if (typeof cleanUp !== 'function')
        throw new TypeError('defer(...) needs a function, as in defer(() => remove(user))')
      deferred.push({ cleanUp, of })
      // A step that went on past its time-out has made something after all.
      if (ended) goesOn(runLate(), CLEAN_UP_LIMIT)
    },
    /** Runs them, also those that a clean-up adds; hands back what went wrong. */
    runAll,
  }
}

function tooSlow(): Error {
  return new Error(`the clean-up did not end within ${CLEAN_UP_LIMIT / 1_000} s`)
}
