import { type When, when } from '../../scenario/step.js'
import type { Part } from '../../scenario/world.js'
import { assertion } from '../assertion.js'
import { catalogDifference } from './catalog-difference.js'
import type { ScratchDatabase } from './scratch-database.js'
import { named, type Steps, stepsOf } from './steps.js'

/**
 * Which migrations can't be undone, and are not meant to be: they are only run.
 *
 * @example
 * ```ts
 * import type { RoundTripOptions } from 'qa-integ/database'
 *
 * const options: RoundTripOptions = { oneWay: ['DropLegacyOrders1700000000003'] }
 * ```
 */
export interface RoundTripOptions {
  /** By their names, with or without the time that ends them. */
  readonly oneWay?: readonly string[]
}

/**
 * What went up, down and up again.
 *
 * @example
 * ```ts
 * import type { RoundTrip } from 'qa-integ/database'
 *
 * const count = ({ migrations }: RoundTrip) => migrations.length
 * ```
 */
export interface RoundTrip {
  /** The names of the migrations, in order. */
  readonly migrations: readonly string[]
}

/** The step value behind `db.migrations.roundTrip`. */
export function roundTrip(
  beside: () => Promise<ScratchDatabase>,
  uses: readonly Part[],
  options: RoundTripOptions = {},
): When<object, RoundTrip> {
  const oneWay = checkOneWay(options, 'db.migrations.roundTrip({ oneWay })')
  return when<object, RoundTrip>(
    'every migration goes up, down and up again',
    async () => {
      const scratch = await beside()
      try {
        const steps = stepsOf(scratch)
        const only = named(steps.all, oneWay, 'db.migrations.roundTrip({ oneWay })')
        if (only.size === steps.all.length)
          throw new Error('db.migrations.roundTrip({ oneWay }) names every migration, so none would be undone')
        await tripThrough(steps, only)
        return { migrations: steps.all.map(({ name }) => name) }
      } finally {
        await scratch.close()
      }
    },
    { uses },
  )
}

/** The option as it is told, checked. */
export function checkOneWay({ oneWay = [], ...stray }: RoundTripOptions, word: string): readonly string[] {
  if (Object.keys(stray).length === 0 && Array.isArray(oneWay) && oneWay.every((name) => typeof name === 'string'))
    return oneWay
  throw new TypeError(`${word} takes the names of migrations, as in { oneWay: ['DropLegacyOrders1700000000003'] }`)
}

async function tripThrough(steps: Steps, oneWay: ReadonlySet<string>): Promise<void> {
  const wrong: string[] = []
  let at = 0
  for (; at < steps.all.length; at++) {
    const { name } = steps.all[at]!
    const { problems, stuck } = await trip(steps, at, oneWay.has(name))
    if (problems.length > 0) wrong.push(`  ${name}`, ...problems.map((line) => `    ${line}`))
    if (stuck) break
  }
  if (wrong.length === 0) return
  const untried = steps.all.length - at - 1
  throw assertion(
    [
      'migrations do not go up, down and up again:',
      ...wrong,
      ...(untried > 0 ? [`  the ${untried} after that could not be tried`] : []),
    ].join('\n'),
  )
}

interface Trip {
  readonly problems: readonly string[]
  /** What comes after it can't be tried. */
  readonly stuck: boolean
}

async function trip(steps: Steps, i: number, oneWay: boolean): Promise<Trip> {
  const problems: string[] = []
  const before = await steps.catalog()
  const does = async (word: string, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work()
      return true
    } catch (error) {
      problems.push(`${word} fails: ${(error as Error).message}`)
      return false
    }
  }
  if (!(await does('up', () => steps.up(i)))) return { problems, stuck: true }
  if (oneWay) return { problems, stuck: false }
  const after = await steps.catalog()
  if (!(await does('down', () => steps.down(i)))) return { problems, stuck: true }
  const left = catalogDifference(before, await steps.catalog())
  if (left.length > 0)
    problems.push(
      'after down the schema is not as before up (+ is left behind, - is missing):',
      ...left.map((line) => `  ${line}`),
    )
  if (!(await does('up again', () => steps.up(i)))) return { problems, stuck: true }
  const again = catalogDifference(after, await steps.catalog())
  if (again.length > 0)
    problems.push('up again does not make the schema of the first time:', ...again.map((line) => `  ${line}`))
  return { problems, stuck: false }
}
