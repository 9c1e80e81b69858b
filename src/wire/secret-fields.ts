import { type Field, secretSpans } from './field-values.js'
import { MASKED } from './masked.js'
import { isSecretName, SECRET_NAME_END } from './secret-names.js'

/** A name, what closes it, and what leads on to its value: a colon, an equals sign, an arrow, the end of a tag, the space after a flag. */
const FIELD = new RegExp(
  `(${SECRET_NAME_END})(\\\\*["'\`])?(?:\\]|%5D)?(\\s{0,4}(?:=>|:(?!:)|=(?![=>])|%3D)\\s{0,4}|>|\\s)`,
  'gi',
)

/** The longest part of a name that is looked at. */
const LONGEST_NAME = 64

/** Replaces the values that stand under a secret's name: in JSON, headers, forms, query strings, INI, YAML, XML, flags and printed objects. */
export function withoutSecretFields(text: string): string {
  let clean = ''
  let done = 0
  let from = 0
  for (let found = next(0); found !== null; found = next(from)) {
    const [all, name, closing = '', separator] = found as unknown as [string, string, string | undefined, string]
    const before = nameBefore(text, found.index)
    from = found.index + name.length
    if (!isSecretName(before + name)) continue
    const field: Field = { name: before + name, nameAt: found.index - before.length, closing, separator }
    for (const { start, end, replacement = MASKED } of secretSpans(text, found.index + all.length, field)) {
      clean += text.slice(done, start) + replacement
      done = from = end
    }
  }
  return done === 0 ? text : clean + text.slice(done)

  function next(index: number): RegExpExecArray | null {
    FIELD.lastIndex = index
    return FIELD.exec(text)
  }
}

/** `x-api-` of `x-api-key`; `%5B` is the bracket of `card%5Bcvc%5D`. */
function nameBefore(text: string, end: number): string {
  if (text.startsWith('%5B', end - 3)) return ''
  return /[\w.-]*$/.exec(text.slice(Math.max(0, end - LONGEST_NAME), end))![0]
}
