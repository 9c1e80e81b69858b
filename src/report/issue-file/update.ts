import { stat } from 'node:fs/promises'
import { lock } from 'proper-lockfile'
import type { Refusal } from './own-section.js'
import { refused } from './own-section.js'
import { rewriteFile } from './rewrite.js'
import { spliceReport } from './splice.js'
import type { Completion } from './status-quote.js'

/** What became of an issue file: `lines` are the first and the last line of the report, or the lines that a refusal is about. */
export type IssueUpdate =
  | { readonly ok: true; readonly lines: readonly [from: number, to: number]; readonly changed: boolean }
  | Refusal

/** Reading a file of this size again and again would take longer than a run. */
const mostBytes = 2_000_000

/**
 * Writes a Markdown report into the section "Integration Testing Results (by qa-integ agent)" of an issue file, which is made where the file has
 * none. Only bytes of that section change; it is proved before an atomic write under a lock. What can't be proved is refused and the file left
 * as it was.
 *
 * @example
 * ```ts
 * import { mkdtempSync, writeFileSync } from 'node:fs'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { updateIssueFile } from 'qa-integ/report'
 *
 * const file = join(mkdtempSync(join(tmpdir(), 'issue-')), 'issue.md')
 * writeFileSync(file, '# Issue: checkout\n')
 * console.log(await updateIssueFile(file, 'All passed.')) // { ok: true, lines: [3, 9], changed: true }
 * ```
 */
export async function updateIssueFile(
  path: string,
  markdown: string,
  completion: Completion = {},
): Promise<IssueUpdate> {
  try {
    const { size, isFile } = await described(path)
    if (!isFile) return refused('it is not a file')
    if (size > mostBytes) return refused(`it has ${size} bytes, and ${mostBytes} are the most that is edited`)
    return await underLock(path, (held) => update(path, markdown, completion, held))
  } catch (error) {
    if (!isSystemError(error)) throw error
    return refused(reasonOf(error))
  }
}

async function described(path: string): Promise<{ size: number; isFile: boolean }> {
  const found = await stat(path)
  return { size: found.size, isFile: found.isFile() }
}

function update(path: string, markdown: string, completion: Completion, held: () => boolean): IssueUpdate {
  const done = rewriteFile(path, (bytes) =>
    held() ? spliceReport(bytes, markdown, completion) : refused('the lock on it was taken away'),
  )
  if (done.kind === 'busy') return refused('somebody saves it all the time')
  if (!done.edit.ok) return done.edit
  return { ok: true, lines: done.edit.lines, changed: done.kind === 'written' }
}

async function underLock<T>(path: string, action: (held: () => boolean) => T): Promise<T> {
  let held = true
  const release = await lock(path, {
    realpath: true,
    stale: 10_000,
    retries: { retries: 40, factor: 1.3, minTimeout: 20, maxTimeout: 500, randomize: true },
    onCompromised: () => {
      held = false
    },
  })
  try {
    return action(() => held)
  } finally {
    if (held) await release()
  }
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error &&
  typeof (error as NodeJS.ErrnoException).code === 'string' &&
  /^E[A-Z]+$/.test((error as NodeJS.ErrnoException).code as string)

function reasonOf(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
      return 'there is no such file'
    case 'ELOCKED':
      return 'another process writes it and does not finish'
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `it may not be written (${error.code})`
    case 'ENOSPC':
      return 'the disk is full'
    default:
      return `the system says ${error.code}: ${error.message}`
  }
}
