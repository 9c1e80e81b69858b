/** The exit codes of every command; they do not change their meaning. */
export const EXIT = Object.freeze({ ready: 0, failed: 1, gateMissed: 2, usage: 3, couldNotRun: 4 })

/** Something that the caller can put right: a wrong argument or configuration. */
export class UsageError extends Error {}

/** Runs what reads the caller's files and words; what it refuses is wrong usage. */
export async function reading<T>(read: () => T | Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw new UsageError((error as Error)?.message ?? String(error), { cause: error })
  }
}
