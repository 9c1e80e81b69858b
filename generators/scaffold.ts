import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'
import {
  type Category,
  cleanText,
  type Diagnostic,
  idsOf,
  lintPlan,
  lockName,
  type Plan,
  readLock,
  readPlan,
} from '../src/plan/index.js'
import { kebab, shortHash } from './code/names.js'
import { tellAll } from './draft/tell.js'
import { type Draft, draftsOf } from './merge/draft.js'
import { mergeSuite, type OpenSuite, openSuite, type ScenarioVerdict } from './merge/merge-suite.js'
import type { SuitePlace } from './merge/new-suite.js'
import { nextLock, orphans } from './merge/next-lock.js'
import { posix } from './merge/posix.js'
import { writeIfChanged, writeLock } from './merge/write-lock.js'
import { knownOf } from './project/known.js'
import { type Project, readProject } from './project/project.js'

/** What to scaffold, and how. */
export interface ScaffoldOptions {
  readonly cwd: string
  /** Relative to `cwd`, as it is named in what is written. */
  readonly issueFile: string
  /** The folder of the suites. */
  readonly outDir: string
  /** The OpenAPI document, where it has not a usual name. */
  readonly openapi?: string
  /** The file that exports handles, where it is not `world.*` in the suites' folder. */
  readonly world?: string
  /** Writes nothing. */
  readonly dryRun?: boolean
  /** As `dryRun`: what is missing is judged by the result. */
  readonly check?: boolean
  /** Also rewrites what nobody has edited and whose plan has changed. */
  readonly update?: boolean
}

/** A suite, with what became of each of its scenarios. */
export interface ScaffoldedFile {
  /** Relative to `cwd`, with `/`. */
  readonly path: string
  readonly verdicts: readonly ScenarioVerdict[]
  readonly written: boolean
  /** What the file would hold; of a dry run. */
  readonly text?: string
}

/** Something planned that no scenario automates, and why. */
export interface NotAutomated {
  readonly id: string
  readonly title: string
  /** Of the issue file. */
  readonly line: number
  readonly why: string
}

/** What became of a plan. */
export interface ScaffoldResult {
  readonly issueFile: string
  readonly planned: number
  readonly automated: number
  readonly todo: number
  readonly refused: number
  readonly todos: readonly NotAutomated[]
  readonly refusals: readonly NotAutomated[]
  readonly files: readonly ScaffoldedFile[]
  readonly diagnostics: readonly Diagnostic[]
  readonly dryRun: boolean
}

/** The suites of a folder, in the order of their paths. */
function openSuites(folder: string): OpenSuite[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory())
        return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : openSuites(path)
      return /\.integ\.[cm]?[jt]s$/.test(entry.name) ? [openSuite(path)] : []
    })
}

/** The file for a category and point; points of which the letters are the same get files of their own. */
function placeFor(project: Project, plan: Plan, category: Category, point: string | undefined): SuitePlace {
  const name = point ?? plan.title ?? plan.file
  const rivals = new Set(
    plan.scenarios
      .filter((one) => one.category === category && one.point !== undefined && kebab(one.point) === kebab(name))
      .map((one) => one.point),
  )
  const slug = rivals.size > 1 ? `${kebab(name)}-${shortHash(name)}` : kebab(name)
  const path = join(project.outDir, category, `${slug}.integ.${project.style.typescript ? 'ts' : 'js'}`)
  return { path, category, ...(point === undefined ? {} : { point }) }
}

interface Group {
  readonly place: SuitePlace
  readonly drafts: Draft[]
}

/**
 * Turns a plan into suites: reads what the project has, drafts a scenario for all that can be told, and merges the drafts into the suites that
 * are there. A second run changes no byte.
 *
 * @throws Error when the issue file, the OpenAPI document or the lock can't be read.
 */
export async function scaffold(options: ScaffoldOptions): Promise<ScaffoldResult> {
  const { cwd, issueFile, update = false } = options
  const dryRun = options.dryRun === true || options.check === true
  const plan = readPlan(readFileSync(resolve(cwd, issueFile)), issueFile)
  const project = await readProject(options)
  const lock = readLock(cwd)
  const locked = lock.plans[lockName(cwd, issueFile)] ?? {}
  const suites = openSuites(project.outDir)
  const titles = suites.flatMap(({ scan }) => scan.scenarios.map(({ title }) => title))
  const told = tellAll({ plan, project }, idsOf(plan, locked, titles))

  const groups = new Map<string, Group>()
  for (const one of told) {
    const place = placeFor(project, plan, one.scenario.category, one.scenario.point)
    const group = groups.get(place.path) ?? { place, drafts: [] }
    group.drafts.push(...draftsOf(one))
    groups.set(place.path, group)
  }
  const merges = [...groups.values()]
    .filter(({ drafts }) => drafts.length > 0)
    .map(({ place, drafts }) => {
      if (isAbsolute(relative(project.outDir, place.path)) || relative(project.outDir, place.path).startsWith('..')) {
        throw new Error(`${place.path} is outside of ${project.outDir}`)
      }
      const open = suites.find(({ path }) => path === place.path)
      const others = suites.filter(({ path }) => path !== place.path)
      const merge = { issueFile: cleanText(lockName(cwd, issueFile)), style: project.style, update, locked, others }
      return mergeSuite(place, open, drafts, merge)
    })
  const judged = merges.flatMap(({ path, judged }) => judged.map((one) => ({ ...one, path })))
  const left = orphans(suites, locked, judged)

  const files: ScaffoldedFile[] = []
  for (const { path, judged, before, after } of merges) {
    const written = after !== undefined && !dryRun && (await writeIfChanged(path, after))
    const own = left.filter((one) => one.path === path).map(({ verdict }) => verdict)
    const text = after ?? before
    const verdicts = [...judged.map(({ verdict }) => verdict), ...own]
    files.push({ path: posix(cwd, path), verdicts, written, ...(text === undefined || !dryRun ? {} : { text }) })
  }
  for (const path of new Set(left.map((one) => one.path))) {
    if (merges.some((one) => one.path === path)) continue
    const verdicts = left.filter((one) => one.path === path).map(({ verdict }) => verdict)
    files.push({ path: posix(cwd, path), verdicts, written: false })
  }
  if (!dryRun) await writeLock(cwd, nextLock(cwd, lock, plan, judged, left))

  const automated = new Set(judged.filter((one) => one.automated).map(({ draft }) => draft.key))
  const refusals: NotAutomated[] = []
  const todos: NotAutomated[] = []
  for (const { scenario, id, outcome } of told) {
    const item = { id, title: scenario.title, line: scenario.source.line }
    const unwritten = judged.find(({ draft, verdict }) => draft.key === scenario.key && verdict.verdict === 'refused')
    if (outcome.kind === 'refused') refusals.push({ ...item, why: outcome.why })
    else if (automated.has(scenario.key)) continue
    else if (unwritten !== undefined) refusals.push({ ...item, why: unwritten.verdict.reason ?? '' })
    else {
      const story = outcome.stories.find(({ kind }) => kind === 'todo')
      todos.push({ ...item, why: story?.kind === 'todo' ? story.why : 'it was deleted by hand' })
    }
  }
  return {
    issueFile: lockName(cwd, issueFile),
    planned: plan.scenarios.length,
    automated: plan.scenarios.length - todos.length - refusals.length,
    todo: todos.length,
    refused: refusals.length,
    todos,
    refusals,
    files,
    diagnostics: lintPlan(plan, knownOf(project)),
    dryRun,
  }
}
