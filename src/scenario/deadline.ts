import { now, realClearTimeout, realSetTimeout } from './real-time.js'

/** One limit for many steps, one after the other: each is raced against what is left of it. */
export interface Deadline {
  readonly expired: boolean
  /** Settles as the value does, or rejects with what `expire` or the limit gave. */
  race<T>(value: T | PromiseLike<T>): T | PromiseLike<T>
  /** Stops the clock until what it hands back is called. */
  pause(): () => void
  /** Ends the wait now, with this error. */
  expire(error: Error): void
  stop(): void
}

/** A deadline in `ms`; 0 is none. `because` makes the error when it is reached. */
export function deadline(ms: number, because: () => Error, onExpire: () => void): Deadline {
  return new Limit(ms, because, onExpire)
}

const SETTLED = Promise.resolve()

/** Its timer is set when something is waited for, because most that is told ends before any timer could fire. */
class Limit implements Deadline {
  #left: number
  #from = now()
  #paused = false
  #reason: Error | undefined
  #timer: ReturnType<typeof realSetTimeout> | undefined
  /** Rejects what is waited for. */
  #reject: ((reason: Error) => void) | undefined
  readonly #because: () => Error
  readonly #onExpire: () => void

  constructor(ms: number, because: () => Error, onExpire: () => void) {
    this.#left = ms > 0 ? ms : Number.POSITIVE_INFINITY
    this.#because = because
    this.#onExpire = onExpire
  }

  get expired(): boolean {
    return this.#reason !== undefined
  }

  race<T>(value: T | PromiseLike<T>): T | PromiseLike<T> {
    if (!isThenable(value)) return value
    return new Promise<T>((resolve, reject) => {
      this.#reject = reject
      if (this.#reason) reject(this.#reason)
      const ended = () => {
        if (this.#reject === reject) this.#reject = undefined
      }
      value.then(
        (result) => {
          ended()
          resolve(result as T)
        },
        (error: unknown) => {
          ended()
          reject(error)
        },
      )
      // What is settled already is told before this runs.
      void SETTLED.then(() => this.#watch())
    })
  }

  #watch(): void {
    if (this.#reject === undefined || this.#timer !== undefined || this.#paused || this.expired) return
    const left = this.#left - (now() - this.#from)
    if (left !== Number.POSITIVE_INFINITY)
      this.#timer = realSetTimeout(() => this.expire(this.#because()), Math.max(1, left))
  }

  pause(): () => void {
    this.stop()
    this.#paused = true
    this.#left -= now() - this.#from
    return () => {
      this.#from = now()
      this.#paused = false
      this.#watch()
    }
  }

  expire(error: Error): void {
    if (this.#reason) return
    this.#reason = error
    this.#onExpire()
    this.#reject?.(error)
  }

  stop(): void {
    realClearTimeout(this.#timer)
    this.#timer = undefined
  }
}

/** Whether awaiting the value would wait for something. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
}

/** The value, or the error that `because` makes when it takes longer than `ms`. */
export async function within<T>(ms: number, value: T | PromiseLike<T>, because: () => Error): Promise<T> {
  if (!isThenable(value)) return value
  const limit = deadline(ms, because, () => {})
  try {
    return await limit.race(value)
  } finally {
    limit.stop()
  }
}
