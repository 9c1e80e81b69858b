import { accessSync, constants, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A directory of this process for files that nobody keeps. */
export interface Scratch {
  readonly path: string
  remove(): void
}

const NAME = 'qa-integ-db-'

/** Makes a directory, in memory where the machine has such a place; removes those of processes that were killed. */
export function scratch(): Scratch {
  const base = writable('/dev/shm') ? '/dev/shm' : tmpdir()
  sweep(base)
  const path = mkdtempSync(join(base, `${NAME}${process.pid}-`))
  const remove = () => {
    process.off('exit', remove)
    rmSync(path, { recursive: true, force: true })
  }
  process.on('exit', remove)
  return Object.freeze({ path, remove })
}

function sweep(base: string): void {
  for (const entry of readdirSync(base)) {
    const pid = entry.startsWith(NAME) ? Number(entry.slice(NAME.length).split('-')[0]) : Number.NaN
    if (Number.isInteger(pid) && !alive(pid)) rmSync(join(base, entry), { recursive: true, force: true })
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}
