import { milliseconds } from '../scenario/duration.js'
import type { Given } from '../scenario/step.js'
import type { Awaitable } from '../scenario/types.js'
import { LIFE, type Life, type LifeOptions, type Living, life } from './life.js'

/** A named part of the world. As a given it is started; its own step values imply it. */
export interface Handle extends Given<object, void> {
  /** As messages and reports call it. */
  readonly name: string
}

/**
 * How a part of the world lives.
 *
 * @example
 * ```ts
 * import { existsSync, mkdtempSync, rmSync } from 'node:fs'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { handle, scenario } from 'qa-integ'
 * import { expect } from 'chai'
 *
 * const uploads = handle({
 *   name: 'the folder of uploads',
 *   start: () => mkdtempSync(join(tmpdir(), 'uploads-')),
 *   stop: (folder) => rmSync(folder, { recursive: true }),
 *   per: 'scenario',
 *   within: '5s',
 * })
 *
 * scenario('a folder is there')
 *   .given(uploads)
 *   .when('it is looked for', () => existsSync(uploads.value))
 *   .expect('found', (found) => expect(found).to.equal(true))
 * ```
 */
export interface HandleOptions<V> {
  /** As messages and reports call it; not empty. */
  name: string
  /** Makes the live value; `uses` starts another handle first, `signal` is aborted when it takes too long. */
  start(tools: { uses(other: Handle): Promise<void>; signal: AbortSignal }): Awaitable<V>
  /** After every scenario that used it. */
  reset?(value: V): Awaitable<void>
  /** When the last who share it end. */
  stop?(value: V): Awaitable<void>
  /** Who shares it: one scenario, or the scenarios of a worker (default). */
  per?: 'scenario' | 'worker'
  /** How long `start` may take; '60s' where it is not told. It is not counted in the scenario's time. */
  within?: string
}

/** How long a start may take where its author does not say, in milliseconds. */
export const START_LIMIT = 60_000

/**
 * Makes a part of the world that scenarios can be given: started when the first of them needs it, reset after each,
 * stopped when the last who share it end. Its `value` is there in scenarios that were given it, and throws elsewhere.
 *
 * @throws TypeError when it has no name or no `start`, or `per` is neither of the two.
 * @example
 * ```ts
 * import { handle, scenario } from 'qa-integ'
 * import { expect } from 'chai'
 *
 * const queue = handle({ name: 'queue', start: () => [] as string[], reset: (jobs) => void jobs.splice(0) })
 *
 * scenario('a job is queued')
 *   .given(queue)
 *   .when('it comes in', () => queue.value.push('tea'))
 *   .expect('it is there', () => expect(queue.value).to.deep.equal(['tea']))
 * ```
 */
export function handle<V>(options: HandleOptions<V>): Handle & { readonly value: V } {
  const { name, start, reset, stop, per = 'worker', within } = options
  if (typeof name !== 'string' || name.trim() === '') throw new TypeError('handle({ name, start }) needs a name')
  if (typeof start !== 'function') throw new TypeError(`handle "${name}" needs start: () => ...`)
  if (per !== 'worker' && per !== 'scenario')
    throw new TypeError(
      `handle "${name}": per is 'scenario' or 'worker', not ${JSON.stringify(per)}; only what is described in data, such as a process, can be shared by a run`,
    )
  const own = life<V>({
    name,
    start: start.bind(options) as LifeOptions<V>['start'],
    ...(reset ? { reset: reset.bind(options) } : {}),
    ...(stop ? { stop: stop.bind(options) } : {}),
    per,
    limit: within === undefined ? START_LIMIT : milliseconds(within),
  })
  const base = asHandle(own)
  return Object.freeze(
    Object.defineProperty({ ...base }, 'value', { get: () => own.value(), enumerable: false }),
  ) as unknown as Handle & { readonly value: V }
}

/** The members that every handle has, for a domain to add its own to; safe to spread. */
export function asHandle(own: Life): Handle & Living {
  const part: Living = Object.freeze({ name: own.name, [LIFE]: own })
  return { name: own.name, title: own.name, setUp: () => {}, uses: Object.freeze([part]), [LIFE]: own }
}
