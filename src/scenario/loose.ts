import { within } from './deadline.js'
import { now } from './real-time.js'

/** How long a step that was cut off is worth waiting for, in milliseconds. */
export const CUT_OFF_LIMIT = 1_000

/** On `globalThis`, because a loader may give a process this module twice. */
const KEY = Symbol.for('qa-integ.loose')
const home = globalThis as { [KEY]?: Map<PromiseLike<unknown>, number> }
home[KEY] ??= new Map()
/** Work, and until when its end is worth waiting for. */
const loose: Map<PromiseLike<unknown>, number> = home[KEY]

/**
 * Remembers work that was cut off and goes on: it may still make something, and remove it again, so whoever ends the
 * process waits for it, for so many milliseconds from now.
 */
export function goesOn(work: PromiseLike<unknown>, patience: number): void {
  const done = () => void loose.delete(work)
  loose.set(work, now() + patience)
  work.then(done, done)
}

/** Waits until such work has ended. */
export async function looseEnds(): Promise<void> {
  for (const [work, until] of loose) {
    const left = until - now()
    if (left > 0) await within(left, work, () => new Error('it goes on')).catch(() => {})
  }
}
