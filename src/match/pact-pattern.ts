import { type Token, tokensOf } from './js-pattern.js'

/**
 * A JavaScript pattern as Pact's engine reads it. Pact runs Oniguruma (Ruby syntax) and asks whether a match that starts at the first
 * character covers the whole text, where JavaScript searches: what an unanchored pattern leaves open is written out. Both know look-around and
 * back-references. What Oniguruma can't run is rewritten, or refused with a sentence.
 */
export function toPactPattern(source: string, flags: string): string {
  const tokens = tokensOf(source, flags)
  const construct = flags.includes('v') ? 'the flag v' : unknownConstruct(tokens, source, flags)
  if (construct !== undefined) {
    throw new TypeError(
      `Pact's engine can't run /${source}/${flags}, because of ${construct}. Write the pattern without it, or check this value in an expect of its own.`,
    )
  }
  const lines = flags.includes('m')
  const split = tokens.some(({ text, depth }) => text === '|' && depth === 0)
  const starts = !lines && !split && tokens[0]?.text === '^'
  const ends = !lines && !split && tokens.at(-1)?.text === '$'
  const body = tokens.map((token, i) => {
    if (lines || token.inClass) return rewrite(token, tokens, i, flags)
    if (token.text === '^') return starts && i === 0 ? '^' : '\\A'
    if (token.text === '$') return starts && ends && i === tokens.length - 1 ? '$' : '\\z'
    return rewrite(token, tokens, i, flags)
  })
  const whole = split ? `(?:${body.join('')})` : body.join('')
  return `${flags.includes('i') ? '(?i)' : ''}${starts ? '' : `${ANY}*?`}${whole}${ends ? '' : `${ANY}*`}`
}

const ANY = '[\\s\\S]'

/** Of these Oniguruma would take the digits and letters of all alphabets. */
const ASCII: Readonly<Record<string, string>> = {
  '\\d': '[0-9]',
  '\\D': '[^0-9]',
  '\\w': '[A-Za-z0-9_]',
  '\\W': '[^A-Za-z0-9_]',
}

/** What Oniguruma can't run and what can't be rewritten either. */
function unknownConstruct(tokens: readonly Token[], source: string, flags: string): string | undefined {
  const groups = new RegExp(`${source}|`, flags).exec('')
  const count = (groups?.length ?? 1) - 1
  let negative: number | undefined
  for (const { text, depth, inClass } of tokens) {
    if (/^\\u[dD][89a-fA-F]..$/.test(text)) return `${text}, half of a character`
    if (/^\\[pP]\{(?!(?:(?:sc|Script|gc|General_Category)=)?[^=]*\}$)/.test(text)) return `the property ${text}`
    if (inClass) continue
    const number = /^\\([1-9]\d*)$/.exec(text)?.[1]
    if (number !== undefined && groups?.groups)
      return `${text}, a number for a group where groups have names (use \\k<name>)`
    if (number !== undefined && Number(number) > count) return `${text}, the number of no group`
    if (/^\(\?[a-z-]*[ms][a-z-]*:$/.test(text)) return `${text}…), flags of a part`
    if (text === '[]') return '[], which matches nothing'
    if (text === ')' && depth === negative) negative = undefined
    else if (text === '(?<!') negative ??= depth
    else if (negative !== undefined && /^\((?:\?<[^=!]|$)/.test(text))
      return 'a group that captures in a negative look-behind (use (?:…))'
  }
  return undefined
}

function rewrite({ text, inClass }: Token, tokens: readonly Token[], i: number, flags: string): string {
  const code = codePoint(text)
  if (code !== undefined) return `\\x{${code.toString(16).toUpperCase()}}`
  if (/^\\[pP]\{/.test(text)) return text.replace(/\{.*=/, '{')
  const ascii = ASCII[text]
  if (ascii !== undefined) return inClass ? ascii.replace(/^\[([^^].*)\]$/, '$1') : ascii
  if (inClass) {
    if (text === '[' || (text === '&' && tokens[i + 1]?.text === '&')) return `\\${text}`
    if (text === '-' && (isSet(tokens[i - 1]) || isSet(tokens[i + 1]))) return '\\-'
  } else {
    if (text === '[^]' || (text === '.' && flags.includes('s'))) return ANY
    if (/^\{\d+\}\?$/.test(text)) return text.slice(0, -1)
    if (text === '{') return '\\{'
  }
  return /^\\[A-Za-z]$/.test(text) && !/[dDwWsSbBnrtf]/.test(text) ? text.slice(1) : text
}

/** The character that an escape stands for, where Oniguruma writes it another way. */
function codePoint(text: string): number | undefined {
  if (text === '\\v') return 0xb
  if (!/^\\(?:u.{4}|x.{2}$|u\{)/.test(text)) return undefined
  const codes = text.match(/[\dA-Fa-f]{2,}/g) ?? []
  return String.fromCodePoint(...codes.map((hex) => Number.parseInt(hex, 16))).codePointAt(0)
}

/** A class of characters in brackets, which can't bound a range. */
function isSet(token: Token | undefined): boolean {
  return token?.inClass === true && /^\\[dDwWsSpP]/.test(token.text)
}
