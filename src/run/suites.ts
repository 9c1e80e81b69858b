import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { Loader } from '../config/config.js'
import { isEsm, linesOf, loaderOf, loaderOptions, refuseTooNew } from '../config/project.js'
import { SCHEDULE } from '../database/race/schedule.js'
import { type Landing, launchMocha } from '../mocha/launch.js'
import type { MochaOptions } from '../mocha/rc.js'
import { SELECTION, type SelectedLines } from '../mocha/selection.js'

/** What a run of suites needs to know. */
export interface SuitesRun {
  readonly cwd: string
  readonly consumers: readonly string[]
  readonly providers: readonly string[]
  readonly loader: Loader | undefined
  readonly options: MochaOptions
  /** The results folder; none for a dry run. */
  readonly results: string | undefined
  readonly selected: readonly SelectedLines[]
  /** The schedule that races run by, instead of exploring. */
  readonly schedule: string | undefined
  /** Between the two passes: what the consumers have left is put together. */
  readonly between: () => Promise<void>
  readonly say: (line: string) => void
}

/** Runs consumers' suites, then providers' verifications; the worse exit code of the two counts. */
export async function runSuites(run: SuitesRun): Promise<Landing> {
  const loader = loaderFor(run)
  if (loader) run.say(`loader     ${loader === 'node' ? "node's own type stripping" : loader}`)
  let child: ChildProcess | undefined
  let interrupted = false
  // The terminal tells mocha, too; we stay to report what it has recorded.
  const onSignal = (signal: NodeJS.Signals) => {
    interrupted = true
    child?.kill(signal)
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  const pass = (files: readonly string[]): Promise<Landing> =>
    launchMocha({
      cwd: run.cwd,
      files,
      nodeOptions: loader ? [...loaderOptions(loader, isEsm(run.cwd)), ...linesOf(loader).options] : [],
      options: run.options,
      results: run.results,
      scratch: join(run.cwd, '.qa-integ'),
      env: {
        ...(loader ? linesOf(loader).env : {}),
        ...(run.selected.length > 0 ? { [SELECTION]: JSON.stringify(run.selected) } : {}),
        ...(run.schedule === undefined ? {} : { [SCHEDULE]: run.schedule }),
      },
      started: (started) => {
        child = started
      },
    })
  try {
    const first = run.consumers.length > 0 ? await pass(run.consumers) : NOTHING
    if (interrupted || run.results === undefined) return first
    await run.between()
    const second = run.providers.length > 0 ? await pass(run.providers) : NOTHING
    return {
      code: Math.max(first.code, second.code),
      errors: first.errors + second.errors,
      fatal: first.fatal + second.fatal,
    }
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
  }
}

const NOTHING: Landing = Object.freeze({ code: 0, errors: '', fatal: '' })

function loaderFor({ cwd, consumers, providers, loader }: SuitesRun): Loader | undefined {
  if (![...consumers, ...providers].some((file) => /\.[cm]?ts$/.test(file))) return loader
  const chosen = loaderOf(cwd, loader)
  if (chosen === undefined)
    throw new Error('the suites are TypeScript and nothing here loads it; run `npm i -D tsx typescript`')
  refuseTooNew(cwd, chosen)
  return chosen
}
