import { validateHeaderName, validateHeaderValue } from 'node:http'
import { describeValue } from '../scenario/failure.js'

/** The headers of a request, by their names in lower case; what can't be sent as it is told is refused. */
export function headerFields(told: Readonly<Record<string, string>>): Map<string, string> {
  if (typeof told !== 'object' || told === null || Array.isArray(told))
    throw new TypeError(`headers is an object such as { accept: 'text/csv' }, not ${describeValue(told)}`)
  const fields = new Map<string, string>()
  for (const [name, value] of Object.entries(told)) {
    const key = headerName(name)
    if (fields.has(key)) throw new TypeError(`the header "${name}" is told twice`)
    fields.set(key, headerValue(name, value))
  }
  return fields
}

/** The name in lower case. */
export function headerName(name: unknown): string {
  try {
    validateHeaderName(name as string)
  } catch {
    throw new TypeError(`${describeValue(name)} is no name of a header`)
  }
  return (name as string).toLowerCase()
}

/** The value, as it will be sent: one without blanks around it, RFC 9110 section 5.5. */
export function headerValue(name: string, value: unknown): string {
  if (typeof value !== 'string')
    throw new TypeError(`the header "${name}" is ${describeValue(value)}; write its value as text`)
  try {
    validateHeaderValue(name, value)
  } catch {
    throw new TypeError(`the header "${name}" holds a character that no header can hold; encode it`)
  }
  return value.replace(/^[\t ]+|[\t ]+$/g, '')
}
