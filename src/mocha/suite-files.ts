import { fileURLToPath } from 'node:url'
import type { Declared } from '../scenario/language.js'
import { shortPath } from '../scenario/site.js'

/** The files of a captured stack, outermost last; read without formatting the stack, which would cost far more. */
function filesOf(scenario: Declared): string[] {
  const { stack } = scenario.site
  return (stack ?? '')
    .split('\n')
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
  if (loading === undefined) return
  const files = filesOf(scenario)
  const own = files.find((file) => !file.includes('/node_modules/') && !isOurs(file))
  if (own === undefined || files.includes(loading)) return
  throw new Error(
    `${shortPath(loading)} imports the suite ${shortPath(own)}, so the scenarios of that would run twice; ` +
      'keep handles, states and steps that both need in a file without scenarios, such as world.ts',
  )
}

const OURS = fileURLToPath(new URL('..', import.meta.url))

function isOurs(file: string): boolean {
  return file.startsWith(OURS)
}
