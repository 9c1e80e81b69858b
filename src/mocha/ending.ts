import { keepLocal, RUN_ADDRESS } from '../handle/run-client.js'
import { type RunParts, runParts } from '../handle/run-parts.js'
import { worker } from './worker.js'

let parts: RunParts | undefined

/** Opens the socket on which workers ask for the parts of the run, once. */
export async function openParts(): Promise<void> {
  // A project's configuration and the command may both ask for the hooks.
  if (parts) return
  parts = await runParts()
  keepLocal(parts)
  process.env[RUN_ADDRESS] = parts.address
}

/** Stops the parts of the run. */
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
