import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from './exit.js'

const FOLDER = '.claude/issues'

/** The issue file that a command works on: the one told, that of the configuration, or the newest of the project. */
export function findIssueFile(
  cwd: string,
  told: string | undefined,
  configured: string | undefined,
): string | undefined {
  const named = told ?? configured
  if (named !== undefined) {
    if (!existsSync(join(cwd, named)) && !existsSync(named)) throw new UsageError(`there is no issue file ${named}`)
    return named
  }
  const folder = join(cwd, FOLDER)
  if (!existsSync(folder)) return undefined
  // Names open with their date, so the last in order is the newest.
  const newest = readdirSync(folder)
    .filter((name) => /^\d{4}-\d{2}-\d{2}-.*\.md$/.test(name))
    .sort()
    .at(-1)
  return newest === undefined ? undefined : `${FOLDER}/${newest}`
}

/** The issue file, or a sentence that says how to name one. */
export function mustFindIssueFile(cwd: string, told: string | undefined, configured: string | undefined): string {
  const found = findIssueFile(cwd, told, configured)
  if (found === undefined)
    throw new UsageError(
      `there is no issue file: name one, as in \`npx qa-integ scaffold plan.md\`, or write ${FOLDER}/2026-11-20-what-it-is-about.md`,
    )
  return found
}
