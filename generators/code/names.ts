import { createHash } from 'node:crypto'

function words(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '')
}

/** A few characters that tell one text from others. */
export function shortHash(value: string): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 8)
}

const longest = 60

/**
 * A file's name from any text: `UserService -> users` gives `user-service-users`. Only a-z, 0-9 and hyphens; text in other letters, and text that
 * is too long, is told by a hash.
 */
export function kebab(value: string): string {
  const name = words(value).join('-')
  const lost =
    value
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replace(/[^\p{L}\p{N}]/gu, '').length > words(value).join('').length
  if (name === '') return `suite-${shortHash(value)}`
  if (lost || name.length > longest) return `${name.slice(0, longest).replace(/-+$/, '')}-${shortHash(value)}`
  return /^(?:con|prn|aux|nul|com\d|lpt\d)$/.test(name) ? `${name}-suite` : name
}

/** A variable's name from any text; the fallback when the text has no letters for one. */
export function camel(value: string, fallback: string): string {
  const [first, ...others] = words(value)
  if (first === undefined || !/^[a-z]/.test(first)) return fallback
  return first + others.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('')
}

/** One of what a collection's name tells: `addresses` gives `address`. */
export function singular(word: string): string {
  if (/ies$/i.test(word)) return word.replace(/ies$/i, 'y')
  if (/(?:ss|x|ch|sh|z)es$/i.test(word)) return word.replace(/es$/i, '')
  return /[^s]s$/i.test(word) ? word.slice(0, -1) : word
}

/** Words in the form in which two names are compared: lower case, singular, without what every component is called. */
export function stems(value: string): string[] {
  const filler = new Set([
    'api',
    'service',
    'controller',
    'client',
    'endpoint',
    'server',
    'backend',
    'the',
    'module',
    'rest',
  ])
  return words(value)
    .map(singular)
    .filter((word) => !filler.has(word))
}
