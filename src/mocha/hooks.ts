import { setHost } from '../scenario/host.js'
import { countAssertions } from './assertions.js'
import { closeParts, leaveWorld, openParts } from './ending.js'
import type { MochaTest } from './globals.js'
import { handleInterrupts } from './interrupt.js'
import { mochaHost } from './registration.js'
import { keepSelected, scenarioFiles } from './selection.js'
import { refuseSuitesThatImport } from './suite-files.js'
import { worker } from './worker.js'

setHost(mochaHost)

/** mocha runs this file's `afterAll` once per file in a parallel worker, and once per run otherwise. */
const inParallelWorker = (): boolean => process.env.MOCHA_WORKER_ID !== undefined

/** Root hooks: they start nothing; they see to it that what scenarios start is stopped. */
export const mochaHooks = {
  async beforeAll(this: { test?: MochaTest } | void): Promise<void> {
    const root = this?.test?.parent
    if (root) {
      refuseSuitesThatImport(new Set(scenarioFiles(root)))
      keepSelected(root)
    }
    worker().hooked = true
    handleInterrupts()
    await countAssertions()
  },
  async afterAll(): Promise<void> {
    await leaveWorld(inParallelWorker())
  },
}

/** mocha calls it in the main process only. */
export async function mochaGlobalSetup(): Promise<void> {
  await openParts()
  handleInterrupts()
}

/** mocha calls it in the main process, after the last worker. */
export async function mochaGlobalTeardown(): Promise<void> {
  await closeParts()
}
