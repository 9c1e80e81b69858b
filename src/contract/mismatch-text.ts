/** A mismatch as Pact's library reports it, of a request or of an answer. */
export interface PactMismatch {
  readonly type: string
  readonly mismatch?: string
  readonly expected?: unknown
  readonly actual?: unknown
  /** Of a body: where in it. */
  readonly path?: string
  /** Of a header or of a message's metadata: its name. */
  readonly key?: string
  /** Of a query. */
  readonly parameter?: string
}

/** Mismatches as lines of one form, `body $.name: expected …`; each once. */
export function mismatchLines(mismatches: readonly PactMismatch[]): string[] {
  return [...new Set(mismatches.map(line))]
}

function line(mismatch: PactMismatch): string {
  return `${placeOf(mismatch)}: ${saidOf(mismatch)}`
}

function placeOf({ type, path, key, parameter }: PactMismatch): string {
  switch (type) {
    case 'BodyMismatch':
      return `body ${path ?? '$'}`
    case 'BodyTypeMismatch':
      return 'body'
    case 'HeaderMismatch':
      return `header ${key ?? ''}`.trim()
    case 'QueryMismatch':
      return `query ${parameter ?? ''}`.trim()
    case 'MetadataMismatch':
      return `metadata ${key ?? ''}`.trim()
    default:
      return type.replace(/Mismatch$/, '').toLowerCase() || 'it'
  }
}

function saidOf({ type, mismatch, expected, actual }: PactMismatch): string {
  if (!mismatch) return `expected ${String(expected)} but was ${String(actual)}`
  // Of a value more than was told, Pact says that it should have been an empty one.
  if (expected === '' && (type === 'HeaderMismatch' || type === 'QueryMismatch') && / value ''/.test(mismatch))
    return `'${String(actual)}' was not expected`
  const said = mismatch.replace(/^Mismatch with (?:header|query parameter) '[^']*': /, '')
  return said.startsWith('Expected') ? `e${said.slice(1)}` : said
}
