import axios from 'axios'
import {
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhen,
  type IRetryBackoffContext,
  retry,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel'

/** In milliseconds, where they are times. */
export interface Resilience {
  readonly timeout: number
  readonly retries: number
  /** Before the first retry; it doubles with each further one. */
  readonly backoff: number
  /** Failures in a row that open the circuit. */
  readonly openAfter: number
  /** How long an open circuit lets no call through; then one call probes. */
  readonly openFor: number
}

export const defaultResilience: Resilience = Object.freeze({
  timeout: 30_000,
  retries: 3,
  backoff: 1_000,
  openAfter: 5,
  openFor: 30_000,
})

function statusOf(error: unknown): number | undefined {
  return axios.isAxiosError(error) ? error.response?.status : undefined
}

/** By class: `isTaskCancelledError` of cockatiel 3.2.1 looks for the mark of another error, and would miss every time-out. */
function isTransient(error: Error): boolean {
  return axios.isAxiosError(error) || error instanceof TaskCancelledError
}

/** What a rate-limited answer asks for, in milliseconds: it gives seconds or a date. */
function retryAfter(error: unknown): number | undefined {
  const told = axios.isAxiosError(error) ? error.response?.headers['retry-after'] : undefined
  if (typeof told !== 'string') return undefined
  const wait = /^\d+$/.test(told) ? Number(told) * 1_000 : Date.parse(told) - Date.now()
  return Number.isNaN(wait) ? undefined : Math.max(0, wait)
}

/** Time-out within circuit breaker within retries; the breaker remembers, so a policy belongs to one third party. */
export function resilient(settings: Partial<Resilience> = {}) {
  const { timeout: limit, retries, backoff, openAfter, openFor } = { ...defaultResilience, ...settings }
  const wait = ({ attempt, result }: IRetryBackoffContext<unknown>) =>
    retryAfter('error' in result ? result.error : undefined) ?? backoff * 2 ** (attempt - 1)
  return wrap(
    retry(handleWhen(isTransient), { maxAttempts: retries, backoff: new DelegateBackoff(wait) }),
    // A provider that limits the rate is alive.
    circuitBreaker(
      handleWhen((error) => isTransient(error) && statusOf(error) !== 429),
      { halfOpenAfter: openFor, breaker: new ConsecutiveBreaker(openAfter) },
    ),
    timeout(limit, TimeoutStrategy.Aggressive),
  )
}
