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
    if (line !== undefined) lines.set(file, [...(lines.get(file) ?? []), Number(line)])
  }
  return parted([...new Set(files)], lines)
}

/** The scenarios that failed in the run whose results stand in the report folder. */
export function selectFailed(project: Project): Selection {
  const file = join(project.cwd, project.report, 'results.json')
  if (!existsSync(file))
    throw new Error(`--last-failed needs the results of a run, and ${relative(project.cwd, file)} is not there`)
  const { scenarios } = JSON.parse(readFileSync(file, 'utf8')) as Results
  const lines = new Map<string, number[]>()
  for (const { status, source } of scenarios)
    if (status === 'failed') lines.set(source.file, [...(lines.get(source.file) ?? []), source.line])
  if (lines.size === 0) throw new Error('nothing failed in the last run')
  return parted([...lines.keys()], lines)
}

function parted(files: readonly string[], lines: ReadonlyMap<string, readonly number[]>): Selection {
  const isProvider = (file: string): boolean => /\.provider\.[cm]?[jt]s$/.test(file)
  return {
    consumers: files.filter((file) => !isProvider(file)),
    providers: files.filter(isProvider),
    selected: [...lines].map(([file, at]) => ({ file, lines: at })),
  }
}
