/** Names that end in one of these hold a secret, however they are spelt: `dbPassword`, `X-API-Key`, `client_secret`. */
const LONG = [
  'authorization',
  'cookie',
  'cookies',
  'password',
  'passwd',
  'passphrase',
  'passcode',
  'secret',
  'secrets',
  'token',
  'apikey',
  'secretkey',
  'privatekey',
  'accesskey',
  'signingkey',
  'encryptionkey',
  'credential',
  'credentials',
  'cardnumber',
  'cardno',
  'securitycode',
  'sessionid',
]

/** Too short to be told from the end of an ordinary word ("japan"): they must be a word of their own. */
const SHORT = ['pwd', 'otp', 'pan', 'cvc', 'cvc2', 'cvv', 'cvv2', 'csc']

const SEPARATORS = /[-_. ]/g

/** What a search in a text looks for, as the source of an expression; `isSecretName` judges the whole name that it ends. */
export const SECRET_NAME_END = [...LONG, ...SHORT]
  .map((name) => name.replace(/(?<=.)(?=(?:key|code|number|no|id)$)/, '[-_. ]?'))
  .join('|')

/** Whether a property, header, parameter or column of this name holds a secret. */
export function isSecretName(name: string): boolean {
  const glued = name.replace(SEPARATORS, '').toLowerCase()
  return LONG.some((end) => glued.endsWith(end)) || SHORT.some((end) => glued.endsWith(end) && standsAlone(name, end))
}

/** A separator, a digit or a change to an upper-case letter stands before the last word. */
function standsAlone(name: string, word: string): boolean {
  const start = name.length - word.length
  const before = name[start - 1]
  if (before === undefined || !/[a-z]/i.test(before)) return true
  return /[a-z]/.test(before) && /[A-Z]/.test(name[start]!)
}
