import { late, type Running } from '../../scenario/running.js'
import type { Clock, Found, LateWriter } from '../engine.js'
import { describeStatement, type Statement } from '../statements/statements.js'

/** The time between two scenarios, in which nobody has a reason to write. */
export interface Between {
  /** Until when, in seconds of the server's clock, nothing that was written can be the work of this scenario. */
  until(run: Running | undefined): number | undefined
  /** The scenario is over, and the database was found so; what came before the scenario began is told, by a statement if one was seen. */
  over(run: Running | undefined, found: Found, asked: number, came: Statement | undefined): void
  /** What was put back at the end does not hold any more: a background goes with the next one. */
  forget(): void
}

interface Over {
  readonly title: string
  readonly clock: Clock
}

/**
 * Two clocks are compared over spans alone: the server's was read before its answer came, so a scenario that began so many
 * milliseconds after that answer began later than so many after the reading.
 */
export function between(): Between {
  let last: Over | undefined
  return Object.freeze({
    until: (run) => run && last && last.clock.server + (run.began - last.clock.here) / 1000,
    over(run, { late: writers = [], clock }, asked, came) {
      const before = last
      last = run && clock && { title: run.title, clock }
      if (run === undefined || before === undefined || clock === undefined || writers.length === 0) return
      // A server's clock that was set back says nothing of what came first.
      if ((clock.server - before.clock.server) * 1000 < asked - before.clock.here) return
      const when = `after "${before.title}" had ended and before "${run.title}" began`
      const what =
        came === undefined
          ? writers.map((one) => describeWriter(one, when)).join('; ')
          : `${describeStatement(came)} wrote ${when}`
      // A scenario before that one may have begun it, or a hook: what is known is when it came.
      late(
        'an earlier scenario',
        `${what}; it was undone. Await everything that a scenario begins, and write what the next one needs in a given`,
      )
      run.evidence('work of an earlier scenario', () => `this may have been found here: ${what}`)
    },
    forget() {
      last = undefined
    },
  } satisfies Between)
}

/** `the connection 4711 ("jobs"), used past TypeORM …, wrote orders after … had ended …; its last statement is INSERT …`. */
function describeWriter({ session, tables, sql, application }: LateWriter, when: string): string {
  const name = application === undefined ? '' : ` ("${application}")`
  const last =
    sql === undefined ? '' : `; its last statement is ${describeStatement({ sql, site: undefined, maker: undefined })}`
  return `the connection ${session}${name}, used past TypeORM or by another process, wrote ${tables.join(', ')} ${when}${last}`
}
