import { relative } from 'node:path'
import type { Results } from '../results.js'
import { issuesSection } from './issues.js'
import type { Limits } from './limits.js'
import { limitsToTry } from './limits.js'
import { performanceSection } from './performance.js'
import { pointsSection } from './points.js'
import { recommendationsSection } from './recommendations.js'
import { summary } from './summary.js'
import { md } from './text.js'

/** How a Markdown report is told. */
export interface MarkdownOptions {
  /** The report is shortened until it has at most so many lines; failures are the last to go. */
  readonly mostLines?: number
  /** Files that hold the full report, linked at its end. */
  readonly files?: readonly string[]
  /** The folder of the file that it goes into, from which links lead; the working directory where it is not told. */
  readonly folder?: string
  /** Whether the title stands above it: it does unless this is false. */
  readonly title?: boolean
}

/**
 * The report as Markdown, with every field of the integration test report template; what was not measured says so.
 *
 * @example
 * ```ts
 * import { collect, toMarkdown } from 'qa-integ/report'
 *
 * const report = toMarkdown(collect({ lines: [], problems: [] }))
 * console.log(report.includes('**95th Percentile**: not measured')) // true
 * ```
 */
export function toMarkdown(results: Results, options: MarkdownOptions = {}): string {
  const most = options.mostLines ?? Number.POSITIVE_INFINITY
  let lines: string[] = []
  for (const limits of limitsToTry) {
    lines = written(results, limits, options)
    if (lines.length <= most) break
  }
  return `${lines.join('\n')}\n`
}

function written(
  results: Results,
  limits: Limits,
  { title = true, files = [], folder = '.' }: MarkdownOptions,
): string[] {
  return withoutDoubleBlanks([
    ...(title ? ['# Integration Testing Report', ''] : []),
    ...summary(results, limits),
    ...performanceSection(results, limits),
    ...issuesSection(results, limits),
    ...pointsSection(results, limits),
    ...recommendationsSection(results, limits),
    ...(files.length > 0 ? ['', `Full report: ${files.map((file) => link(file, folder)).join(', ')}`] : []),
  ])
}

/** A link whose address can hold any character of a file name. */
function link(file: string, folder: string): string {
  const address = relative(folder, file).split('\\').join('/')
  return `[${md(file)}](<${address.replace(/[<>\n\r\\%]/g, (sign) => encodeURIComponent(sign))}>)`
}

/** Code keeps its blank lines: only those that follow each other outside fences are one. */
function withoutDoubleBlanks(lines: readonly string[]): string[] {
  let fence = ''
  return lines.filter((line, index) => {
    const [ticks = ''] = /^`{3,}/.exec(line) ?? []
    if (ticks !== '' && fence === '') fence = ticks
    else if (fence !== '' && line === fence) fence = ''
    return fence !== '' || line !== '' || lines[index - 1] !== ''
  })
}
