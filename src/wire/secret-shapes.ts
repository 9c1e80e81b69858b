import { MASKED } from './masked.js'

/** Keys that their issuers mark: AWS, GitHub, GitLab, npm, Google, Slack, Stripe, SendGrid. */
const MARKED_KEY =
  /(?<![A-Za-z0-9])(?:(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|npm_[A-Za-z0-9]{30,}|AIza[\w-]{30,}|xox[abeprs]-[\w-]{10,}|(?:[rs]k_(?:live|test)|whsec)_\w{8,}|SG\.[\w-]{16,}\.[\w-]{16,})/g

/** A text that was cut may lack the end of its key. */
const PRIVATE_KEY =
  /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----|$)/g

/** JWS and JWE in compact form, RFC 7515 and RFC 7516: `eyJ` is the start of a JSON object in base64. */
const JSON_WEB_TOKEN = /(?<![\w-])eyJ[\w-]{5,}(?:\.[\w-]*){2,4}/g

const BEARER = /\b(bearer(?: +|%20))([\w.~+/%-]+=*)/gi
const BASIC = /\b(basic(?: +|%20))([A-Za-z0-9+/]{4,}(?:=|%3D){0,2})/gi

/** The user information of a URL, RFC 3986 section 3.2.1, when it holds a password. */
const USER_INFORMATION = /([a-z][a-z0-9+.-]{1,20}:\/\/)([^\s/?#:@"'<>`\\]{0,200}):([^\s/?#"'<>`\\]{1,500})@/gi

/** Words that follow "Bearer" in a sentence. */
const PROSE =
  /^(?:auth\w*|tokens?|scheme|realm|credentials?|headers?|access|security|keys?|bonds?|format|type|of|and|or|is|in|the|an?|for|with|to|from|was|not|must|only|based|has|are|were|by|on|as|at|it|that|this|instead)\b/i

/** Replaces what is a secret by its looks, wherever it stands. */
export function withoutSecretShapes(text: string): string {
  let clean = text
  if (clean.includes('-----BEGIN')) clean = clean.replace(PRIVATE_KEY, MASKED)
  if (clean.includes('eyJ')) clean = clean.replace(JSON_WEB_TOKEN, MASKED)
  clean = clean
    .replace(BEARER, (all, scheme: string, token: string) => (isBearer(scheme, token) ? scheme + MASKED : all))
    .replace(BASIC, (all, scheme: string, token: string) => (isBasic(token) ? scheme + MASKED : all))
  if (clean.includes('://')) clean = clean.replace(USER_INFORMATION, withoutPassword)
  return clean.replace(MARKED_KEY, MASKED)
}

/** "Bearer" as the scheme is written takes any word that no sentence would go on with; "bearer" takes what looks like a token. */
function isBearer(scheme: string, token: string): boolean {
  const word = token.replace(/[.]+$/, '')
  if (PROSE.test(word)) return false
  return scheme.startsWith('Bearer') || /[\d._~+/=]|[a-z][A-Z]/.test(word) || word.length >= 20
}

/** RFC 7617: base64 of `user:password`. */
function isBasic(token: string): boolean {
  const decoded = Buffer.from(token.replaceAll('%3D', '='), 'base64').toString()
  return decoded.includes(':') && /^[\x20-\x7e\u00a0-\uffff]+$/.test(decoded) && !decoded.includes('\ufffd')
}

/** `localhost:3000,ann@example.com` is a list, no password. */
function withoutPassword(all: string, scheme: string, user: string, password: string): string {
  return /^\d{1,5}[,;|&)\]}]/.test(password) ? all : `${scheme}${user}:${MASKED}@`
}
