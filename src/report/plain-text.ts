import { stripVTControlCharacters } from 'node:util'

const joiners = new Set(['\u200c', '\u200d'])
const unprintable = /[\p{Cc}\p{Cs}\p{Cf}\uFFFE\uFFFF]/gu

/**
 * Printable text of any number of lines: colours, control characters, lone surrogates and the invisible characters that turn the direction of
 * what follows are gone, line ends are line feeds. What is left is legal in XML.
 */
export function plain(text: string): string {
  return stripVTControlCharacters(String(text))
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(unprintable, (character) =>
      character === '\n' || character === '\t' || joiners.has(character) ? character : '',
    )
}

/** The same on one line: every run of blanks is one space. */
export function oneLine(text: string): string {
  return plain(text).replace(/\s+/g, ' ').trim()
}

/** At most so many characters, with what was left out said. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text
  const kept = text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '')
  return `${kept}… (${text.length - kept.length} more characters)`
}
