/**
 * Numbers that look random and are the same on every run: each row of each table has its own.
 *
 * @example
 * ```ts
 * import type { Random } from 'qa-integ/database'
 *
 * const age = (random: Random) => random.integer(18, 99)
 * const city = (random: Random) => random.pick(['Bern', 'Graz', 'Ulm'])
 * const share = (random: Random) => random()
 * ```
 */
export interface Random {
  /** From 0 up to, and without, 1. */
  (): number
  /** A whole number, both ends included. */
  integer(least: number, most: number): number
  /** One of the list. */
  pick<const T>(list: readonly T[]): T
}

/** The numbers of a row. */
export function randomOf(seed: string | number, table: string, n: number): Random {
  let state = hashed(`${seed}\n${table}\n${n}`)
  // Mulberry32: small, and good enough for values that only have to differ.
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return Object.freeze(
    Object.assign(next, {
      integer(least: number, most: number) {
        if (!Number.isInteger(least) || !Number.isInteger(most) || most < least)
          throw new RangeError(`random.integer(${least}, ${most}) needs two whole numbers, the smaller one first`)
        return least + Math.floor(next() * (most - least + 1))
      },
      pick<T>(list: readonly T[]): T {
        if (list.length === 0) throw new RangeError('random.pick([]) has nothing to pick from')
        return list[Math.floor(next() * list.length)]!
      },
    }),
  )
}

/** FNV-1a, and a last stir so that neighbours end far from each other. */
function hashed(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return hash ^ (hash >>> 13)
}
