import { now } from '../scenario/real-time.js'
import type { Spied } from './spied.js'

/** When a call began: its place among all calls that are watched, and its instant in milliseconds. */
interface Moment {
  readonly order: number
  readonly at: number
}

/** A call since the watch began. */
export interface WatchedCall {
  readonly args: readonly unknown[]
  /** Missing when the history was cleared in between. */
  readonly moment: Moment | undefined
}

/** The calls of a spy since a point in time. */
export interface Watch {
  calls(): readonly WatchedCall[]
}

/** Orders the calls of all spies of the process, of whatever copy of Sinon: each counts for itself. */
const KEY = Symbol.for('qa-integ.call-order')
const shared = globalThis as { [KEY]?: { next: number; readonly logs: WeakMap<object, Moment[]> } }

/** Watches the calls of a spy from now on. */
export function watch(spy: Spied): Watch {
  const moments = momentsOf(spy as Spied & { callIds: unknown[] })
  const from = spy.callCount
  return {
    calls() {
      const start = Math.min(from, spy.callCount)
      return spy.args.slice(start).map((args, i) => ({ args, moment: moments[start + i] }))
    },
  }
}

/** Sinon notes the id of each call as it begins; the list that it writes them to also notes the moment. */
function momentsOf(spy: Spied & { callIds: unknown[] }): Moment[] {
  shared[KEY] ??= { next: 0, logs: new WeakMap() }
  const { logs } = shared[KEY]
  const known = logs.get(spy.callIds)
  if (known) return known
  const moments: Moment[] = []
  const log = new Proxy([...spy.callIds], {
    set(list, key, value) {
      if (key !== 'length') moments[Number(key)] = { order: nextOrder(), at: now() }
      return Reflect.set(list, key, value)
    },
  })
  spy.callIds = log
  logs.set(log, moments)
  return moments
}

function nextOrder(): number {
  return shared[KEY]!.next++
}
