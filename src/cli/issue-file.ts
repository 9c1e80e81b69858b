import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
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
    const path = resolve(cwd, named)
    if (!existsSync(path)) throw new UsageError(`there is no issue file ${named}`)
    if (statSync(path).isDirectory()) throw new UsageError(`${named} is a folder; name the issue file, a Markdown file`)
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
