const lost = /[\uFFFD\p{Cc}]/u
const joiners = new Set(['\u200c', '\u200d'])

/** Whether the text holds what circulation destroyed: a replacement character, or a control character other than a blank. */
export function isDamaged(line: string): boolean {
  return lost.test(line.replace(/[\t\n\r]/g, ' '))
}

/** Every lost character as U+FFFD, and blanks as single spaces. */
function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\p{Cc}/gu, '\uFFFD')
}

/**
 * One line of printable text: blanks become single spaces, and control characters, lone surrogates and invisible format characters (which
 * can turn the direction of what follows) are gone. A lost arrow between two words becomes `->` again.
 */
export function cleanText(text: string): string {
  return onOneLine(text)
    .replace(/(?<=[^ \uFFFD] )\uFFFD+(?= [^ \uFFFD])/gu, '->')
    .replace(/[\p{Cs}\p{Cf}\uFFFD]/gu, (character) => (joiners.has(character) ? character : ''))
    .replace(/•{4,}/g, '•••')
    .replace(/ {2,}/g, ' ')
    .trim()
}

const separator = / ?(?:<?[-=]{1,3}>|[→⇒➜➔⟶↔⇔]|\uFFFD+) ?| [–—] | to /iu

/** `A -> B` from the ways in which an integration point is written, the damaged ones included; nothing when it names nothing. */
export function readPoint(text: string): string | undefined {
  const parts = onOneLine(text)
    .split(separator)
    .map((part) => cleanText(part).replace(/^\[(.+)\]$/, '$1'))
    .filter((part) => part !== '')
  return parts.length > 0 ? parts.join(' -> ') : undefined
}
