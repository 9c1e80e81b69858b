import { mkdir } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { toCtrf } from './ctrf.js'
import { toHtml } from './html/index.js'
import { updateIssueFile } from './issue-file/index.js'
import { toJson } from './json.js'
import { toJunit } from './junit.js'
import { toMarkdown } from './markdown/index.js'
import type { Results } from './results.js'

/** The forms in which results are written. */
export type ReportFormat = 'html' | 'json' | 'markdown' | 'junit' | 'ctrf'

/** Where reports go. */
export interface WriteOptions {
  /** `qa-integ-report` where absent; made where it is not there. */
  readonly dir?: string
  /** All of them, where absent. */
  readonly formats?: readonly ReportFormat[]
  /** The issue file whose section of the results is written. */
  readonly issueFile?: string
}

/** What became of the issue file; when it was refused, `keptIn` is the file that holds the report instead. */
export type IssueOutcome =
  | {
      readonly file: string
      readonly ok: true
      readonly lines: readonly [from: number, to: number]
      readonly changed: boolean
    }
  | {
      readonly file: string
      readonly ok: false
      readonly reason: string
      readonly lines: readonly number[]
      readonly keptIn: string
    }

/** What was written. */
export interface WrittenReports {
  /** Paths, below the working directory where they are. */
  readonly written: readonly string[]
  /** Null where no issue file was named. */
  readonly issue: IssueOutcome | null
}

const files: Readonly<Record<ReportFormat, { readonly name: string; readonly write: (results: Results) => string }>> =
  Object.freeze({
    html: { name: 'index.html', write: (results) => toHtml(results) },
    json: { name: 'results.json', write: toJson },
    markdown: { name: 'report.md', write: (results) => toMarkdown(results) },
    junit: { name: 'junit.xml', write: toJunit },
    ctrf: { name: 'ctrf.json', write: (results) => `${JSON.stringify(toCtrf(results), null, 2)}\n` },
  })

/** A file that others share is not flooded. */
const mostIssueLines = 200

/**
 * Writes the reports, each in one step, and the section of the issue file last: when that is refused, the Markdown report holds what it would
 * have said.
 *
 * @example
 * ```ts
 * import { mkdtempSync } from 'node:fs'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { collect, writeReports } from 'qa-integ/report'
 *
 * const dir = mkdtempSync(join(tmpdir(), 'report-'))
 * const { written } = await writeReports(collect({ lines: [], problems: [] }), { dir, formats: ['json', 'junit'] })
 * console.log(written.length) // 2
 * ```
 */
export async function writeReports(results: Results, options: WriteOptions = {}): Promise<WrittenReports> {
  const { dir = 'qa-integ-report', formats = Object.keys(files) as ReportFormat[], issueFile } = options
  await mkdir(dir, { recursive: true })
  const written: string[] = []
  const write = async (format: ReportFormat): Promise<string> => {
    const path = join(dir, files[format].name)
    await writeFileAtomic(path, files[format].write(results))
    return path
  }
  for (const format of formats) written.push(await write(format))
  if (issueFile === undefined) return { written: written.map(shown), issue: null }
  const issue = await intoIssueFile(results, issueFile, written)
  if (issue.ok) return { written: written.map(shown), issue }
  if (!formats.includes('markdown')) written.push(await write('markdown'))
  return { written: written.map(shown), issue: { ...issue, keptIn: shown(join(dir, files.markdown.name)) } }
}

async function intoIssueFile(results: Results, file: string, written: readonly string[]) {
  const markdown = toMarkdown(results, {
    title: false,
    mostLines: mostIssueLines,
    files: written.map(shown),
    folder: dirname(file),
  })
  const ran = results.totals.run > 0
  const done = await updateIssueFile(
    file,
    markdown,
    ran ? { status: '✅ Completed', completed: completedAt(results) } : {},
  )
  return { file: shown(file), ...done }
}

/** When the run ended, without fractions of a second; the same for the same results. */
function completedAt({ run }: Results): string {
  const end = new Date(Date.parse(run.startedAt ?? '') + (run.ms ?? 0))
  return Number.isNaN(end.getTime())
    ? 'not known'
    : end
        .toISOString()
        .replace(/\.\d+Z$/, 'Z')
        .replace('T', ' ')
}

function shown(path: string): string {
  const below = relative(process.cwd(), path)
  return (below === '' || below.startsWith('..') ? path : below).split('\\').join('/')
}
