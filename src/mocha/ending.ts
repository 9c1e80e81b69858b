import { keepLocal, RUN_ADDRESS } from '../handle/run-client.js'
import { type RunParts, runParts } from '../handle/run-parts.js'
import { worker } from './worker.js'

let parts: RunParts | undefined
let closing: Promise<void> | undefined

/** Opens the socket on which workers ask for the parts of the run, once: a project's configuration and the command may both ask for the hooks. */
export async function openParts(): Promise<void> {
  if (parts) return
  parts = await runParts()
  keepLocal(parts)
  process.env[RUN_ADDRESS] = parts.address
}

/** Stops the parts of the run, once; whoever comes while they stop waits for it. */
export async function closeParts(): Promise<void> {
  const open = parts
  parts = undefined
  keepLocal(undefined)
  delete process.env[RUN_ADDRESS]
  if (open) closing = open.close()
  await closing
}

/** Takes down the background that stands and stops what runs; with `keepStopless`, what has no `stop` goes on. */
export function leaveWorld(keepStopless: boolean): Promise<void> {
  const own = worker()
  // An interrupt may come while handles stop: it waits for them, and for what they leave.
  own.leaving = own.leaving.catch(() => {}).then(() => leave(keepStopless))
  return own.leaving
}

async function leave(keepStopless: boolean): Promise<void> {
  const { runner, world } = worker()
  const errors = [...(await runner.leaveBackground()), ...(await world.stopAll({ keepStopless }))]
  if (errors.length === 1) throw errors[0]
  if (errors.length > 1)
    throw new AggregateError(errors, errors.map((error) => (error as Error)?.message ?? String(error)).join('\n'))
}
