import { running } from '../../scenario/running.js'
import type { Expectation, When } from '../../scenario/step.js'
import type { Part } from '../../scenario/world.js'
import type { Live } from '../live.js'
import type { ContentionKind } from '../violation.js'
import { retriesOnly, serializable } from './expectations.js'
import type { RaceOptions } from './options.js'
import { race } from './race.js'
import type { Race } from './raced.js'

export type { RaceOptions } from './options.js'
export type { Race, RaceOutcome } from './raced.js'

/** The words about races of one database. */
export interface RaceWords {
  race<C>(tasks: readonly ((context: never) => Promise<unknown>)[], options?: RaceOptions<C>): When<C, Race>
  serializable(): Expectation<Race, object>
  retriesOnly(...kinds: ContentionKind[]): Expectation<Race, object>
}

/** `tell` is called where a race is told, before the database starts. */
export function raceWords(live: () => Live, parts: readonly Part[], tell: () => void): RaceWords {
  /** The scenario whose next race is held against serial orders. */
  let judged: number | undefined
  return Object.freeze({
    race<C>(tasks: readonly ((context: never) => Promise<unknown>)[], options?: RaceOptions<C>) {
      tell()
      return race<C>(
        live,
        parts,
        () => {
          const asked = judged !== undefined && judged === running()?.epoch
          judged = undefined
          return asked
        },
        tasks,
        options,
      )
    },
    serializable: () =>
      serializable(parts, () => {
        judged = running()?.epoch
      }),
    retriesOnly: (...kinds: ContentionKind[]) => retriesOnly(parts, kinds),
  })
}
