import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Declared } from '../scenario/language.js'
import { capture, type Site, shortPath } from '../scenario/site.js'

/** The files of a captured stack up to where a module was loaded, outermost last. */
function filesOf({ stack }: Site): string[] {
  const lines = (stack ?? '').split('\n')
  const loader = lines.findIndex((line) => line.includes('node:internal/modules/'))
  return lines
    .slice(0, loader < 0 ? undefined : loader)
    .map((line) => /(file:\/\/\/[^):]+|\/[^):]+):\d+:\d+\)?$/.exec(line)?.[1])
    .filter((file) => file !== undefined)
    .map((file) => (file.startsWith('file:') ? fileURLToPath(file) : file).split('?')[0]!)
}

/**
 * Refuses a scenario of a file that mocha is not loading: a suite was imported by another one, and its scenarios would
 * run twice, or under the wrong file. A helper function that declares scenarios is called from the loaded file, which
 * then stands in the stack, too.
 */
export function refuseImportedSuite(scenario: Declared, loading: string | undefined): void {
  // The usual case, without looking further than the line that tells it.
  if (loading === undefined || scenario.site.stack?.includes(loading)) return
  const files = filesOf(capture(refuseImportedSuite, Number.POSITIVE_INFINITY))
  const own = files.find((file) => !file.includes('/node_modules/') && !isOurs(file))
  if (own === undefined || files.includes(loading)) return
  throw importedSuite(loading, own)
}

/**
 * Refuses suites of a run that import each other, where the order of loading has hidden it: the imported one was a
 * module of its own already.
 */
export function refuseSuitesThatImport(files: ReadonlySet<string>): void {
  const known = new Map([...files].map((file) => [withoutEnding(file), file]))
  for (const file of files)
    for (const [, name, required] of readFileSync(file, 'utf8').matchAll(RELATIVE_IMPORT)) {
      const imported = known.get(withoutEnding(resolve(dirname(file), (name ?? required)!)))
      if (imported !== undefined && imported !== file) throw importedSuite(file, imported)
    }
}

const RELATIVE_IMPORT =
  /^\s*(?:import|export)\b[^'"]*['"](\.{1,2}\/[^'"]+)['"]|\brequire\(\s*['"](\.{1,2}\/[^'"]+)['"]/gm

const withoutEnding = (file: string): string => file.replace(/\.[cm]?[jt]s$/, '')

function importedSuite(importing: string, imported: string): Error {
  return new Error(
    `${shortPath(importing)} imports the suite ${shortPath(imported)}, so the scenarios of that would run twice; ` +
      'keep handles, states and steps that both need in a file without scenarios, such as world.ts',
  )
}

const OURS = fileURLToPath(new URL('..', import.meta.url))

function isOurs(file: string): boolean {
  return file.startsWith(OURS)
}
