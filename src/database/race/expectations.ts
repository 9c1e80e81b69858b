import { type Expectation, expectation } from '../../scenario/step.js'
import type { Part } from '../../scenario/world.js'
import { type ContentionKind, describeKind, isContention } from '../violation.js'
import { describeDifference } from './difference.js'
import { type Race, type Raced, RUNS, YARDSTICKS } from './raced.js'
import type { Ran } from './stage.js'
import { describeSchedule, transcript } from './transcript.js'

/** The step value behind `db.serializable`; `arm` lets the race know that it will be judged. */
export function serializable(parts: readonly Part[], arm: () => void): Expectation<Race, object> {
  return expectation<Race, object>(
    'every schedule ends as one task after the other would',
    (race) => {
      const raced = ofRace(race, 'db.serializable()')
      const yardsticks = raced[YARDSTICKS]
      if (yardsticks === undefined)
        throw new Error('db.serializable() judges the race of the same database, told in the when before it')
      const bad = raced[RUNS].flatMap((run) => {
        const misfit = yardsticks.misfit(run)
        return misfit === undefined ? [] : [{ run, ...misfit }]
      })
      const [first] = bad
      if (first === undefined) return
      refuse('serializable', describeDifference(first.outcome, first.serial), first.run, raced, bad.length)
    },
    arm,
    { uses: parts },
  )
}

/** The step value behind `db.retriesOnly`. */
export function retriesOnly(parts: readonly Part[], kinds: readonly ContentionKind[]): Expectation<Race, object> {
  for (const kind of kinds)
    if (typeof kind !== 'string' || !isContention(kind))
      throw new TypeError(
        `db.retriesOnly(${JSON.stringify(kind)}): a task may be tried again after a 'deadlock', a 'serialization' failure or a 'lockTimeout'`,
      )
  const title =
    kinds.length === 0 ? 'no task fails' : `a task fails only by a ${kinds.map(describeKind).join(' or a ')}`
  return expectation<Race, object>(
    title,
    (race) => {
      const raced = ofRace(race, 'db.retriesOnly(...)')
      const bad = raced[RUNS].flatMap((run) =>
        run.failures
          .filter(({ kind }) => kind === undefined || !kinds.includes(kind))
          .map((failure) => ({ run, failure })),
      )
      const [first] = bad
      if (first === undefined) return
      const { letter, kind, reason } = first.failure
      refuse(
        'retriesOnly',
        `task ${letter} failed by ${kind === undefined ? String(reason) : `a ${describeKind(kind)}: ${String(reason)}`}`,
        first.run,
        raced,
        new Set(bad.map(({ run }) => run)).size,
      )
    },
    undefined,
    { uses: parts },
  )
}

function ofRace(race: Race, word: string): Raced {
  if ((race as Partial<Raced> | undefined)?.[RUNS] === undefined)
    throw new TypeError(`${word} judges what db.race(...) hands back; tell it directly after the race`)
  return race as Raced
}

function refuse(word: string, why: string, run: Ran, { schedules }: Race, count: number): never {
  const where = describeSchedule(run, schedules)
  const also = count > 1 ? `\nSo it is in ${count} of ${schedules} schedules; the first of them:` : ''
  const text = transcript(run)
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
  throw Object.assign(new Error(`${word}: ${why} (${where})${also}\n${text}`), { name: 'AssertionError' })
}
