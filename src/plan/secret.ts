/** Stands for every character of a credential, so that what comes after it keeps its place. */
const BLOT = '•'

/** A credential that stands in the plan, by its offset. */
export interface FoundSecret {
  readonly offset: number
  readonly what: string
  /** Known to be worthless, as a payment provider's test card is. */
  readonly worthless: boolean
}

interface Kind {
  readonly what: string
  /** The last group is the credential. */
  readonly pattern: RegExp
  readonly is?: (value: string) => boolean
  readonly worthless?: (value: string) => boolean
}

const testCards = new Set([
  '4111111111111111',
  '4242424242424242',
  '4000000000000002',
  '5555555555554444',
  '378282246310005',
])
const digits = (value: string) => value.replace(/\D/g, '')

/** https://en.wikipedia.org/wiki/Luhn_algorithm */
function passesLuhn(value: string): boolean {
  let sum = 0
  for (const [index, digit] of [...digits(value)].reverse().entries()) {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2)
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

const mixed = (value: string) => /\d/.test(value) && /[a-z]/i.test(value)

const kinds: readonly Kind[] = [
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----([\s\S]{1,5000}?)-----END/g },
  { what: 'a JSON Web Token', pattern: /(?<![\w-])(eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)/g },
  {
    what: 'an access key',
    pattern:
      /\b((?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_\w{20,}|github_pat_\w{20,}|xox[abprs]-[\w-]{10,}|[srp]k_(?:live|test)_\w{8,}|glpat-[\w-]{16,}|npm_\w{30,}|AIza[\w-]{30,})/g,
  },
  {
    what: 'a bearer token',
    pattern: /\bbearer\s+([\w.~+/-]{8,}=*)/gi,
    is: (value) => mixed(value) || value.length >= 24,
  },
  {
    what: 'basic credentials',
    pattern: /\bbasic\s+([\w+/]{8,}={0,2})/gi,
    is: (value) => mixed(value) || value.endsWith('='),
  },
  {
    what: 'a password in an address',
    pattern: /(?<![\w+.-])[a-z][a-z\d+.-]{0,20}:\/\/[^\s/:@]{1,100}:([^\s/@]{1,200})@/gi,
  },
  {
    what: 'a password',
    pattern: /\b(?:pass(?:word|wd|phrase)?|pwd)["'`]?\s*[:=]\s*(["'`])((?:(?!\1)[^\r\n]){4,200})\1/gi,
  },
  {
    what: 'a password',
    pattern: /\b(?:pass(?:word|wd|phrase)?|pwd)["'`]?\s*[:=]\s*([^\s"'`,;|<>{}[\]()$]{6,})/gi,
    is: (value) => /[\d!@#%^&*]/.test(value),
  },
  {
    what: 'a token or key',
    pattern: /(?:token|secret|api[-_ ]?key|access[-_ ]?key)["'`]?\s*[:=]\s*["'`]?([\w.~+/-]{12,}=*)/gi,
    is: mixed,
  },
  {
    what: 'a card number',
    pattern: /(?<![\w.-])([2-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{1,7}|3[47]\d{2}[ -]?\d{6}[ -]?\d{5})(?![\w.-]*\d)/g,
    is: (value) => digits(value).length >= 13 && digits(value).length <= 19 && passesLuhn(value),
    worthless: (value) => testCards.has(digits(value)),
  },
]

const placeholder = /^(?:[<{[$].*|\*+|x+|\.+|•+)$/i

/** The text with every credential blotted out, character by character, and where they stood. Nothing after this can echo one. */
export function blotSecrets(text: string): { readonly text: string; readonly secrets: readonly FoundSecret[] } {
  const secrets: FoundSecret[] = []
  let blotted = text
  for (const { what, pattern, is, worthless } of kinds) {
    blotted = blotted.replace(pattern, (whole: string, ...groups: unknown[]) => {
      const offset = groups.findLast((group) => typeof group === 'number') ?? 0
      const value = groups.filter((group) => typeof group === 'string').at(-2) ?? whole
      if (value.includes(BLOT) || placeholder.test(value) || is?.(value) === false) return whole
      const start = whole.lastIndexOf(value)
      secrets.push({ offset: offset + start, what, worthless: worthless?.(value) ?? false })
      return whole.slice(0, start) + value.replace(/[^\r\n]/g, BLOT) + whole.slice(start + value.length)
    })
  }
  return { text: blotted, secrets: secrets.sort((a, b) => a.offset - b.offset) }
}

/** Whether a value of the plan was a credential: a suite has to take it from the environment. */
export function isBlotted(text: string): boolean {
  return text.includes(BLOT)
}
