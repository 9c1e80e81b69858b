import { kinds } from './kinds'

const COUNT = Number(process.env.SCENARIOS ?? 100)

/** Every other scenario of those that the seed has put into an order, beginning with the first or the second. */
export function declareHalf(half: 0 | 1): void {
  const all = Array.from({ length: COUNT }, (_, i) => ({
    kind: kinds[i % kinds.length]!,
    n: Math.floor(i / kinds.length),
  }))
  const random = generator(Number(process.env.SEED ?? 1))
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[all[i], all[j]] = [all[j]!, all[i]!]
  }
  for (const [i, { kind, n }] of all.entries()) if (i % 2 === half) kind(n)
}

/** Numbers from 0 to 1 that a seed makes the same each time (mulberry32). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
