import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'

/** What is still there of a run that has ended: processes, ports on which somebody listens, files. */
export interface LeftBehind {
  readonly processes: readonly string[]
  readonly ports: readonly number[]
  readonly files: readonly string[]
}

export const NOTHING: LeftBehind = { processes: [], ports: [], files: [] }

/**
 * Lists what a project's run has left: processes that work in its directory, those of the ports in its log that answer,
 * and files in its `live` folder, where everything that has to go leaves a mark.
 */
export async function leftBehind(directory: string): Promise<LeftBehind> {
  const live = join(directory, 'live')
  const open = await Promise.all(portsOf(directory).map(async (port) => ((await answers(port)) ? [port] : [])))
  return {
    processes: processesIn(directory),
    ports: open.flat(),
    files: existsSync(live) ? readdirSync(live).sort() : [],
  }
}

/** The same less what may stay, as soon as nothing else is left, or after `patience` milliseconds. */
export async function eventuallyLeftBehind(
  directory: string,
  patience: number,
  mayStay: (file: string) => boolean = () => false,
): Promise<LeftBehind> {
  const until = performance.now() + patience
  for (;;) {
    const all = await leftBehind(directory)
    const left = { ...all, files: all.files.filter((file) => !mayStay(file)) }
    const clean = left.processes.length + left.ports.length + left.files.length === 0
    if (clean || performance.now() > until) return left
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** The lines that a project's suites and processes wrote to `log`. */
export function logOf(directory: string): string[] {
  const file = join(directory, 'log')
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
}

function portsOf(directory: string): number[] {
  return logOf(directory)
    .flatMap((line) => /^port (\d+)$/.exec(line)?.[1] ?? [])
    .map(Number)
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    }).on('error', () => resolve(false))
  })
}

/** Processes whose working directory it is, by Linux's own listing. */
function processesIn(directory: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readlinkSync(`/proc/${pid}/cwd`).startsWith(directory)) return []
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 120)
        return command === '' ? [] : [`${pid} ${command}`]
      } catch {
        return []
      }
    })
}
