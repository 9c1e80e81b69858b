import { askRun } from '../handle/run-client.js'
import type { StartedPart } from '../handle/run-protocol.js'
import { now, realSetTimeout } from '../scenario/real-time.js'
import type { Place } from './live.js'
import { type ProcessSpec, type RunningProcess, startProcess } from './process.js'

/** What workers are told of a process that the main process keeps. */
interface Look {
  readonly url: string
  readonly log: string
  readonly ended?: string
}

/** Between two looks at what is about to end, in milliseconds. */
const PAUSE = 25

/** By what describes them; in the main process only. */
const KEY = Symbol.for('qa-integ.run-processes')
const home = globalThis as { [KEY]?: Map<string, RunningProcess> }
home[KEY] ??= new Map()
const kept: Map<string, RunningProcess> = home[KEY]

const lend = (value: unknown) => ({ value, release: async () => {} })

/** A process that belongs to the run: all targets that describe it equally share it, in all workers. */
export async function sharedProcess(spec: ProcessSpec): Promise<Place> {
  const key = JSON.stringify(spec)
  const ask = (starter: string): Promise<Look> =>
    askRun({ key: `${starter} ${key}`, module: import.meta.url, starter, spec }) as Promise<Look>
  let last = await ask('keepProcess')
  return {
    url: last.url,
    process: {
      log: () => last.log,
      async look(patience) {
        const { url } = last
        const until = now() + patience
        last = await ask('lookAtProcess')
        while (last.ended === undefined && last.url === url && now() < until) {
          await new Promise((resolve) => realSetTimeout(resolve, PAUSE))
          last = await ask('lookAtProcess')
        }
        // Another worker may have seen its end first and asked for a new one.
        return last.ended ?? (last.url === url ? undefined : 'earlier')
      },
    },
  }
}

/** Runs in the main process: starts it, and anew for whoever asks after it has ended. */
export async function keepProcess(spec: ProcessSpec): Promise<StartedPart> {
  const key = JSON.stringify(spec)
  const start = async (): Promise<RunningProcess> => {
    const started = await startProcess(spec, { signal: new AbortController().signal })
    kept.set(key, started)
    return started
  }
  let current = start()
  const running = async (): Promise<RunningProcess> => {
    const seen = current
    const { process, stop } = await seen
    if ((await process.look(0)) !== undefined && seen === current) current = stop().then(start)
    return current
  }
  await current
  return {
    value: null,
    lease: async () => lend(await lookAt(await running())),
    stop: async () => {
      kept.delete(key)
      // One that could not be started again has told whoever asked for it.
      await current.then(
        (process) => process.stop(),
        () => {},
      )
    },
  }
}

/** Runs in the main process: tells how it is. */
export async function lookAtProcess(spec: ProcessSpec): Promise<StartedPart> {
  const look = async () => lend(await lookAt(kept.get(JSON.stringify(spec))!))
  return { value: null, lease: look, stop: async () => {} }
}

async function lookAt({ url, process }: RunningProcess): Promise<Look> {
  const ended = await process.look(0)
  return { url, log: process.log(), ...(ended === undefined ? {} : { ended }) }
}
