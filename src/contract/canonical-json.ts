import { isLosslessNumber, stringify } from 'lossless-json'

/** The order in which Pact's own writer sorts: by the bytes of UTF-8. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** JSON as Pact's own writer prints it: keys sorted, two spaces, numbers with the digits that they came with. */
export function canonicalJson(value: unknown): string {
  return stringify(sorted(value), undefined, 2) ?? 'null'
}

/** The value with ordinary numbers in place of those that keep their digits. */
export function plain<T>(value: T): T {
  return JSON.parse(stringify(value) ?? 'null') as T
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null || isLosslessNumber(value)) return value
  const entries = Object.entries(value).sort(([a], [b]) => byBytes(a, b))
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]))
}
