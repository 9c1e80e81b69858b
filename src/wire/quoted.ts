/** A quote with as many backslashes before it as there are strings around its string. */
export interface Quote {
  readonly mark: string
  readonly backslashes: number
  readonly length: number
}

/** The opening quote at this place, if one stands there. */
export function quoteAt(text: string, at: number): Quote | undefined {
  let end = at
  while (text[end] === '\\') end++
  const mark = text[end]
  if (mark !== '"' && mark !== "'" && mark !== '`') return undefined
  return { mark, backslashes: end - at, length: end - at + 1 }
}

/** Where the quoted text that begins at `from` ends; a text that was cut may lack the closing quote. */
export function quotedEnd(text: string, from: number, { mark, backslashes }: Quote): number {
  for (let at = text.indexOf(mark, from); at !== -1; at = text.indexOf(mark, at + 1)) {
    const before = backslashesBefore(text, at, from)
    // Each string around it doubles the backslashes: an even number of its own makes no quote a part of it.
    if (before < backslashes || before % (2 * (backslashes + 1)) === backslashes)
      return at - Math.min(before, backslashes)
  }
  return text.length
}

function backslashesBefore(text: string, at: number, from: number): number {
  let start = at
  while (start > from && text[start - 1] === '\\') start--
  return at - start
}
