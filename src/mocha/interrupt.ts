import { constants } from 'node:os'
import { interrupt } from '../scenario/running.js'
import { closeParts, leaveWorld } from './ending.js'
import { worker } from './worker.js'

const KEY = Symbol.for('qa-integ.interrupts')
const home = globalThis as { [KEY]?: boolean }

/** Ends in order when the process is told to: the scenario cleans up, handles stop, then the process exits. */
export function handleInterrupts(): void {
  if (home[KEY]) return
  home[KEY] = true
  let ending = false
  const end = async (signal: 'SIGINT' | 'SIGTERM'): Promise<void> => {
    if (ending) return
    ending = true
    const own = worker()
    own.stopped = new Promise<never>(() => {})
    interrupt(new Error(`the run was interrupted by ${signal}`))
    await own.busy.catch(() => {})
    await leaveWorld(false).catch(tell)
    await closeParts().catch(tell)
    process.exit(128 + constants.signals[signal])
  }
  process.on('SIGINT', () => void end('SIGINT'))
  process.on('SIGTERM', () => void end('SIGTERM'))
  // `qa-integ run` starts mocha with a channel; when that closes, the command was killed and nobody waits for us.
  if (process.env.QA_INTEG_COMMAND === undefined || !process.channel) return
  process.once('disconnect', () => void end('SIGTERM'))
  process.channel.unref()
}

function tell(error: unknown): void {
  process.stderr.write(`qa-integ: ${(error as Error)?.message ?? String(error)}\n`)
}
