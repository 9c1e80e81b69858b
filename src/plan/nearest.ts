/** https://en.wikipedia.org/wiki/Levenshtein_distance, in one row. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** The known word that is most like this one; nothing when none is like it. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const short = word.slice(0, 120).toLowerCase()
  const ranked = known
    .map((candidate) => ({ candidate, away: distance(short, candidate.slice(0, 120).toLowerCase()) }))
    .sort((a, b) => a.away - b.away)
  const best = ranked[0]
  return best !== undefined && best.away <= Math.max(2, short.length * 0.4) ? best.candidate : undefined
}

/** ` Nearest: x`, or nothing. */
export function hint(word: string, known: readonly string[]): string {
  const found = nearest(word, known)
  return found === undefined ? '' : `. Nearest: ${found}`
}
