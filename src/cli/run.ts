import { appendFileSync, mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import picocolors from 'picocolors'
import type { Loader } from '../config/config.js'
import { type Project, readProject } from '../config/project.js'
import type { MochaOptions } from '../mocha/rc.js'
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
import { freshPacts, joinPacts } from '../run/pacts.js'
import { planOf, summaryOf } from '../run/planned.js'
import { type Selection, select, selectFailed } from '../run/selection.js'
import { runSuites } from '../run/suites.js'
import { milliseconds } from '../scenario/duration.js'
import { EXIT, reading } from './exit.js'
import { findIssueFile } from './issue-file.js'

interface RunOptions {
  issue?: string | boolean
  out?: string
  env: string
  grep?: string
  parallel?: boolean
  jobs?: number
  retries?: number
  timeout?: string
  bail?: boolean
  forbidOnly?: boolean
  lastFailed?: boolean
  schedule?: string
  loader?: Loader
  dryRun?: boolean
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** `qa-integ run`: runs suites, then providers, and writes what came of it. */
export async function run(cwd: string, files: readonly string[], options: RunOptions): Promise<number> {
  const { project, selection, issueFile, mocha } = await reading(async () => {
    const project = await readProject(cwd)
    return {
      project,
      selection: options.lastFailed ? selectFailed(project) : select(project, files),
      issueFile: issueOf(cwd, project, options),
      mocha: mochaOptions(options),
    }
  })
  const results = options.dryRun ? undefined : join(cwd, '.qa-integ/results')
  if (results) {
    rmSync(results, { recursive: true, force: true })
    mkdirSync(results, { recursive: true })
    await freshPacts(selection)
  }
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
  const explained = explainErrors(landing.errors)
  if (explained) process.stderr.write(`\nqa-integ: ${explained}\n`)
  if (results === undefined) {
    say(
      `dry run    ${[...selection.consumers, ...selection.providers].length} files; nothing was run, nothing is claimed`,
    )
    return landing.code === 0 ? EXIT.ready : EXIT.couldNotRun
  }
  return conclude(project, selection, results, landing.code, issueFile, options)
}

async function conclude(
  project: Project,
  selection: Selection,
  folder: string,
  code: number,
  issueFile: string | undefined,
  options: RunOptions,
): Promise<number> {
  const given = {
    environment: { name: options.env },
    run: { command: ['qa-integ run', ...selection.selected.map(({ file }) => file)].join(' ') },
  }
  let results = await readResults(folder, given)
  const problems = endedBadly(results, code)
  const plan = issueFile === undefined ? undefined : planOf(project.cwd, issueFile)
  results = await readResults(folder, {
    ...given,
    problems,
    ...(plan ? { plan: summaryOf(project.cwd, plan, results) } : {}),
  })
  const reports = await writeReports(results, {
    dir: resolve(project.cwd, options.out ?? project.report),
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
  const summary = process.env.GITHUB_STEP_SUMMARY
  if (summary) appendFileSync(summary, toGitHubSummary(results))
  const verdict = exitCodeOf(results)
  return verdict === EXIT.ready && reports.issue && !reports.issue.ok ? EXIT.couldNotRun : verdict
}

/** mocha that ended with an error although no scenario failed has not run everything. */
function endedBadly(results: Results, code: number): Problem[] {
  if (code === 0 || results.totals.failed > 0) return []
  const text =
    code === 130 || code === 143
      ? 'the run was interrupted'
      : `mocha ended with code ${code} before all suites had run; its message stands above`
  return [{ kind: 'runner', text, file: null, line: null, incomplete: true }]
}

function writtenLines({ issue, written }: WrittenReports): string[] {
  const own = issue?.ok ? [`${issue.file} (lines ${issue.lines.join('-')})`] : []
  return [...own, ...written]
}

function issueOf(cwd: string, { config }: Project, { issue }: RunOptions): string | undefined {
  if (issue === false) return undefined
  return findIssueFile(cwd, typeof issue === 'string' ? issue : undefined, config.issue)
}

function mochaOptions(options: RunOptions): MochaOptions {
  const whole = (name: string, value: number | undefined): void => {
    if (value !== undefined && (!Number.isInteger(value) || value < 0))
      throw new Error(`--${name} needs a whole number`)
  }
  if (options.schedule !== undefined && !/^(\d+:)?[A-Z]+$/.test(options.schedule))
    throw new Error(
      `--schedule ${options.schedule} is no schedule; give it as a failure printed it, as in --schedule 3:ABAABB`,
    )
  whole('jobs', options.jobs)
  whole('retries', options.retries)
  return {
    ...(options.grep === undefined ? {} : { grep: options.grep }),
    ...(options.parallel ? { parallel: true } : {}),
    ...(options.jobs === undefined ? {} : { jobs: options.jobs, parallel: true }),
    ...(options.retries === undefined ? {} : { retries: options.retries }),
    ...(options.timeout === undefined ? {} : { timeout: milliseconds(options.timeout) }),
    ...(options.bail ? { bail: true } : {}),
    ...(options.forbidOnly ? { 'forbid-only': true } : {}),
    ...(options.dryRun ? { 'dry-run': true } : {}),
  }
}
