/** Whose rules a text of SQL is read by: what quotes, what is a comment. */
export type SqlFlavour = 'sqlite' | 'postgres' | 'mysql'

/** A piece of SQL text; blanks between pieces are none. */
export interface SqlToken {
  /** `word`: a keyword, a bare name or a number; `name`: a quoted name; `mark`: any other single character. */
  readonly kind: 'word' | 'name' | 'string' | 'comment' | 'mark'
  readonly text: string
  readonly from: number
  readonly to: number
  /** Its end is missing; it reaches to the end of the text. */
  readonly open: boolean
}

/** By TypeORM's name of the driver. */
export function flavourOf(type: string): SqlFlavour {
  if (type === 'postgres' || type === 'cockroachdb') return 'postgres'
  return type === 'mysql' || type === 'mariadb' ? 'mysql' : 'sqlite'
}

/** The pieces of a text of SQL, whatever stands in it: no `;` within a string, a name or a comment is taken for one that ends a statement. */
export function sqlTokens(text: string, flavour: SqlFlavour): SqlToken[] {
  const tokens: SqlToken[] = []
  let at = 0
  while (at < text.length) {
    const blank = stickyAt(/\s+/y, text, at)
    if (blank !== undefined) {
      at = blank
      continue
    }
    const token = quoted(text, at, flavour) ?? plain(text, at)
    tokens.push(token)
    at = token.to
  }
  return tokens
}

/** The name that a word or a quoted name stands for. */
export function nameOfToken({ kind, text }: SqlToken): string {
  if (kind !== 'name') return text
  const quote = text[0] === '[' ? ']' : text[0]!
  return text.slice(1, -1).replaceAll(quote + quote, quote)
}

function plain(text: string, at: number): SqlToken {
  const end = stickyAt(/[\p{L}\p{N}_][\p{L}\p{N}_$]*/uy, text, at)
  return end === undefined ? token('mark', text, at, at + 1) : token('word', text, at, end)
}

function quoted(text: string, at: number, flavour: SqlFlavour): SqlToken | undefined {
  const comment = commentAt(text, at, flavour)
  if (comment !== undefined) return comment
  const here = text[at]!
  if (here === "'") return closed('string', text, at, at + 1, "'", flavour === 'mysql')
  if (flavour === 'postgres' && /^[eE]'/.test(text.slice(at, at + 2)))
    return closed('string', text, at, at + 2, "'", true)
  if (here === '"') return closed(flavour === 'mysql' ? 'string' : 'name', text, at, at + 1, '"', flavour === 'mysql')
  if (here === '`' && flavour !== 'postgres') return closed('name', text, at, at + 1, '`', false)
  if (here === '[' && flavour === 'sqlite') return closed('name', text, at, at + 1, ']', false)
  if (here !== '$' || flavour !== 'postgres') return undefined
  const opened = stickyAt(/\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy, text, at)
  if (opened === undefined) return undefined
  const end = text.indexOf(text.slice(at, opened), opened)
  return end < 0 ? token('string', text, at, text.length, true) : token('string', text, at, end + opened - at)
}

function commentAt(text: string, at: number, flavour: SqlFlavour): SqlToken | undefined {
  const line = flavour === 'mysql' ? /(?:--(?=\s|$)|#)[^\n]*/y : /--[^\n]*/y
  const end = stickyAt(line, text, at)
  if (end !== undefined) return token('comment', text, at, end)
  if (!text.startsWith('/*', at)) return undefined
  let depth = 1
  const edge = /\/\*|\*\//g
  edge.lastIndex = at + 2
  for (let found = edge.exec(text); found !== null; found = edge.exec(text)) {
    if (found[0] === '*/') depth--
    else if (flavour === 'postgres') depth++
    if (depth === 0) return token('comment', text, at, edge.lastIndex)
  }
  return token('comment', text, at, text.length, true)
}

/** What reaches to the next `end` that is neither doubled nor, where a backslash does that, escaped. */
function closed(
  kind: 'string' | 'name',
  text: string,
  at: number,
  from: number,
  end: string,
  escapes: boolean,
): SqlToken {
  for (let i = from; i < text.length; i++) {
    if (escapes && text[i] === '\\') i++
    else if (text[i] === end) {
      if (text[i + 1] !== end || end === ']') return token(kind, text, at, i + 1)
      i++
    }
  }
  return token(kind, text, at, text.length, true)
}

function token(kind: SqlToken['kind'], text: string, from: number, to: number, open = false): SqlToken {
  return { kind, text: text.slice(from, to), from, to, open }
}

function stickyAt(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : undefined
}
