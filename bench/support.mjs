import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
export const smoke = process.argv.includes('--smoke')

/** The middle value. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

/** A project in a temporary directory that resolves this package and its development dependencies. */
export function project(files) {
  const directory = mkdtempSync(join(tmpdir(), 'qa-integ-bench-'))
  mkdirSync(join(directory, 'node_modules'))
  for (const entry of readdirSync(join(root, 'node_modules')))
    if (!entry.startsWith('.') && entry !== 'qa-integ')
      symlinkSync(join(root, 'node_modules', entry), join(directory, 'node_modules', entry))
  symlinkSync(root, join(directory, 'node_modules/qa-integ'))
  for (const [name, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), text)
  }
  return directory
}

/** Prints a row: what, ours, theirs, and the ratio or difference. */
export function row(what, ours, theirs, verdict) {
  console.log(`  ${what.padEnd(44)} ${ours.padStart(12)} ${theirs.padStart(12)}   ${verdict}`)
}
