import type { Isolation } from '../isolation/isolation.js'

/** How many connections a database is to have at once; settled when it starts. */
export interface WantedConnections {
  /** Called where a race is told: its tasks need connections of their own. Only what is told before the start counts. */
  race(): void
  /** What was wanted, once and for all. */
  start(): number
}

/** Tasks, and what looks on. */
const FOR_A_RACE = 10

/** How many connections a SQLite database gets, from what its author told and what its races need. */
export function wantedConnections(told: number | undefined, isolation: Isolation | undefined): WantedConnections {
  let wanted = told ?? 1
  return Object.freeze({
    race() {
      if (isolation === 'rollback')
        throw new TypeError(
          "db.race(...) needs a connection for each task, and isolation: 'rollback' has one for all; race on a database with isolation: 'restore'",
        )
      // A number that the author has told is meant; the race says so where it is too small.
      if (told === undefined) wanted = FOR_A_RACE
    },
    start: () => wanted,
  })
}
