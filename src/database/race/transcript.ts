import { describeStatement } from '../statements/statements.js'
import { lettersOf } from './explore.js'
import type { Ran } from './stage.js'

/** `schedule 3 of 14, replay with --schedule 3:ABAABB`. */
export function describeSchedule(run: Ran, schedules: number): string {
  // Who replays one runs no others.
  const of = run.number > schedules ? '' : ` of ${schedules}`
  return `schedule ${run.number}${of}, replay with --schedule ${run.number}:${lettersOf(run.steps)}`
}

/** The statements of a schedule, a line each, with what became of them. */
export function transcript({ steps, results }: Ran): string {
  const lines = steps.map(({ letter, statement, held }) => {
    const what = statement === undefined ? '(begins, and sends nothing yet)' : describeStatement(statement)
    const why = held === undefined ? '' : `  … ${HELD[held]}`
    const failed = statement?.error === undefined ? '' : `  ✗ ${(statement.error as Error).message}`
    return `${letter}  ${what}${why}${failed}`
  })
  for (const [letter, result] of results)
    if (result.status === 'rejected') lines.push(`${letter}  ends with ${String(result.reason)}`)
  return lines.join('\n')
}

const HELD = Object.freeze({
  lock: 'waits for a lock',
  pool: 'waits for a connection of the pool',
  elsewhere: 'waits for something that is not the database',
})
