import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Manifest } from './manifest.js'

/** The program that installs a project's packages. */
export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun'
  /** What told: the lock file, package.json, or nothing. */
  readonly by?: string
}

const LOCKS: readonly (readonly [string, PackageManager['name']])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
]

/** The package manager by its lock file, here or in a workspace above, else as package.json pins it, else npm. */
export function packageManagerOf(cwd: string, { pinned }: Manifest): PackageManager {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const lock = LOCKS.find(([name]) => existsSync(join(folder, name)))
    if (lock) return { name: lock[1], by: lock[0] }
    // What stands above a repository is somebody else's.
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) break
  }
  const name = (['npm', 'pnpm', 'yarn', 'bun'] as const).find((one) => pinned?.startsWith(`${one}@`))
  return name === undefined ? { name: 'npm' } : { name, by: 'package.json' }
}

const INSTALL = { npm: 'npm i -D', pnpm: 'pnpm add -D', yarn: 'yarn add -D', bun: 'bun add -d' }
const RUN = { npm: 'npx', pnpm: 'pnpm exec', yarn: 'yarn', bun: 'bunx' }

/** The command that installs packages for development. */
export const installing = ({ name }: PackageManager, packages: readonly string[]): string =>
  `${INSTALL[name]} ${packages.join(' ')}`

/** The command that runs a program of an installed package. */
export const executing = ({ name }: PackageManager, command: string): string => `${RUN[name]} ${command}`
