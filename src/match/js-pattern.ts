/** A piece of a JavaScript pattern that keeps its meaning as a whole. */
export interface Token {
  readonly text: string
  /** How many groups are open around it; its own parentheses are outside of a group. */
  readonly depth: number
  /** Inside `[…]`, the closing bracket included. */
  readonly inClass: boolean
}

const ESCAPE = String.raw`\\(?:u[dD][89abAB][\dA-Fa-f]{2}\\u[dD][c-fC-F][\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|x[\dA-Fa-f]{2}|k<[^>]*>|c[A-Za-z]|[1-9]\d*|[^])`
const UNICODE_ESCAPE = String.raw`\\(?:u\{[\dA-Fa-f]+\}|[pP]\{[^}]*\})`
const OUTSIDE = [
  String.raw`\[\^?\]`,
  String.raw`\[\^?`,
  String.raw`\(\?(?:<[=!]|<[^>]*>|[=!:]|[a-z]*-?[a-z]*:)`,
  String.raw`\{\d+(?:,\d*)?\}\??`,
  '[^]',
].join('|')

/** Takes a valid pattern apart. */
export function tokensOf(source: string, flags: string): readonly Token[] {
  const escapes = flags.includes('u') ? `${UNICODE_ESCAPE}|${ESCAPE}` : ESCAPE
  const outside = new RegExp(`${escapes}|${OUTSIDE}`, 'y')
  const inside = new RegExp(`${escapes}|[^]`, 'y')
  const tokens: Token[] = []
  let depth = 0
  let inClass = false
  for (let at = 0; at < source.length; at += tokens.at(-1)?.text.length ?? 0) {
    const reader = inClass ? inside : outside
    reader.lastIndex = at
    const [text] = reader.exec(source) as RegExpExecArray
    if (!inClass && text === ')') depth -= 1
    tokens.push({ text, depth, inClass })
    if (!inClass && text.startsWith('(')) depth += 1
    inClass = inClass ? text !== ']' : text === '[' || text === '[^'
  }
  return tokens
}
