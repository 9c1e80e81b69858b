import { type Supervised, supervised } from '../handle/supervised.js'
import { deadline } from '../scenario/deadline.js'
import { readable } from '../scenario/duration.js'
import { realSetTimeout } from '../scenario/real-time.js'
import { freePort } from '../wire/free-port.js'
import { mask } from '../wire/index.js'
import type { OwnProcess, Place } from './live.js'
import { type LogTail, logTail } from './log-tail.js'
import { type Ready, untilAnswering } from './ready.js'

/** A process, described in data: it can be started by the worker or by the main process of a run. */
export interface ProcessSpec {
  /** `{port}` in it stands for the port. */
  readonly command: readonly string[]
  readonly readyWhen: Ready
  /** Added to this process's own; `{port}` in a value stands for the port. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** How long it may take to be ready, in milliseconds. */
  readonly limit: number
}

/** A process that answers. */
export interface RunningProcess extends Place {
  readonly process: OwnProcess
  stop(): Promise<void>
}

/** What goes on beside a process while it starts and runs. */
export interface ProcessWatch {
  readonly signal: AbortSignal
  /** Hears all that it writes. */
  readonly onOutput?: (text: string) => void
}

/** How often another port is tried when the one that was free has been taken in the meantime. */
const TRIES = 3

/** How long what it wrote last may take to come in after its end, in milliseconds. */
const LAST_OUTPUT = 500

/** Starts a process on a free port, which it is told in `PORT`, and waits until it answers. */
export async function startProcess(spec: ProcessSpec, watch: ProcessWatch): Promise<RunningProcess> {
  for (let left = TRIES - 1; ; left--) {
    const outcome = await attempt(spec, await freePort(), watch)
    if ('url' in outcome) return outcome
    if (!outcome.portTaken || left === 0) throw new Error(outcome.why)
  }
}

interface NotStarted {
  readonly why: string
  readonly portTaken: boolean
}

async function attempt(spec: ProcessSpec, port: number, watch: ProcessWatch): Promise<RunningProcess | NotStarted> {
  const log = logTail()
  const add = (text: string): void => {
    log.add(text)
    watch.onOutput?.(text)
  }
  const command = spec.command.map((part) => withPort(part, port))
  const own = supervised(command, { env: environment(spec.env, port), cwd: spec.cwd })
  for (const stream of outputs(own)) stream.setEncoding('utf8').on('data', add)
  const ended = own.ended.then(async (code) => {
    await outputEnded(own)
    const how = typeof code === 'number' ? `with exit code ${code}` : `by ${code}`
    add(`(it ended ${how})\n`)
    return { how }
  })
  try {
    const outcome = await answerOrEnd(spec, port, ended, watch.signal)
    if (typeof outcome === 'string') return running(own, outcome, log, ended)
    const portTaken = /EADDRINUSE|address already in use/i.test(log.text())
    return { why: tell(spec, `it ended ${outcome.how} before it answered`, log), portTaken }
  } catch (error) {
    await own.stop()
    return { why: tell(spec, (error as Error).message, log), portTaken: false }
  }
}

/** Its URL, or how it ended; an error when neither comes within the limit. */
async function answerOrEnd(
  { limit: ms, readyWhen }: ProcessSpec,
  port: number,
  ended: Promise<{ how: string }>,
  signal: AbortSignal,
): Promise<string | { how: string }> {
  let last = 'nobody listens at its port'
  const asking = new AbortController()
  const limit = deadline(
    ms,
    () => new Error(`it did not answer within ${readable(ms)} (${last})`),
    () => asking.abort(),
  )
  const giveUp = () => limit.expire(new Error('its start was given up'))
  signal.addEventListener('abort', giveUp, { once: true })
  if (signal.aborted) giveUp()
  const answer = untilAnswering(port, readyWhen, asking.signal, (why) => {
    last = why
  })
  try {
    return await limit.race(Promise.race([answer, ended]))
  } finally {
    asking.abort()
    limit.stop()
    signal.removeEventListener('abort', giveUp)
  }
}

function running(own: Supervised, url: string, log: LogTail, ended: Promise<{ how: string }>): RunningProcess {
  let how: string | undefined
  ended.then((end) => {
    how = end.how
  })
  return {
    url,
    process: {
      log: () => log.text(),
      async look(patience) {
        if (how === undefined && patience > 0) await Promise.race([ended, pause(patience)])
        return how
      },
    },
    stop: () => own.stop(),
  }
}

async function outputEnded(own: Supervised): Promise<void> {
  const closed = outputs(own).map((stream) => stream.closed || new Promise((resolve) => stream.once('close', resolve)))
  await Promise.race([Promise.all(closed), pause(LAST_OUTPUT)])
}

function outputs({ child }: Supervised) {
  return [child.stdout, child.stderr].filter((stream) => stream !== null)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void realSetTimeout(resolve, ms).unref())
}

function tell({ command, readyWhen }: ProcessSpec, why: string, log: LogTail): string {
  const asked = `${mask(command.join(' '))}: ${why}; it was asked for GET ${readyWhen.path}`
  return `${asked}. It said last:\n${log.text().replace(/^/gm, '  ')}`
}

function environment(told: Readonly<Record<string, string>>, port: number): Record<string, string> {
  const entries = Object.entries(told).map(([name, value]): [string, string] => [name, withPort(value, port)])
  return { PORT: String(port), ...Object.fromEntries(entries) }
}

function withPort(text: string, port: number): string {
  return text.replaceAll('{port}', String(port))
}
