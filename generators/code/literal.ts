import type { Json } from '../../src/plan/index.js'

/** A piece of source text that stands where a value does. */
export interface Code {
  readonly code: string
  /** The name in the context that it reads. */
  readonly reads?: string
}
/** A value to be written as source text; pieces of code may stand in it at any depth. */
export type Value = Json | Code | readonly Value[] | ValueObject
/** An object to be written as source text. */
export interface ValueObject {
  readonly [key: string]: Value
}

const pieces = new WeakSet<object>()

/** Source text as a value; `reads` names what it reads from the context. */
export function code(text: string, reads?: string): Code {
  const piece = Object.freeze({ code: text, ...(reads === undefined ? {} : { reads }) })
  pieces.add(piece)
  return piece
}

/** Whether a value is a piece of code, and no data that looks like one. */
export function isCode(value: unknown): value is Code {
  return typeof value === 'object' && value !== null && pieces.has(value)
}

/**
 * A string literal that holds no character which could end it, the line or the direction of the text: in single quotes, or in double ones
 * when the text holds apostrophes.
 */
export function text(value: string): string {
  const escaped = JSON.stringify(value)
    .slice(1, -1)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) =>
      [...Array(character.length).keys()]
        .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
        .join(''),
    )
  if (value.includes("'") && !value.includes('"')) return `"${escaped}"`
  return `'${escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

const reserved = new Set(
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield'.split(
    ' ',
  ),
)

/** Whether a word can name a variable. */
export function isIdentifier(word: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(word) && !reserved.has(word) && word !== '__proto__'
}

/** A property's name: bare where that is plain; `__proto__` would set the prototype. */
function property(key: string): string {
  if (key === '__proto__') return `['__proto__']`
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : text(key)
}

function inline(value: Value): string {
  if (isCode(value)) return value.code
  if (typeof value === 'string') return text(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return `[${value.map((one: Value) => inline(one)).join(', ')}]`
  const entries = Object.entries(value as ValueObject).map(([key, one]) => `${property(key)}: ${inline(one)}`)
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

const width = 110

/**
 * A value as source text: on one line where it fits, else a line for each of its parts; `indent` is that of the line it stands in, `before` what
 * stands before it there.
 */
export function literal(value: Value, indent = '', before = ''): string {
  const short = inline(value)
  if (
    short.length + indent.length + before.length <= width ||
    typeof value !== 'object' ||
    value === null ||
    isCode(value)
  )
    return short
  const deeper = `${indent}  `
  if (Array.isArray(value)) {
    return `[\n${value.map((one: Value) => `${deeper}${literal(one, deeper)},\n`).join('')}${indent}]`
  }
  const entries = Object.entries(value as ValueObject)
  return `{\n${entries.map(([key, one]) => `${deeper}${property(key)}: ${literal(one, deeper)},\n`).join('')}${indent}}`
}

/** A template literal of fixed text and expressions. */
export function template(parts: readonly (string | Code)[]): string {
  const inner = parts.map((part) =>
    typeof part === 'string'
      ? text(part)
          .slice(1, -1)
          .replaceAll("\\'", "'")
          .replace(/[`]|\$\{/g, '\\$&')
      : `\${${part.code}}`,
  )
  return `\`${inner.join('')}\``
}

/** A comment on one line; never an instruction to a tool, which would have to open it. */
export function comment(words: string): string {
  const line = words.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, ' ').trim()
  return `// ${/^[\p{L}\p{N}"'`(]/u.test(line) ? line : line.replace(/^[^\p{L}\p{N}]+/u, '')}`
}
