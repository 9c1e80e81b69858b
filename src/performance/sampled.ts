import { refuseVacuous } from '../scenario/check-result.js'
import { isThenable } from '../scenario/deadline.js'
import { asError, describeValue } from '../scenario/failure.js'
import { now, realSetImmediate } from '../scenario/real-time.js'
import { running } from '../scenario/running.js'
import { derived, type Tools, type When } from '../scenario/step.js'
import type { Awaitable, Checked } from '../scenario/types.js'
import { borneErrors } from './borne-errors.js'
import { FEWEST } from './nearest-rank.js'
import { rawOf, type Sample, type Samples, samplesOf } from './samples.js'

/** How a when is sampled. */
export interface SampleOptions {
  /** How many are at work at once; 1 where it is not told. */
  concurrency?: number
  /** How often it is done before, unmeasured; one that throws fails the when. */
  warmup?: number
}

/**
 * Does a when `n` times and measures each. What comes back is judged by `every`, `p95`, `p99`, `average`, `total`, `errorRate` and
 * `throughput`, and left in the report.
 *
 * @throws TypeError for numbers that are no counts.
 * @example
 * ```ts
 * import { scenario, when } from 'qa-integ'
 * import { p95, sampled, total } from 'qa-integ/performance'
 *
 * const sorting = when('numbers are sorted', () => Array.from({ length: 100 }, Math.random).sort())
 *
 * scenario('sorting is quick')
 *   .when(sampled(50, sorting, { warmup: 5 }))
 *   .expect(p95.under('50ms'))
 *   .expect(total.under('2s'))
 * ```
 */
export function sampled<C, R>(n: number, step: When<C, R>, options: SampleOptions = {}): When<C, Samples<R>> {
  if (typeof step?.act !== 'function')
    throw new TypeError(`sampled(${n}, ...) takes a when, such as shop.get('/health'), not ${describeValue(step)}`)
  for (const key of Object.keys(options))
    if (key !== 'concurrency' && key !== 'warmup')
      throw new TypeError(`sampled(...): "${key}" is no option; there are concurrency and warmup`)
  const { concurrency = 1, warmup = 0 } = options
  count('its first argument', n, 1)
  count('concurrency', concurrency, 1)
  count('warmup', warmup, 0)
  if (concurrency > n) throw new TypeError(`sampled(${n}, ...): ${concurrency} at once are more than there are samples`)
  const title = `${step.title}, ${n} times${concurrency > 1 ? `, ${concurrency} at once` : ''}`
  const act = async (context: C, tools: Tools): Promise<Samples<R>> => {
    const toleratesErrors = borneErrors(tools)
    for (let i = 1; i <= warmup; i++) {
      const { error } = await sample(step, context, tools)
      if (error !== undefined) throw new Error(`warm-up ${i} of ${warmup} failed: ${error}`)
    }
    const samples = samplesOf(await take(n, concurrency, step, context, tools), concurrency, toleratesErrors)
    note(step.title, samples)
    return samples as Samples<R>
  }
  return derived(step as When<C, unknown>, { title, act }) as When<C, Samples<R>>
}

function count(what: string, told: unknown, least: number): void {
  if (!Number.isSafeInteger(told) || (told as number) < least)
    throw new TypeError(`sampled(...): ${what} is a whole number from ${least}, not ${describeValue(told)}`)
}

async function take<C>(
  n: number,
  concurrency: number,
  step: When<C, unknown>,
  context: C,
  tools: Tools,
): Promise<readonly Sample[]> {
  const samples: Sample[] = []
  let next = 0
  let rested = now()
  const lane = async (): Promise<void> => {
    while (next < n) {
      const i = next++
      samples[i] = await sample(step, context, tools)
      // A step that waits for nothing would keep the scenario's limit from being seen.
      if (now() - rested > BREATH) {
        await new Promise((resolve) => realSetImmediate(resolve))
        rested = now()
      }
      tools.signal.throwIfAborted()
    }
  }
  await Promise.all(Array.from({ length: concurrency }, lane))
  return samples
}

/** In milliseconds. */
const BREATH = 50

async function sample<C>(step: When<C, unknown>, context: C, tools: Tools): Promise<Sample> {
  const checks: { title: string; check: () => Awaitable<Checked> }[] = []
  const verify: Tools['verify'] = (title, check) => void checks.push({ title, check })
  const own: Tools = { ...tools, signal: tools.signal, verify }
  const began = now()
  let ended: number
  let result: unknown
  try {
    const value = step.act(context, own)
    result = isThenable(value) ? await value : value
    ended = now()
  } catch (thrown) {
    ended = now()
    // What ends the scenario is no sample: a skip, a time-out.
    if (tools.signal.aborted || !(thrown instanceof Error)) throw thrown
    return { began, ended, outcome: { thrown }, error: messageOf(thrown) }
  }
  const error = unanswered(result) ?? (await unverified(checks))
  return { began, ended, outcome: { result }, ...(error === undefined ? {} : { error }) }
}

/** Why a reply of any client is an error. */
function unanswered(result: unknown): string | undefined {
  if (typeof result !== 'object' || result === null) return undefined
  const { status, headers } = result as { status?: unknown; headers?: unknown }
  if (typeof status !== 'number' || typeof headers !== 'object') return undefined
  return status >= 200 && status < 400 ? undefined : `it was answered with ${status}`
}

async function unverified(checks: readonly { title: string; check: () => Awaitable<Checked> }[]) {
  for (const { title, check } of checks)
    try {
      refuseVacuous(await check())
    } catch (thrown) {
      return `${title}: ${messageOf(thrown)}`
    }
  return undefined
}

function messageOf(thrown: unknown): string {
  return String(asError(thrown).message)
}

/** Up to this many single times are left in the report. */
const MOST_VALUES = 10_000

function note(title: string, samples: Samples<unknown>): void {
  const { n, errors, ms, throughput, concurrency } = samples
  const { average, max, total } = ms
  running()?.note({
    kind: 'samples',
    title,
    n,
    errors,
    ms: {
      average,
      max,
      total,
      ...(n >= FEWEST.p95 ? { p95: ms.p95 } : {}),
      ...(n >= FEWEST.p99 ? { p99: ms.p99 } : {}),
    },
    throughput,
    concurrency,
    ...(n <= MOST_VALUES ? { values: rawOf(samples, title).samples.map(lasted) } : {}),
  })
}

/** Milliseconds, to the microsecond. */
function lasted({ began, ended }: Sample): number {
  return Math.round((ended - began) * 1_000) / 1_000
}
