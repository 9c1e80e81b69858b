import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { mustBeBuilt } from '../support/built.js'
import { runMocha } from '../support/run-suite.js'
import { logOf } from './left-behind.js'

/** How a project's suites are run. */
export type Mode = 'serial' | 'wrapped' | 'parallel' | 'command' | 'command, parallel'

/** mocha alone; mocha below a process of its own, as with options for Node; in two workers; by our command. */
export const MODES: readonly Mode[] = ['serial', 'wrapped', 'parallel', 'command', 'command, parallel']

/** How a run ended: by an exit code, or by the name of a signal. */
export interface Ended {
  readonly by: number | string | null
  readonly output: string
}

export interface ProjectRun {
  readonly env?: Readonly<Record<string, string>>
  /** Called with the process that was started. */
  readonly during?: (child: ChildProcess) => void
}

const CLI = resolve(import.meta.dirname, '../../dist/src/cli/main.js')

/** Runs the suites of a project by mocha, or by our command. */
export async function runProject(directory: string, mode: Mode, run: ProjectRun = {}): Promise<Ended> {
  mustBeBuilt()
  return mode.startsWith('command') ? byCommand(directory, mode, run) : byMocha(directory, mode, run)
}

const argsOf = (mode: Mode): string[] =>
  mode.includes('parallel') ? ['--parallel', '--jobs', '2'] : mode === 'wrapped' ? ['--node-option', 'no-warnings'] : []

async function byMocha(directory: string, mode: Mode, { env = {}, during }: ProjectRun): Promise<Ended> {
  let child: ChildProcess | undefined
  const { stdout, stderr } = await runMocha(directory, {
    args: argsOf(mode),
    nodeOptions: [],
    env,
    during: (started) => {
      child = started
      during?.(started)
    },
  })
  return { by: child!.exitCode ?? child!.signalCode, output: stdout + stderr }
}

async function byCommand(directory: string, mode: Mode, { env = {}, during }: ProjectRun): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, 'run', ...argsOf(mode)], {
    cwd: directory,
    env: { ...process.env, NO_COLOR: '1', ...env },
  })
  during?.(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  await new Promise((done) => child.once('close', done))
  return { by: child.exitCode ?? child.signalCode, output }
}

/** Resolves when the line stands in the project's log as often as told, or its run has ended. */
export async function logged(directory: string, line: string, times: number, ended: Promise<unknown>): Promise<void> {
  let over = false
  const end = () => {
    over = true
  }
  ended.then(end, end)
  while (!over && logOf(directory).filter((one) => one === line).length < times)
    await new Promise((resolve) => setTimeout(resolve, 10))
}
