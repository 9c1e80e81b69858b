import { within } from './deadline.js'

/** How long one clean-up may take, in milliseconds. */
export const CLEAN_UP_LIMIT = 10_000

/** What `defer` was told: all of it runs, last in, first out, whatever the others do. */
export function cleanUps() {
  const deferred: { cleanUp: () => unknown; of: string }[] = []
  return {
    add(cleanUp: () => unknown, of: string): void {
      if (typeof cleanUp !== 'function')
        throw new TypeError('defer(...) needs a function, as in defer(() => remove(user))')
      deferred.push({ cleanUp, of })
    },
    /** Runs them, also those that a clean-up adds; hands back what went wrong. */
    async runAll(): Promise<{ error: unknown; of: string }[]> {
      const errors: { error: unknown; of: string }[] = []
      for (let next = deferred.pop(); next !== undefined; next = deferred.pop())
        try {
          await within(CLEAN_UP_LIMIT, next.cleanUp() as Promise<unknown>, tooSlow)
        } catch (error) {
          errors.push({ error, of: next.of })
        }
      return errors
    },
  }
}

function tooSlow(): Error {
  return new Error(`the clean-up did not end within ${CLEAN_UP_LIMIT / 1_000} s`)
}
