import { now, realClearTimeout, realSetTimeout } from './real-time.js'

/** One limit for many steps: each is raced against what is left of it. */
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
  let expired = false
  let reject: (reason: Error) => void = () => {}
  let expiry: Promise<never> | undefined
  let reason: Error | undefined
  const expire = (error: Error): void => {
    if (expired) return
    expired = true
    reason = error
    onExpire()
    reject(error)
  }
  let left = ms
  let from = now()
  const begin = () => (ms > 0 ? realSetTimeout(() => expire(because()), Math.max(1, left)) : undefined)
  let timer = begin()
  return {
    get expired() {
      return expired
    },
    race: <T>(value: T | PromiseLike<T>) => {
      if (!isThenable(value)) return value
      expiry ??= new Promise<never>((_, fail) => {
        reject = fail
        if (reason) fail(reason)
      })
      expiry.catch(() => {})
      return Promise.race([value, expiry])
    },
    pause() {
      realClearTimeout(timer)
      left -= now() - from
      return () => {
        from = now()
        timer = begin()
      }
    },
    expire,
    stop: () => realClearTimeout(timer),
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
