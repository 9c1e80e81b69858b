/** A schedule as it is printed and replayed: its number among those that were run, and whose turn it was. */
export interface Schedule {
  readonly number: number | undefined
  readonly letters: string
}

/** What `qa-integ run --schedule` sets, and who runs mocha alone may set. */
export const SCHEDULE = 'QA_INTEG_SCHEDULE'

/** Reads `3:ABAABB`, or the letters alone. */
export function readSchedule(text: unknown, tasks: number, word: string): Schedule {
  const [, number, letters] = /^(?:(\d+):)?([A-Z]+)$/.exec(typeof text === 'string' ? text : '') ?? []
  if (letters === undefined)
    throw new TypeError(
      `${word} is no schedule; write whose turn it is, a letter a statement, as in '3:ABAABB' or 'ABAABB'`,
    )
  const stray = [...letters].find((letter) => letterOf(tasks - 1) < letter)
  if (stray)
    throw new TypeError(
      `${word} names a task ${stray}, and the race has ${tasks} tasks, A to ${letterOf(tasks - 1)}; a schedule belongs to the scenario that it was printed for: choose that by FILE:LINE or --grep`,
    )
  return { number: number === undefined ? undefined : Number(number), letters }
}

/** The letter of the task at this index: A for the first one. */
export const letterOf = (i: number): string => String.fromCharCode(65 + i)

/** Whose turn it is in a schedule that is replayed; a sentence where the statements are others than those it was printed for. */
export function replaying({ letters }: Schedule) {
  const misfit = (why: string): Error =>
    new Error(
      `the schedule ${letters} does not fit any more: ${why}. The tasks send other statements than when it was printed; ` +
        'run the race without it to explore them anew',
    )
  return Object.freeze({
    choose(choices: string, step: number): string {
      const letter = letters[step]
      if (letter === undefined)
        throw misfit(`it ends after ${letters.length} steps, when ${listed(choices)} could still go on`)
      if (!choices.includes(letter))
        throw misfit(
          `at step ${step + 1} it is ${letter}'s turn, which waits or has ended; ${listed(choices)} could go on`,
        )
      return letter
    },
    /** Refuses what is left of it when all tasks have ended. */
    end(steps: number): void {
      if (steps < letters.length) throw misfit(`all tasks had ended after ${steps} of its ${letters.length} steps`)
    },
  })
}

const listed = (letters: string): string => [...letters].sort().join(' and ')
