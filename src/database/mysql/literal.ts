/** A value as JSON carries it. */
export type Portable = string | number | null

/** The value as SQL writes it, whatever the session says of backslashes. */
export function literal(value: Portable): string {
  if (value === null) return 'NULL'
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  const text = String(value)
  return MARK.test(text) ? `CONVERT(X'${Buffer.from(text).toString('hex')}' USING utf8mb4)` : `'${text}'`
}

const MARK = /['\\\0]/
