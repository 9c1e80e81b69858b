import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { type Lock, lockFile } from '../../src/plan/index.js'

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]))
}

/** Writes a file if its bytes would change, whole or not at all. */
export async function writeIfChanged(path: string, text: string): Promise<boolean> {
  try {
    if (readFileSync(path).equals(Buffer.from(text))) return false
  } catch {
    mkdirSync(dirname(path), { recursive: true })
  }
  await writeFileAtomic(path, text)
  return true
}

/** Writes the lock with its keys in order, so that it merges well; nothing where nothing was ever written. */
export async function writeLock(cwd: string, lock: Lock): Promise<void> {
  if (Object.keys(lock.plans).length === 0) return
  await writeIfChanged(join(cwd, lockFile), `${JSON.stringify(sorted(lock), null, 2)}\n`)
}
