import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** One that has ended and that nobody has asked about, as in a container without an init, counts as ended. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch (error) {
    return (error as NodeJS.ErrnoException).syscall === 'open' && process.platform !== 'linux'
  }
}

/** Waits until a process that was told to end has ended. */
export async function ended(pid: number, patience = 5_000): Promise<void> {
  const until = Date.now() + patience
  while (isAlive(pid)) {
    if (Date.now() > until) throw new Error(`process ${pid} is alive ${patience} ms after it was told to end`)
    await pause(10)
  }
}
