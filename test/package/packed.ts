import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { mustBeBuilt } from '../support/built.js'

const ROOT = resolve(import.meta.dirname, '../..')
let folder: string | undefined

/** The package as it would be published, packed once per process from what was built. */
export function packed(): string {
  if (folder === undefined) {
    mustBeBuilt()
    folder = mkdtempSync(join(tmpdir(), 'qa-integ-packed-'))
    const made = folder
    process.once('exit', () => rmSync(made, { recursive: true, force: true }))
    execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT, stdio: 'ignore' })
  }
  return join(folder, 'qa-integ-0.1.0.tgz')
}
