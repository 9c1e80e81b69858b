import type { Live } from '../live.js'
import { along, lettersOf } from './explore.js'
import { masksOf } from './masks.js'
import { digest, noiseOf, type Outcome, outcomeOf } from './outcome.js'
import type { Ran, Stage } from './stage.js'

/** What the tasks leave when one goes after the other, to measure schedules by. */
export interface Yardsticks {
  /** Runs the tasks in every order, one after the other. */
  runOrders(): Promise<void>
  /** Sees to it that there is a yardstick for each of these; hands back whether tasks were run for it. */
  measure(runs: readonly Ran[]): Promise<boolean>
  /** Nothing where a run ended as some order of its tasks does; else how it ended, and what those give. */
  misfit(run: Ran): { readonly outcome: Outcome; readonly serial: readonly Outcome[] } | undefined
}

/**
 * A schedule is held against every order of the tasks that succeeded in it, and against every order of all tasks in which
 * the same ones failed: a withdrawal that is refused fails in some orders, too.
 */
export function yardsticksFor(live: Live, stage: Stage, letters: string): Yardsticks {
  const whole: Ran[] = []
  /** By the letters of those that succeeded, where not all did. */
  const partial = new Map<string, Ran[]>()
  let noise: ReadonlySet<string> = new Set()
  const inOrder = (order: string) =>
    stage.run(order, () => ({ choose: (choices: string) => [...order].find((letter) => choices.includes(letter))! }))
  const read = (run: Ran): Outcome => outcomeOf(run.changes, run.results, masksOf(live.dataSource, noise)(run.changes))
  const runOrders = async (): Promise<void> => {
    for (const order of orders(letters)) whole.push(await inOrder(order))
  }
  return Object.freeze({
    runOrders,
    async measure(runs: readonly Ran[]) {
      // Among all schedules are those that interrupt nobody.
      if (whole.length === 0) whole.push(...runs.filter(isSerial))
      for (const run of runs) {
        const those = succeeded(run)
        if (those === letters || partial.has(those)) continue
        const all: Ran[] = []
        for (const order of orders(those)) all.push(await inOrder(order))
        partial.set(those, all)
      }
      const first = whole.find((run) => succeeded(run) === letters) ?? whole[0]
      if (first === undefined) return false
      const again = await stage.run(letters, () => ({
        choose: along({ letters: lettersOf(first.steps), preemptions: 0 }),
      }))
      noise = noiseOf(read(first), read(again))
      return true
    },
    misfit(run: Ran) {
      const those = succeeded(run)
      const serial = [...whole.filter((one) => succeeded(one) === those), ...(partial.get(those) ?? [])].map(read)
      const outcome = read(run)
      const own = digest(outcome)
      return serial.some((one) => digest(one) === own) ? undefined : { outcome, serial }
    },
  })
}

function succeeded({ results }: Ran): string {
  return [...results]
    .filter(([, { status }]) => status === 'fulfilled')
    .map(([letter]) => letter)
    .join('')
}

/** Nobody began before the one before had ended. */
function isSerial({ steps }: Ran): boolean {
  const turns = [...lettersOf(steps)].filter((letter, i, all) => letter !== all[i - 1])
  return new Set(turns).size === turns.length
}

/** Every order of the letters; one of none. */
function orders(letters: string): string[] {
  if (letters.length < 2) return [letters]
  return [...letters].flatMap((letter) => orders(letters.replace(letter, '')).map((rest) => letter + rest))
}
