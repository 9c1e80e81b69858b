import { running } from '../../scenario/running.js'
import type { Statement } from './statements.js'
import type { Watched } from './watched.js'

/** A query runner that had a connection or waited for one, and what it was doing then. */
export interface Holder {
  readonly watched: Watched
  readonly statement: Statement | undefined
}

/** A pool that has no connection to give while the when runs. */
export interface Exhaustion {
  /** Whether the when has asked for a connection. */
  readonly met: boolean
  /** Gives back what was taken. @throws Error when not all could be. */
  end(): Promise<void>
}

/** Takes all connections that are free; what it hands back gives them back. */
export type Take = () => Promise<() => void>

/** Who uses the connections of the pool. */
export interface PoolUse {
  /** Counts who has a connection in the when that comes. */
  count(): void
  /** A runner asks for its connection; what comes back has to be awaited first. */
  asks(watched: Watched, statement: Statement | undefined): Promise<void> | undefined
  /** A runner lets go of it. */
  gives(watched: Watched): void
  /** Those that had one or waited for one when they were the most, while a when ran since `count`. */
  most(): readonly Holder[]
  /** Takes all connections just before the when asks for its first one. */
  exhaust(take: Take): Exhaustion
}

/** Counts nobody until it is asked to. */
export function poolUse(): PoolUse {
  let ofWhen = new Map<Watched, Holder>()
  let most: readonly Holder[] = []
  let epoch: number | undefined
  let exhausting: (() => Promise<void>) | undefined
  return Object.freeze({
    count() {
      epoch = running()?.epoch
      ofWhen = new Map()
      most = []
    },
    asks(watched: Watched, statement: Statement | undefined) {
      const had = watched.connected
      watched.connected = true
      if (epoch === undefined && exhausting === undefined) return undefined
      const run = running()
      if (run?.phase !== 'when') return undefined
      if (run.epoch === epoch) {
        ofWhen.set(watched, { watched, statement })
        if (ofWhen.size > most.length) most = [...ofWhen.values()]
      }
      return had ? undefined : exhausting?.()
    },
    gives(watched: Watched) {
      watched.connected = false
      if (ofWhen.size > 0) ofWhen.delete(watched)
    },
    most: () => (running()?.epoch === epoch ? most : []),
    exhaust(take: Take) {
      if (exhausting) throw new Error('db.pool.exhausted() is told twice in a scenario; once is enough')
      let taking: Promise<() => void> | undefined
      let met = false
      exhausting = async () => {
        met = true
        taking ??= take()
        await taking
      }
      return {
        get met() {
          return met
        },
        async end() {
          exhausting = undefined
          const taken = taking
          taking = undefined
          const giveBack = await taken
          giveBack?.()
        },
      }
    },
  })
}
