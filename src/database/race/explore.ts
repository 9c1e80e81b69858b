import type { Step } from './conductor.js'

/** One way to run the tasks: up to here as told, then without interrupting anybody. */
export interface Way {
  readonly letters: string
  readonly preemptions: number
}

/** Which ways are to be gone. */
export interface Frontier {
  /** The next one; nothing when all within the bounds were gone. */
  next(): Way | undefined
  /** Adds the ways that lead off the one that was gone. */
  add(way: Way, steps: readonly Step[]): void
  /** What is left beyond the bounds: the fewest preemptions of a way that was not gone. */
  readonly left: number | undefined
}

/**
 * All ways to interleave the tasks, each once, those with few preemptions first: most defects need one or two, and they are
 * easiest to read there. A preemption takes the turn from a task that could have gone on.
 */
export function frontier(preemptions: number, most: number): Frontier {
  const byCount: Way[][] = [[{ letters: '', preemptions: 0 }]]
  let gone = 0
  const first = () => byCount.findIndex((ways) => ways !== undefined && ways.length > 0)
  return {
    next() {
      const count = first()
      if (count < 0 || count > preemptions || gone >= most) return undefined
      gone++
      return byCount[count]!.shift()
    },
    add(way, steps) {
      let count = 0
      for (const [i, { letter, choices }] of steps.entries()) {
        const before = steps[i - 1]?.letter
        const interrupts = before !== undefined && choices.startsWith(before)
        if (i >= way.letters.length)
          for (const other of choices)
            if (other !== letter) {
              const cost = count + (interrupts && other !== before ? 1 : 0)
              byCount[cost] ??= []
              byCount[cost].push({ letters: `${lettersOf(steps.slice(0, i))}${other}`, preemptions: cost })
            }
        if (interrupts && letter !== before) count++
      }
    },
    get left() {
      const count = first()
      return count < 0 ? undefined : count
    },
  }
}

/** Whose turn it was at each step, as a schedule is written. */
export const lettersOf = (steps: readonly Step[]): string => steps.map(({ letter }) => letter).join('')

/** Goes the way as far as it is told, then lets whoever was at work go on. */
export function along({ letters }: Way) {
  return (choices: string, step: number): string => {
    const letter = letters[step]
    return letter !== undefined && choices.includes(letter) ? letter : choices[0]!
  }
}
