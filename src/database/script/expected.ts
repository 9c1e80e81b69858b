import type { Violation } from '../violation.js'

/** What the comments of a statement say of its end. */
export interface Said {
  /** It must fail; of the kind, where the comment names one. */
  readonly fails: { readonly kind: Violation['kind'] | undefined; readonly words: string } | undefined
  /** It must return so many rows. */
  readonly rows: number | undefined
}

const FAILS = /\b(?:should|must|shall|has to|is expected to|expected to)\s+(?:fail|be\s+(?:refused|rejected))\b/i
const ROWS = /\b(?:should|must|shall)\s+(?:return|find)\s+(no|\d+)\s+rows?\b/i
const KINDS: readonly (readonly [RegExp, Violation['kind']])[] = [
  [/\bforeign[ -]key\b/i, 'foreignKey'],
  [/\b(?:unique|duplicate|primary key)\b/i, 'unique'],
  [/\bnot[ -]?null\b/i, 'notNull'],
  [/\btoo[ -]long\b/i, 'tooLong'],
  [/\bcheck\b/i, 'check'],
]

/** Reads the comments: `should fail`, `must be rejected due to the unique constraint`, `should return 2 rows`. */
export function saidOf(comments: readonly string[]): Said {
  const words = comments.find((comment) => FAILS.test(comment))
  const rows = comments.map((comment) => ROWS.exec(comment)?.[1]).find((count) => count !== undefined)
  return {
    fails: words === undefined ? undefined : { kind: KINDS.find(([pattern]) => pattern.test(words))?.[1], words },
    rows: rows === undefined ? undefined : rows.toLowerCase() === 'no' ? 0 : Number(rows),
  }
}
