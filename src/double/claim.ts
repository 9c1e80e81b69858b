import { show } from '../match/show.js'
import { milliseconds, readable } from '../scenario/duration.js'
import { running } from '../scenario/running.js'
import { argumentMismatches } from './arguments.js'
import type { WatchedCall } from './call-log.js'
import type { Observed } from './spied.js'

/** What is said of the calls of a spy. */
export interface Claim {
  readonly what: Observed
  readonly with?: readonly unknown[]
  readonly times?: number
  readonly before: readonly Observed[]
  readonly at?: readonly string[]
}

/** The claim as a sentence. */
export function titleOf({ what, with: args, times, before, at }: Claim): string {
  return [
    `${what.name} is ${times === undefined ? 'called' : count(times)}`,
    args && args.length > 0 ? `with ${args.map(show).join(', ')}` : '',
    at ? `at ${at.join(', ')}` : '',
    before.length > 0 ? `before ${before.map(({ name }) => name).join(' and ')}` : '',
  ]
    .filter(Boolean)
    .join(' ')
}

/** A timer on the real clock is late by what else the machine does, and early by its rounding. */
const LATE = 500
const EARLY = 5

/** Throws what the claim says and the calls do not. */
export function judge(claim: Claim, calls: readonly WatchedCall[], others: readonly (readonly WatchedCall[])[]): void {
  const { what, with: args, times, before, at } = claim
  const seen = calls.map((call) => ({ ...call, args: what.seen?.(call.args) ?? call.args }))
  const mismatches = seen.map((call) => (args ? argumentMismatches(args, call.args, what.argument) : []))
  const counted = seen.filter((_, i) => mismatches[i]!.length === 0)
  const fail = (problem: string) => {
    throw failure(`expected that ${titleOf(claim)}, but ${problem}${listed(what, seen, mismatches)}`)
  }
  const expected = times ?? at?.length
  if (expected === undefined ? counted.length === 0 : counted.length !== expected)
    fail(
      args && calls.length > 0
        ? `${counted.length} of its ${calls.length} calls matched`
        : `it was ${count(calls.length)}`,
    )
  if ([...counted, ...others.flat()].some(({ moment }) => !moment)) fail('a history was cleared during the when')
  for (const [i, other] of before.entries()) {
    const [first] = others[i]!
    if (!first) fail(`${other.name} was never called`)
    else if (counted.some(({ moment }) => moment!.order > first.moment!.order)) fail(`${other.name} came before it`)
  }
  if (!at) return
  const begun = running()?.whenBegan ?? 0
  const instants = counted.map(({ moment }) => moment!.at - begun)
  const off = instants.some((instant, i) => {
    const late = instant - milliseconds(at[i]!)
    return !(late >= -EARLY && late <= LATE)
  })
  if (off) fail(`it was called at ${instants.map((instant) => readable(instant)).join(', ')}`)
}

function listed(what: Observed, calls: readonly WatchedCall[], mismatches: readonly (readonly string[])[]): string {
  const most = 10
  const lines = calls
    .slice(0, most)
    .flatMap(({ args }, i) => [
      `  ${i + 1}. ${what.name}(${args.map(show).join(', ')})`,
      ...mismatches[i]!.slice(0, 5).map((message) => `       ${message}`),
    ])
  if (calls.length > most) lines.push(`  … and ${calls.length - most} more`)
  return lines.length === 0 ? '' : `:\n${lines.join('\n')}`
}

function count(n: number): string {
  if (n === 0) return 'never called'
  return `called ${n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`}`
}

function failure(message: string): Error {
  const error = new Error(message)
  error.name = 'AssertionError'
  return error
}
