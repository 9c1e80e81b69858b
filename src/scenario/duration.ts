const UNITS: Readonly<Record<string, number>> = Object.freeze({ ms: 1, s: 1_000, m: 60_000, h: 3_600_000 })

/**
 * Milliseconds of a written duration: a number and one of `ms`, `s`, `m`, `h`.
 *
 * @throws TypeError when the text is no duration.
 * @example
 * ```ts
 * import { milliseconds } from 'qa-integ'
 * import assert from 'node:assert'
 *
 * assert.equal(milliseconds('1.5s'), 1500)
 * ```
 */
export function milliseconds(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)$/.exec(String(text)) ?? []
  if (amount === undefined || unit === undefined)
    throw new TypeError(`"${text}" is no duration; write a number and a unit, as in '200ms', '30s' or '2m'`)
  return Number(amount) * UNITS[unit]!
}

/** A duration as it is read best: `340 ms`, `1.2 s`, `2.0 min`. */
export function readable(ms: number): string {
  if (ms < 10) return `${Math.round(ms * 10) / 10} ms`
  if (ms < 1_000) return `${Math.round(ms)} ms`
  return ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : `${(ms / 60_000).toFixed(1)} min`
}
