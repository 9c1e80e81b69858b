import type { MochaOptions } from '../mocha/rc.js'
import { milliseconds } from '../scenario/duration.js'

/** What the caller of `qa-integ run` may tell mocha. */
export interface ToldOptions {
  grep?: string
  parallel?: boolean
  jobs?: number
  retries?: number
  timeout?: string
  bail?: boolean
  forbidOnly?: boolean
  schedule?: string
  dryRun?: boolean
}

/** mocha's options as the caller told them; what mocha would trip over is refused in a sentence. */
export function mochaOptions(options: ToldOptions): MochaOptions {
  whole('jobs', options.jobs, 1)
  whole('retries', options.retries, 0)
  if (options.schedule !== undefined && !/^(\d+:)?[A-Z]+$/.test(options.schedule))
    throw new Error(
      `--schedule ${options.schedule} is no schedule; give it as a failure printed it, as in --schedule 3:ABAABB`,
    )
  if (options.grep !== undefined) pattern(options.grep)
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

/** Options of a project's own under which a run would tell of what it has not done. */
const NO_RUN = ['dry-run', 'dryRun', 'watch']

/** Refuses mocha options of the project with which nothing would be run, or without an end. */
export function checkRc(rc: MochaOptions): MochaOptions {
  const wrong = NO_RUN.find((name) => rc[name] === true)
  if (wrong !== undefined)
    throw new Error(
      `mocha's options of this project have "${wrong}", and a run with it has no results; take it out, or tell it on the command line: qa-integ run --dry-run lists what would run`,
    )
  return rc
}

function whole(name: string, value: number | undefined, least: number): void {
  if (value !== undefined && (!Number.isInteger(value) || value < least))
    throw new Error(`--${name} needs a whole number, ${least} or more`)
}

/** mocha reads a pattern, or a pattern between slashes with its flags. */
function pattern(grep: string): void {
  const [, inner = grep, flags] = /^\/(.*)\/([gimy]{0,4})$/.exec(grep) ?? []
  try {
    new RegExp(inner, flags)
  } catch (error) {
    throw new Error(`--grep ${grep} is no regular expression: ${(error as Error).message.replace(/^.*: /, '')}`)
  }
}
