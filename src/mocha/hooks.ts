import { setHost } from '../scenario/host.js'
import { countAssertions } from './assertions.js'
import { refuseEarlyExit } from './early-exit.js'
import { closeParts, leaveWorld, openParts } from './ending.js'
import type { MochaContext } from './globals.js'
import { handleInterrupts, inParallelWorker } from './interrupt.js'
import { gatherLines, writeLines } from './journal.js'
import { mochaHost } from './registration.js'
import { keepSelected, scenarioFiles } from './selection.js'
import { refuseSuitesThatImport } from './suite-files.js'
import { worker } from './worker.js'

setHost(mochaHost)

// With our reporter, which tells the end, it is watched from here on: a suite may end the process while it loads.
if (process.env.QA_INTEG_COMMAND !== undefined && !inParallelWorker()) {
  worker().atWork = true
  refuseEarlyExit()
}

/** Root hooks: they start nothing; they see to it that what scenarios start is stopped. */
export const mochaHooks = {
  async beforeAll(this: MochaContext | void): Promise<void> {
    // What starts and stops has a limit of its own.
    this?.timeout(0)
    const root = this?.test.parent
    if (root) {
      refuseSuitesThatImport(new Set(scenarioFiles(root)))
      keepSelected(root)
    }
    worker().hooked = true
    gatherLines()
    refuseEarlyExit()
    await handleInterrupts()
    await countAssertions()
  },
  /** mocha runs it once per file in a parallel worker, and once per run otherwise. */
  async afterAll(this: MochaContext | void): Promise<void> {
    this?.timeout(0)
    writeLines()
    await leaveWorld(inParallelWorker())
  },
}

/** mocha calls it in the main process only. */
export async function mochaGlobalSetup(): Promise<void> {
  worker().atWork = true
  refuseEarlyExit()
  await openParts()
  await handleInterrupts()
}

/** mocha calls it in the main process, after the last worker. */
export async function mochaGlobalTeardown(): Promise<void> {
  await closeParts()
  worker().atWork = false
}
