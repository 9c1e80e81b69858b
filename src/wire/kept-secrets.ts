import { MASKED } from './masked.js'

/** Shorter ones would blot out ordinary text. */
const SHORTEST = 4
/** From this length on a secret is replaced even within a longer word. */
const UNMISTAKABLE = 8

interface KeptSecrets {
  readonly values: Set<string>
  /** Undefined until it is needed again. */
  pattern: RegExp | undefined
}

/** One for the process: a second copy of this package must mask what the first has been told. */
const KEY = Symbol.for('qa-integ.secrets')
const shared = globalThis as { [KEY]?: KeptSecrets }
function kept(): KeptSecrets {
  shared[KEY] ??= { values: new Set(), pattern: undefined }
  return shared[KEY]
}

/**
 * Makes every later `mask` replace this value, as it is and in the forms in which it travels (URL-encoded, in JSON, in base64).
 * Values of fewer than four characters are not kept.
 */
export function keepSecret(value: string): void {
  if (value.length < SHORTEST || MASKED.includes(value)) return
  const { values } = kept()
  for (const form of formsOf(value)) values.add(form)
  kept().pattern = undefined
}

/** Replaces the values that were kept. */
export function withoutKeptSecrets(text: string): string {
  const pattern = keptPattern()
  return pattern === undefined ? text : text.replace(pattern, MASKED)
}

/** Whether a value that was kept stands in the text. */
export function holdsKeptSecret(text: string): boolean {
  const pattern = keptPattern()
  return pattern !== undefined && text.search(pattern) >= 0
}

/** Undefined when nothing was kept. */
function keptPattern(): RegExp | undefined {
  const secrets = kept()
  if (secrets.values.size === 0) return undefined
  secrets.pattern ??= patternOf([...secrets.values])
  return secrets.pattern
}

function formsOf(value: string): string[] {
  const bytes = Buffer.from(value)
  const base64 = bytes.toString('base64')
  const quoted = JSON.stringify(value).slice(1, -1)
  const encoded = [encodeURIComponent(bytes.toString()), new URLSearchParams({ v: value }).toString().slice(2)]
  return [value, quoted, ...encoded, base64, base64.replace(/=+$/, ''), bytes.toString('base64url')]
}

/** The longest first, so that no secret hides half of another. */
function patternOf(values: readonly string[]): RegExp {
  const parts = [...values]
    .sort((a, b) => b.length - a.length)
    .map((value) => {
      const literal = value.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
      return value.length < UNMISTAKABLE ? `(?<![A-Za-z0-9])${literal}(?![A-Za-z0-9])` : literal
    })
  return new RegExp(parts.join('|'), 'g')
}
