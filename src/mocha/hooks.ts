import { keepLocal, RUN_ADDRESS } from '../handle/run-client.js'
import { type RunParts, runParts } from '../handle/run-parts.js'
import { setHost } from '../scenario/host.js'
import { countAssertions } from './assertions.js'
import type { MochaTest } from './globals.js'
import { handleInterrupts } from './interrupt.js'
import { mochaHost } from './registration.js'
import { keepSelected } from './selection.js'
import { worker } from './worker.js'

setHost(mochaHost)

/** mocha runs this file's `afterAll` once per file in a parallel worker, and once per run otherwise. */
const inParallelWorker = (): boolean => process.env.MOCHA_WORKER_ID !== undefined

/** Root hooks: they start nothing; they see to it that what scenarios start is stopped. */
export const mochaHooks = {
  async beforeAll(this: { test?: MochaTest } | void): Promise<void> {
    const root = this?.test?.parent
    if (root) keepSelected(root)
    worker().hooked = true
    handleInterrupts()
    await countAssertions()
  },
  async afterAll(): Promise<void> {
    await leaveWorld(inParallelWorker())
  },
}

let parts: RunParts | undefined

/** Opens the socket on which workers ask for the parts of the run. mocha calls it in the main process only. */
export async function mochaGlobalSetup(): Promise<void> {
  // A project's configuration and the command may both ask for the hooks.
  if (parts) return
  parts = await runParts()
  keepLocal(parts)
  process.env[RUN_ADDRESS] = parts.address
  handleInterrupts()
}

/** Stops the parts of the run. */
export async function mochaGlobalTeardown(): Promise<void> {
  await closeParts()
}

/** Stops the parts of the run, once. */
export async function closeParts(): Promise<void> {
  const open = parts
  parts = undefined
  keepLocal(undefined)
  delete process.env[RUN_ADDRESS]
  await open?.close()
}

/** Takes down the background that stands and stops what runs; with `keepStopless`, what has no `stop` goes on. */
export async function leaveWorld(keepStopless: boolean): Promise<void> {
  const { runner, world } = worker()
  const errors = [...(await runner.leaveBackground()), ...(await world.stopAll({ keepStopless }))]
  if (errors.length === 1) throw errors[0]
  if (errors.length > 1)
    throw new AggregateError(errors, errors.map((error) => (error as Error)?.message ?? String(error)).join('\n'))
}
