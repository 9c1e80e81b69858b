import { withoutCardNumbers } from './card-number.js'
import { holdsKeptSecret, withoutKeptSecrets } from './kept-secrets.js'
import { MASKED } from './masked.js'
import { withoutSecretFields } from './secret-fields.js'
import { withoutSecretShapes } from './secret-shapes.js'

/** A text without any of these holds nothing that the rules below would replace. */
const TRIGGER =
  /auth|cookie|pass|secret|token|key|credential|card|code|session|bearer|basic|pwd|otp|pan|c[vs][cv]|eyJ|-----BEGIN|:\/\/[^\s/]*@|\d{4}[ -]?\d{4}|AKIA|ASIA|gh[pousr]_|github_pat|glpat-|npm_|AIza|xox|[rs]k_|SG\./i

/**
 * The text with every secret in it replaced by `[masked]`: values under a secret's name (headers, JSON, forms, query strings, printed
 * objects), credentials in URLs, Bearer and Basic credentials, JSON Web Tokens, private keys, card numbers, and what `keepSecret` was told.
 */
export function mask(text: string): string {
  const clean = withoutKeptSecrets(text)
  if (!TRIGGER.test(clean)) return clean
  return withoutCardNumbers(withoutSecretFields(withoutSecretShapes(clean)), MASKED)
}

/** Whether `mask` would replace nothing in these lines, nor in any of them alone; it may say no where nothing would be. */
export function isClean(lines: string): boolean {
  return !holdsKeptSecret(lines) && !TRIGGER.test(lines)
}
