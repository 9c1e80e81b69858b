import { appendFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import picocolors from 'picocolors'
import type { Loader } from '../config/config.js'
import { describeInvalid, type InvalidCode } from '../config/invalid-code.js'
import { type Project, readProject } from '../config/project.js'
import { ENDED_EARLY } from '../mocha/early-exit.js'
import { readRc } from '../mocha/rc.js'
import {
  exitCodeOf,
  type Problem,
  type Results,
  readResults,
  toConsole,
  toGitHubSummary,
  type WrittenReports,
  writeReports,
} from '../report/index.js'
import { explainErrors } from '../run/explain.js'
import { checkRc, mochaOptions, type ToldOptions } from '../run/options.js'
import { freshPacts, joinPacts } from '../run/pacts.js'
import { planOf, planProblems, summaryOf } from '../run/planned.js'
import { makeEmpty, makeRoom } from '../run/room.js'
import { type Selection, select, selectFailed } from '../run/selection.js'
import { runSuites } from '../run/suites.js'
import { mask } from '../wire/index.js'
import { EXIT, reading } from './exit.js'
import { invalidCodeOf } from './invalid-suite.js'
import { findIssueFile } from './issue-file.js'

interface RunOptions extends ToldOptions {
  issue?: string | boolean
  out?: string
  env: string
  lastFailed?: boolean
  loader?: Loader
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** `qa-integ run`: runs suites, then providers, and writes what came of it. */
export async function run(cwd: string, files: readonly string[], options: RunOptions): Promise<number> {
  const results = options.dryRun ? undefined : join(cwd, '.qa-integ/results')
  const { project, selection, issueFile, mocha } = await reading(async () => {
    if (options.env.trim() === '') throw new Error('--env needs a name, as in --env staging')
    const project = await readProject(cwd)
    const told = {
      project,
      selection: options.lastFailed ? selectFailed(project, files, outOf(project, options)) : select(project, files),
      issueFile: issueOf(cwd, project, options),
      mocha: { ...checkRc(await readRc(cwd)), ...mochaOptions(options) },
    }
    if (results !== undefined) {
      makeRoom(cwd, outOf(project, options), 'name another folder, with --out or as "report" in the configuration')
      makeEmpty(cwd, results, 'qa-integ keeps what it needs between two runs there')
    }
    return told
  })
  if (results !== undefined) await freshPacts(selection)
  const landing = await runSuites({
    cwd,
    ...selection,
    loader: options.loader ?? project.config.loader,
    options: mocha,
    schedule: options.schedule,
    results,
    between: joinPacts,
    say,
  })
  const invalid = await invalidCodeOf(landing.fatal, cwd, [...selection.consumers, ...selection.providers])
  if (invalid) process.stderr.write(`\nqa-integ: ${describeInvalid(invalid)}\n`)
  else process.stderr.write(mask(landing.fatal))
  const explained = explainErrors(landing.errors)
  if (explained) process.stderr.write(`\nqa-integ: ${explained}\n`)
  if (results === undefined) {
    say(
      `dry run    ${[...selection.consumers, ...selection.providers].length} files; nothing was run, nothing is claimed`,
    )
    return landing.code === 0 ? EXIT.ready : EXIT.couldNotRun
  }
  return conclude(
    project,
    selection,
    results,
    { code: landing.code, errors: landing.errors, invalid },
    issueFile,
    options,
  )
}

async function conclude(
  project: Project,
  selection: Selection,
  folder: string,
  ended: Ended,
  issueFile: string | undefined,
  options: RunOptions,
): Promise<number> {
  const given = {
    environment: { name: options.env },
    run: { command: ['qa-integ run', ...selection.selected.map(({ file }) => file)].join(' ') },
  }
  let results = await readResults(folder, given)
  const plan = issueFile === undefined ? undefined : planOf(project.cwd, issueFile)
  const problems = [...endedBadly(results, ended), ...(plan ? planProblems(plan) : [])]
  results = await readResults(folder, {
    ...given,
    problems,
    ...(plan ? { plan: summaryOf(project.cwd, plan, results) } : {}),
  })
  const reports = await writeReports(results, {
    dir: outOf(project, options),
    // A part of the suites, or of the schedules of a race, says nothing about the plan as a whole.
    ...(issueFile !== undefined && selection.selected.length === 0 && options.schedule === undefined
      ? { issueFile: resolve(project.cwd, issueFile) }
      : {}),
  })
  say('')
  say(toConsole(results, { color: picocolors.isColorSupported, written: writtenLines(reports) }).trimEnd())
  if (reports.issue && !reports.issue.ok)
    process.stderr.write(
      `qa-integ: ${reports.issue.file} was left as it is: ${reports.issue.reason}; the report is kept in ${reports.issue.keptIn}\n`,
    )
  if (results.totals.run === 0 && ended.code === 0) process.stderr.write(nothingRan(options))
  const summary = process.env.GITHUB_STEP_SUMMARY
  if (summary) appendFileSync(summary, toGitHubSummary(results))
  const verdict = exitCodeOf(results)
  return verdict === EXIT.ready && reports.issue && !reports.issue.ok ? EXIT.couldNotRun : verdict
}

/** How mocha ended, and the code that it could not read. */
interface Ended {
  readonly code: number
  readonly errors: string
  readonly invalid: InvalidCode | undefined
}

/** mocha that ended with an error although no scenario failed has not run everything. */
function endedBadly(results: Results, { code, errors, invalid }: Ended): Problem[] {
  const early = errors.split('\n').find((line) => line.includes(ENDED_EARLY))
  if (early !== undefined)
    return [{ kind: 'runner', text: early.slice(early.indexOf(ENDED_EARLY)), file: null, line: null, incomplete: true }]
  if (code === 0 || results.totals.failed > 0) return []
  if (invalid)
    return [
      { kind: 'runner', text: describeInvalid(invalid), file: invalid.file, line: invalid.line, incomplete: true },
    ]
  const text =
    code === 130 || code === 143
      ? 'the run was interrupted'
      : `mocha ended with code ${code} before all suites had run; its message stands above`
  return [{ kind: 'runner', text, file: null, line: null, incomplete: true }]
}

function nothingRan({ grep }: RunOptions): string {
  if (grep !== undefined) return `qa-integ: no scenario that runs has a title or tag that matches --grep ${grep}\n`
  return 'qa-integ: the suites tell no scenario that runs: all of them are todo, skipped or bare titles\n'
}

function writtenLines({ issue, written }: WrittenReports): string[] {
  const own = issue?.ok ? [`${issue.file} (lines ${issue.lines.join('-')})`] : []
  return [...own, ...written]
}

const outOf = ({ cwd, report }: Project, { out }: RunOptions): string => resolve(cwd, out ?? report)

function issueOf(cwd: string, { config }: Project, { issue }: RunOptions): string | undefined {
  if (issue === false) return undefined
  return findIssueFile(cwd, typeof issue === 'string' ? issue : undefined, config.issue)
}
