import { type WorkerWorld, workerWorld } from '../../src/handle/world.js'
import { assertions } from '../../src/mocha/assertions.js'
import type { Outcome } from '../../src/scenario/attempt.js'
import { type Declare, type Declared, declarer, type Host } from '../../src/scenario/language.js'
import type { LateRecord } from '../../src/scenario/record.js'
import { runner } from '../../src/scenario/runner.js'
import { onLate } from '../../src/scenario/running.js'
import { type Suite, suiteFor } from '../../src/scenario/suite.js'

/** The words of the language on a host that keeps what is declared, to be performed by `outcomes`. */
export interface Telling {
  readonly scenario: Declare<object>
  readonly suite: () => Suite<object>
  readonly world: WorkerWorld
  /** What the world told: `started queue`, `stopped queue`. */
  readonly events: string[]
  readonly late: LateRecord[]
  /** Performs everything that was declared, in order. */
  outcomes(options?: { timeout?: number }): Promise<Outcome[]>
  /** Performs it and hands back the text of the first failure, or '' where all passed. */
  failure(options?: { timeout?: number }): Promise<string>
  /** Ends the world, as the hooks of a test runner would. */
  end(): Promise<unknown[]>
}

/** A stage for tests of the language: no test runner, no process, the same runner and world. */
export function telling(): Telling {
  const declared: Declared[] = []
  const host: Host = { register: (scenario) => void declared.push(scenario) }
  const events: string[] = []
  const late: LateRecord[] = []
  const world = workerWorld({ tell: (event, name) => void events.push(`${event} ${name}`), refuse: () => undefined })
  const stage = runner({
    world,
    mask: { text: (text) => text, value: (value) => value, isClean: () => true },
    assertions,
  })
  const outcomes: Telling['outcomes'] = async ({ timeout = 2_000 } = {}) => {
    onLate((record) => void late.push(record))
    const all: Outcome[] = []
    for (const one of declared.splice(0))
      all.push(
        await stage.perform({
          title: one.title,
          suites: [],
          at: { file: 'x', line: 1, column: 1 },
          site: one.site,
          options: one.options,
          plan: one.begin(),
          row: one.row,
          background: one.background,
          timeout,
          number: 0,
        }),
      )
    return all
  }
  return {
    scenario: declarer(host),
    suite: suiteFor(host),
    world,
    events,
    late,
    outcomes,
    async failure(options) {
      const all = await outcomes(options)
      return all.find(({ error }) => error)?.error?.stack ?? ''
    },
    end: async () => [...(await stage.leaveBackground()), ...(await world.stopAll())],
  }
}
