/** A path as it is told, with `:name` or `{name}` for a part that may be anything. */
export interface PathPattern {
  /** The values of its parameters when the path is one of its kind. */
  match(path: string): Readonly<Record<string, string>> | undefined
  /** How many of its parts are told to the letter: the more, the better it fits. */
  readonly literal: number
}

const PARAMETER = /^(?::(\w+)|\{(\w+)\})$/

/**
 * Reads a path pattern.
 *
 * @throws TypeError when it is no path, or names a parameter twice.
 */
export function pathPattern(path: string): PathPattern {
  if (typeof path !== 'string' || !path.startsWith('/'))
    throw new TypeError(`the path "${path}" does not begin with a slash`)
  if (/[?#\s]/.test(path))
    throw new TypeError(
      `the path "${path}" holds more than a path; tell a query in called(...).with({ query: { ... } })`,
    )
  const parts = path.split('/').map((text) => {
    const [, colon, brace] = PARAMETER.exec(text) ?? []
    return { text: decoded(text), name: colon ?? brace }
  })
  const names = parts.flatMap(({ name }) => name ?? [])
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice) throw new TypeError(`the path "${path}" names "${twice}" twice`)
  return Object.freeze({
    literal: parts.length - names.length,
    match(asked: string) {
      const values = asked.split('/').map(decoded)
      if (values.length !== parts.length) return undefined
      const fits = parts.every(({ text, name }, i) => (name === undefined ? text === values[i] : values[i] !== ''))
      if (!fits) return undefined
      return Object.freeze(
        Object.fromEntries(parts.flatMap(({ name }, i) => (name === undefined ? [] : [[name, values[i]!]]))),
      )
    },
  })
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
