import { type SqlFlavour, type SqlToken, sqlTokens } from '../statements/sql-tokens.js'

/** A statement of a script. */
export interface ScriptStatement {
  /** Without the `;` that ends it. */
  readonly sql: string
  /** Where it begins, counted from 1. */
  readonly line: number
  /** The comments that speak of it. */
  readonly comments: readonly string[]
}

/** Why a script can't be taken apart, and where. */
export interface ScriptError extends Error {
  readonly line: number
}

function broken(message: string, line: number): ScriptError {
  return Object.assign(new Error(message), { line })
}

interface Piece {
  readonly tokens: SqlToken[]
  readonly comments: SqlToken[]
}

/**
 * Takes a script apart. A comment speaks of the statement that it stands in, behind on the same line, or above; one that
 * stands below a statement without a blank line between them, and with one after it, speaks of that statement.
 */
export function splitScript(text: string, flavour: SqlFlavour): ScriptStatement[] {
  const lineOf = (at: number): number => text.slice(0, at).split('\n').length
  const pieces: Piece[] = []
  let piece: Piece = { tokens: [], comments: [] }
  let depth = 0
  const tokens = sqlTokens(text, flavour)
  for (const [i, token] of tokens.entries()) {
    if (token.open) throw broken(`this ${token.kind} has no end`, lineOf(token.from))
    if (token.kind === 'comment') {
      const last = pieces.at(-1)
      const of = piece.tokens.length === 0 && last && isBelow(text, last, token) ? last : piece
      of.comments.push(token)
      continue
    }
    if (token.text === ';' && depth === 0) {
      if (piece.tokens.length > 0) {
        pieces.push({ ...piece, tokens: [...piece.tokens, token] })
        piece = { tokens: [], comments: [] }
      }
      continue
    }
    if (piece.tokens.length === 0) refuseCommand(token, lineOf(token.from))
    piece.tokens.push(token)
    depth = nested(piece.tokens, depth, tokens[i + 1])
  }
  if (depth > 0) throw broken('this statement begins a block that has no END', lineOf(piece.tokens[0]!.from))
  if (piece.tokens.length > 0)
    pieces.push({
      ...piece,
      tokens: [...piece.tokens, { ...piece.tokens.at(-1)!, text: ';', from: piece.tokens.at(-1)!.to }],
    })
  return pieces.map(({ tokens: own, comments }) => ({
    sql: text.slice(own[0]!.from, own.at(-1)!.from).trimEnd(),
    line: lineOf(own[0]!.from),
    comments: comments.map((comment) => comment.text.replace(/^(--|#|\/\*)\s*|\s*\*\/$/g, '')),
  }))
}

/** A comment of the statement above it. */
function isBelow(text: string, { tokens, comments }: Piece, comment: SqlToken): boolean {
  const above = Math.max(tokens.at(-1)!.to, ...comments.map(({ to }) => to))
  const between = text.slice(above, comment.from)
  if (!between.includes('\n')) return true
  if (/\n[^\S\n]*\n/.test(between)) return false
  return /^(?:\s*|[^\S\n]*\n[^\S\n]*(?:--[^\n]*\n[^\S\n]*)*(?:\n[\s\S]*)?)$/.test(text.slice(comment.to))
}

/** How many blocks of a trigger or a routine are open behind the last token. */
function nested(tokens: readonly SqlToken[], depth: number, next: SqlToken | undefined): number {
  const token = tokens.at(-1)!
  if (token.kind !== 'word' || tokens[0]!.text.toUpperCase() !== 'CREATE') return depth
  switch (token.text.toUpperCase()) {
    case 'BEGIN':
      return depth + 1
    case 'CASE':
      return depth > 0 && tokens.at(-2)?.text.toUpperCase() !== 'END' ? depth + 1 : depth
    case 'END':
      return depth > 0 && !/^(IF|LOOP|WHILE|REPEAT)$/i.test(next?.text ?? '') ? depth - 1 : depth
    default:
      return depth
  }
}

function refuseCommand({ text }: SqlToken, line: number): void {
  if (text === '\\' || text === '.' || text.toUpperCase() === 'DELIMITER')
    throw broken(
      `${text === '\\' ? 'psql' : text === '.' ? 'sqlite3' : 'mysql'} has commands of its own, and this is one; only SQL can be sent to a database`,
      line,
    )
}
