import { type WorkerWorld, workerWorld } from '../handle/world.js'
import { runner } from '../scenario/runner.js'
import { onLate } from '../scenario/running.js'
import { isClean, mask, maskValue } from '../wire/index.js'
import { assertions } from './assertions.js'
import { journal } from './journal.js'

/** What a process that runs scenarios has one of. */
export interface Worker {
  readonly world: WorkerWorld
  readonly runner: ReturnType<typeof runner>
  /** Set by the hooks: somebody will end the world. */
  hooked: boolean
  /** Set while mocha has something left to do, in the process that has to wait for it. */
  atWork: boolean
  /** Set by an interrupt: resolves never, for no scenario runs after it. */
  stopped: Promise<never> | undefined
  /** The scenario that runs now, until it is over. */
  busy: Promise<unknown>
  /** What stops now, until it has stopped. */
  leaving: Promise<void>
}

const KEY = Symbol.for('qa-integ.worker')
const home = globalThis as { [KEY]?: Worker }

/** This process's worker, made when it is first asked for. */
export function worker(): Worker {
  home[KEY] ??= make()
  return home[KEY]
}

function make(): Worker {
  const world = workerWorld({
    tell: (event, name, ms) => journal({ kind: 'handle', event, name, ms }),
    refuse: () =>
      home[KEY]?.hooked
        ? undefined
        : 'nothing would stop it, for the hooks of qa-integ are not loaded; add "require": ["qa-integ/mocha"] to .mocharc.json, or run `npx qa-integ run`',
  })
  onLate((record) => {
    journal(record)
    process.stderr.write(`qa-integ: late: scenario "${record.scenario}": ${record.what}\n`)
  })
  return {
    world,
    runner: runner({ world, mask: { text: mask, value: maskValue, isClean }, assertions }),
    hooked: false,
    atWork: false,
    stopped: undefined,
    busy: Promise.resolve(),
    leaving: Promise.resolve(),
  }
}
