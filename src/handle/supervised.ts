import { type ChildProcess, spawn } from 'node:child_process'

/** A process that ends when this one does, however this one ends. */
export interface Supervised {
  readonly child: ChildProcess
  /** Ends it and everything it has started; resolves when it is gone. */
  stop(): Promise<void>
  /** Resolves with what ended it: an exit code, or the name of a signal. */
  readonly ended: Promise<number | string>
}

/** How long a process may take to end by itself, in milliseconds. */
const GRACE = 2_000

/**
 * Stands between this process and the command. Its standard input is a pipe from us: when that closes, be it because we
 * were killed, it ends the command's whole process group and removes the directories that it was told of.
 */
const SUPERVISOR = `
const { spawn } = require('node:child_process')
const { rmSync } = require('node:fs')
const { command, remove } = JSON.parse(process.env.QA_INTEG_SUPERVISED)
delete process.env.QA_INTEG_SUPERVISED
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {})
const child = spawn(command[0], command.slice(1), { stdio: ['ignore', 'inherit', 'inherit'], detached: process.platform !== 'win32' })
const kill = (signal) => { try { process.platform === 'win32' ? child.kill(signal) : process.kill(-child.pid, signal) } catch {} }
const leave = (code) => { kill('SIGKILL'); for (const directory of remove) rmSync(directory, { recursive: true, force: true }); process.exit(code) }
child.on('error', (error) => { process.stderr.write(error.message + '\\n'); leave(127) })
child.on('exit', (code, signal) => leave(code ?? (signal === 'SIGTERM' ? 143 : 1)))
const end = () => { kill('SIGTERM'); setTimeout(leave, ${GRACE}, 1) }
process.on('SIGTERM', end)
process.stdin.on('close', end).on('error', end).resume()
`

/** Starts a command that cannot outlive this process. `remove` are directories that go with it. */
export function supervised(
  command: readonly string[],
  options: { env?: Readonly<Record<string, string>>; cwd?: string; remove?: readonly string[] } = {},
): Supervised {
  const child = spawn(process.execPath, ['-e', SUPERVISOR], {
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: options.cwd,
    // A session of its own: a terminal's interrupt reaches us, and we end it in order.
    detached: process.platform !== 'win32',
    env: {
      ...process.env,
      ...options.env,
      NODE_OPTIONS: '',
      QA_INTEG_SUPERVISED: JSON.stringify({ command, remove: options.remove ?? [] }),
    },
  })
  const ended = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 1))
    child.once('error', (error) => resolve(error.message))
  })
  child.stdin?.on('error', () => {})
  return {
    child,
    ended,
    async stop() {
      child.stdin?.destroy()
      await ended
    },
  }
}
