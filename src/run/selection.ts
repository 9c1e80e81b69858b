import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { filesOf, type Project } from '../config/project.js'
import type { SelectedLines } from '../mocha/selection.js'
import type { Results } from '../report/index.js'

/** The files of a run, and the lines where only some of their scenarios are meant. */
export interface Selection {
  readonly consumers: readonly string[]
  readonly providers: readonly string[]
  readonly selected: readonly SelectedLines[]
}

/** Everything of the project, or what the caller named: files, folders, FILE:LINE. */
export function select(project: Project, named: readonly string[]): Selection {
  const { cwd, suites } = project
  if (named.length === 0) {
    const all = { consumers: filesOf(cwd, suites, 'integ'), providers: filesOf(cwd, suites, 'provider'), selected: [] }
    if (all.consumers.length + all.providers.length === 0)
      throw new Error(
        `no suites below ${suites}: they end in .integ.ts (or .js); write one with \`npx qa-integ init\` or \`npx qa-integ scaffold\``,
      )
    return all
  }
  const files: string[] = []
  const lines = new Map<string, number[]>()
  for (const name of named) {
    const [, path, line] = /^(.*?)(?::(\d+))?$/.exec(name) as unknown as [string, string, string | undefined]
    const file = relative(cwd, resolve(cwd, path)).replaceAll('\\', '/')
    if (!existsSync(join(cwd, file))) throw new Error(`there is no suite ${path}`)
    if (statSync(join(cwd, file)).isDirectory())
      files.push(...filesOf(cwd, file, 'integ'), ...filesOf(cwd, file, 'provider'))
    else if (/\.[cm]?[jt]sx?$/.test(file)) files.push(file)
    else throw new Error(`${path} is no suite: suites are JavaScript or TypeScript`)
    if (line !== undefined) checkLine(cwd, file, Number(line))
    if (line !== undefined) lines.set(file, [...(lines.get(file) ?? []), Number(line)])
  }
  return parted([...new Set(files)], lines)
}

/** The last scenario of a file is meant by all lines behind it, but not by those that the file does not have. */
function checkLine(cwd: string, file: string, line: number): void {
  const { length } = readFileSync(join(cwd, file), 'utf8').trimEnd().split('\n')
  if (line < 1 || line > length) throw new Error(`${file} has ${length} lines, and no line ${line}`)
}

/** The scenarios that failed in the run whose results stand in the report folder; of the suites that the caller named, if any. */
export function selectFailed(project: Project, named: readonly string[], report: string): Selection {
  const file = join(report, 'results.json')
  const shown = relative(project.cwd, file)
  if (!existsSync(file)) throw new Error(`--last-failed needs the results of a run, and ${shown} is not there`)
  const meant = named.length === 0 ? undefined : select(project, named)
  const lines = new Map<string, number[]>()
  for (const { status, source } of scenariosIn(file, shown))
    if (status === 'failed' && (meant === undefined || [...meant.consumers, ...meant.providers].includes(source.file)))
      lines.set(source.file, [...(lines.get(source.file) ?? []), source.line])
  if (lines.size === 0)
    throw new Error(`nothing${meant === undefined ? '' : ` of ${named.join(', ')}`} failed in the last run`)
  return parted([...lines.keys()], lines)
}

function scenariosIn(file: string, shown: string): Results['scenarios'] {
  try {
    const { scenarios } = JSON.parse(readFileSync(file, 'utf8')) as Results
    if (Array.isArray(scenarios)) return scenarios
  } catch {}
  throw new Error(`${shown} holds no results of a run, which --last-failed needs; run all once more`)
}

function parted(files: readonly string[], lines: ReadonlyMap<string, readonly number[]>): Selection {
  const isProvider = (file: string): boolean => /\.provider\.[cm]?[jt]s$/.test(file)
  return {
    consumers: files.filter((file) => !isProvider(file)),
    providers: files.filter(isProvider),
    selected: [...lines].map(([file, at]) => ({ file, lines: at })),
  }
}
