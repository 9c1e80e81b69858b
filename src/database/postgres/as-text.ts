/** A cell as COPY and casts read it. */
export type Cell = string | number | boolean | null

/** The value as the column's type reads it. */
export function asText(value: unknown): Cell {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value
    case 'object':
      if (value === null) return null
      if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
      if (value instanceof Date) return localText(value)
      return Array.isArray(value) ? arrayText(value) : JSON.stringify(value)
    default:
      return value === undefined ? null : String(value)
  }
}

/** `{"a","b",NULL}` */
function arrayText(values: readonly unknown[]): string {
  const items = values.map((value) => {
    if (Array.isArray(value)) return arrayText(value)
    const item = asText(value)
    return item === null ? 'NULL' : `"${String(item).replace(/["\\]/g, '\\$&')}"`
  })
  return `{${items.join(',')}}`
}

/** As pg sends a date, so that a column without a time zone gets the same hours: local, with the offset. */
function localText(date: Date): string {
  const offset = -date.getTimezoneOffset()
  const shifted = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1)
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60]
  return `${shifted}${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
}
