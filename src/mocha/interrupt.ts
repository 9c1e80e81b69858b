import { constants } from 'node:os'
import { whenRunEnds } from '../handle/run-client.js'
import { looseEnds } from '../scenario/loose.js'
import { interrupt } from '../scenario/running.js'
import { closeParts, leaveWorld } from './ending.js'
import { worker } from './worker.js'

const KEY = Symbol.for('qa-integ.interrupts')
const home = globalThis as { [KEY]?: boolean }

/** Whether mocha runs this process as one of several workers; what a worker itself starts inherits its number only. */
export const inParallelWorker = (): boolean =>
  process.env.MOCHA_WORKER_ID !== undefined && /[\\/]nodejs[\\/]worker\.c?js$/.test(process.argv[1] ?? '')

/** Ends in order when the process is told to: the scenario cleans up, handles stop, then the process exits. */
export async function handleInterrupts(): Promise<void> {
  if (home[KEY]) return
  home[KEY] = true
  let ending = false
  const end = async (why: string, code: number): Promise<void> => {
    if (ending) return
    ending = true
    const own = worker()
    own.stopped = new Promise<never>(() => {})
    interrupt(new Error(`the run was interrupted ${why}`))
    await own.busy.catch(() => {})
    await looseEnds()
    await leaveWorld(false).catch(tell)
    await closeParts().catch(tell)
    process.exit(code)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => void end(`by ${signal}`, 128 + constants.signals[signal]))
  if (inParallelWorker()) {
    takeOver(
      'message',
      (message) => typeof message === 'string',
      () => void end('by the end of its worker', 0),
    )
    takeOver(
      'disconnect',
      () => true,
      () => void end('by the end of its main process', 1),
    )
    await whenRunEnds(() => void end('by the end of its main process', 1))
  } else if (process.env.QA_INTEG_COMMAND !== undefined && process.channel) {
    // `qa-integ run` starts mocha with a channel; when that closes, the command was killed and nobody waits for us.
    process.once('disconnect', () => void end('by the end of its command', 128 + constants.signals.SIGTERM))
    process.channel.unref()
  }
}

/**
 * mocha's pool of workers would have this one exit at once: by a message that is a text, where tasks are objects, and
 * when the main process has gone.
 */
function takeOver(event: 'message' | 'disconnect', isEnd: (message: unknown) => boolean, end: () => void): void {
  const listeners = process.listeners(event as 'message')
  process.removeAllListeners(event)
  process.on(event as 'message', (message, handle) => {
    if (isEnd(message)) end()
    else for (const listener of listeners) listener.call(process, message, handle)
  })
}

function tell(error: unknown): void {
  process.stderr.write(`qa-integ: ${(error as Error)?.message ?? String(error)}\n`)
}
