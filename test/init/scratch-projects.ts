import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Text files by their paths. */
export type Files = Readonly<Record<string, string>>

/** Projects in temporary directories, which are removed together. */
export interface ScratchProjects {
  /** Writes a project; packages it can load are made of nothing but their names. */
  make(files: Files, packages?: readonly string[]): string
  clear(): void
}

export function scratchProjects(): ScratchProjects {
  const made: string[] = []
  return {
    make(files, packages = []) {
      const directory = mkdtempSync(join(tmpdir(), 'qa-integ-init-'))
      made.push(directory)
      const empty = packages.flatMap((name) => [
        [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '6.0.0', main: 'index.js' })],
        [`node_modules/${name}/index.js`, ''],
      ])
      for (const [name, text] of [...Object.entries(files), ...(empty as [string, string][])]) {
        mkdirSync(dirname(join(directory, name)), { recursive: true })
        writeFileSync(join(directory, name), text)
      }
      return directory
    },
    clear() {
      for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** All files of a project but its packages, with their bytes and when they were written. */
export function contentsOf(directory: string): Record<string, string> {
  return Object.fromEntries(
    filesIn(directory, '').map((name) => [
      name,
      `${statSync(join(directory, name)).mtimeMs} ${readFileSync(join(directory, name), 'latin1')}`,
    ]),
  )
}

/** Links are not followed: a package that is linked may link back. */
function filesIn(directory: string, folder: string): string[] {
  return readdirSync(join(directory, folder), { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesIn(directory, path) : entry.isFile() ? [path] : []
    })
    .sort()
}
