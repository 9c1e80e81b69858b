import { FEWEST, nearestRank } from './nearest-rank.js'

/** Milliseconds of samples; percentiles are exact, by nearest rank. */
export interface Times {
  /** From the start of the first sample to the end of the last. */
  readonly total: number
  /** Not to be read of fewer than 20 samples. */
  readonly p95: number
  /** Not to be read of fewer than 100 samples. */
  readonly p99: number
  /** The slowest sample. */
  readonly max: number
  /** The arithmetic mean. */
  readonly average: number
}

/** What a when did when it was done several times. A sample that threw or was answered outside 2xx and 3xx is an error. */
export interface Samples<R> {
  /** How many were taken, errors included. */
  readonly n: number
  /** How many threw or were answered outside 2xx and 3xx. */
  readonly errors: number
  /** What the samples returned, in the order of their start; those that threw returned nothing. */
  readonly results: readonly R[]
  /** Their times in milliseconds, those of errors included. */
  readonly ms: Times
  /** How many were at work at once. */
  readonly concurrency: number
  /** Samples without an error, per second. */
  readonly throughput: number
}

/** One time that the when was done; `began` and `ended` on the machine's steady clock, in milliseconds. */
export interface Sample {
  readonly began: number
  readonly ended: number
  readonly outcome: { readonly result: unknown } | { readonly thrown: unknown }
  /** Why it counts as an error. */
  readonly error?: string
}

const RAW = Symbol.for('qa-integ.samples')

/** What the expectations of samples know beyond what authors see. */
export interface Raw {
  readonly samples: readonly Sample[]
  /** An error rate is expected beside, so gates on times bear with errors. */
  readonly toleratesErrors: boolean
}

/** Puts samples together. */
export function samplesOf(samples: readonly Sample[], concurrency: number, toleratesErrors: boolean): Samples<unknown> {
  const errors = samples.filter(({ error }) => error !== undefined).length
  const ms = timesOf(samples)
  const results = samples.flatMap(({ outcome }) => ('result' in outcome ? [outcome.result] : []))
  const throughput = ((samples.length - errors) / ms.total) * 1_000
  const visible = { n: samples.length, errors, results, ms, concurrency, throughput }
  const raw: Raw = { samples, toleratesErrors }
  return Object.freeze(Object.defineProperty(visible, RAW, { value: raw }))
}

/** The raw samples behind what a when returned, or a sentence about what it returned instead. */
export function rawOf(samples: unknown, word: string): Raw {
  const raw = (samples as { [RAW]?: Raw } | null | undefined)?.[RAW]
  if (raw === undefined)
    throw new TypeError(
      `${word} looks at samples; tell the when with sampled(20, ...), as in .when(sampled(20, shop.get('/')))`,
    )
  return raw
}

function timesOf(samples: readonly Sample[]): Times {
  const each = samples.map(({ began, ended }) => ended - began).sort((a, b) => a - b)
  const began = samples.reduce((first, sample) => Math.min(first, sample.began), Number.POSITIVE_INFINITY)
  const ended = samples.reduce((last, sample) => Math.max(last, sample.ended), 0)
  const average = each.reduce((sum, one) => sum + one, 0) / each.length
  const ms = { total: ended - began, average, max: each.at(-1)! } as { -readonly [K in keyof Times]: Times[K] }
  for (const [name, percent] of [
    ['p95', 95],
    ['p99', 99],
  ] as const)
    if (each.length >= FEWEST[name]) ms[name] = nearestRank(each, percent)
    else Object.defineProperty(ms, name, { get: () => tooFew(name, each.length) })
  return Object.freeze(ms)
}

/** Refuses a percentile that would be the maximum by another name. */
export function tooFew(name: keyof typeof FEWEST, n: number): never {
  throw new RangeError(
    `${name} needs at least ${FEWEST[name]} samples and there are ${n}; take more with sampled(${FEWEST[name]}, ...), or look at max or average`,
  )
}
