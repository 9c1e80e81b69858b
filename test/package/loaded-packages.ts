import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { mustBeBuilt } from '../support/built.js'

const ROOT = resolve(import.meta.dirname, '../..')

// In a thread of its own, where nothing but a file can carry what it sees.
const HOOKS = `
import { appendFileSync } from 'node:fs'
let file
export const initialize = (to) => { file = to }
export async function load(url, context, next) {
  appendFileSync(file, url + '\\n')
  return next(url, context)
}`

/** The packages that come into a process of its own when it imports modules, by either module system. */
export function packagesLoadedBy(...specifiers: readonly string[]): readonly string[] {
  mustBeBuilt()
  const folder = mkdtempSync(join(tmpdir(), 'qa-integ-loaded-'))
  const list = join(folder, 'list.txt')
  try {
    writeFileSync(list, '')
    const program = `
      import { register, createRequire } from 'node:module'
      import { appendFileSync } from 'node:fs'
      register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(HOOKS)}), { data: ${JSON.stringify(list)} })
      for (const name of ${JSON.stringify(specifiers)}) await import(name)
      for (const file of Object.keys(createRequire(${JSON.stringify(`${ROOT}/`)}).cache)) appendFileSync(${JSON.stringify(list)}, 'file://' + file + '\\n')
      process.exit(0)`
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: ROOT,
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`${specifiers.join(' and ')} could not be imported:\n${stderr}`)
    const files = readFileSync(list, 'utf8').split('\n').filter(Boolean)
    const names = files.map((file) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1])
    return [...new Set(names.filter((name) => name !== undefined))].sort()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
