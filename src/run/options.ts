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
