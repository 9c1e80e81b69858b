import { spawn } from 'node:child_process'
import { accessSync, constants, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A directory of this process for files that nobody keeps. */
export interface Scratch {
  readonly path: string
  remove(): void
}

const NAME = 'qa-integ-db-'

const MEMORY = '/dev/shm'
/** A server begins with some 50 MB and takes 8 more for each database; a container has 64 MB in memory unless it is told otherwise. */
const ROOM = 1024 ** 3

/** Makes a directory, in memory where the machine has room there; it goes with this process, however that ends. */
export function scratch(room = ROOM): Scratch {
  const base = hasRoom(MEMORY, room) ? MEMORY : tmpdir()
  sweep(base)
  const path = mkdtempSync(join(base, `${NAME}${process.pid}-`))
  const forget = removeWithUs(path)
  const remove = () => {
    kept.delete(remove)
    if (kept.size === 0) process.off('exit', removeAll)
    rmSync(path, { recursive: true, force: true })
    forget()
  }
  if (kept.size === 0) process.on('exit', removeAll)
  kept.add(remove)
  return Object.freeze({ path, remove })
}

/** What this process has still to remove: one listener for all, since Node warns of more than ten. */
const kept = new Set<() => void>()

function removeAll(): void {
  for (const remove of kept) remove()
}

/**
 * `kill -9` leaves no chance to remove a directory, so a shell waits at the end of a pipe from us, which the kernel closes.
 * Where there is no shell, the next start sweeps.
 */
function removeWithUs(path: string): () => void {
  if (process.platform === 'win32') return () => {}
  const watcher = spawn('/bin/sh', ['-c', 'read _; rm -rf -- "$0"', path], {
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    // A session of its own: an interrupt of the terminal is for us, and we may need the directory to the end.
    detached: true,
  })
  watcher.on('error', () => {})
  watcher.stdin.on('error', () => {})
  watcher.unref()
  ;(watcher.stdin as Partial<Socket>).unref?.()
  return () => watcher.stdin.destroy()
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

function hasRoom(path: string, bytes: number): boolean {
  try {
    accessSync(path, constants.W_OK)
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize >= bytes
  } catch {
    return false
  }
}
