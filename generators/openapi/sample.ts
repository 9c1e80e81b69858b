import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { Json } from '../../src/plan/index.js'
import type { Schema } from './read-document.js'

const deepest = 6

/** A judge of values by a schema; a schema that can't be judged by takes nothing. */
export function judge(schema: Schema): (value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false, logger: false, validateSchema: false })
  addFormats.default(ajv)
  try {
    const validate = ajv.compile(withoutCircles(schema) as Schema)
    return (value) => validate(value)
  } catch {
    return () => false
  }
}

/** A copy without circles and OpenAPI 3.0's `nullable` and boolean limits, which a JSON Schema does not have. */
function withoutCircles(value: unknown, above: readonly unknown[] = []): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (above.includes(value) || above.length > 24) return {}
  const path = [...above, value]
  if (Array.isArray(value)) return value.map((one) => withoutCircles(one, path))
  const schema = value as Schema
  const entries = Object.entries(schema)
    .filter(([key, one]) => !((key === 'exclusiveMinimum' || key === 'exclusiveMaximum') && typeof one === 'boolean'))
    .map(([key, one]) => [key, withoutCircles(one, path)])
  const copy = Object.fromEntries(entries) as { type?: unknown }
  return schema.nullable === true && typeof copy.type === 'string' ? { ...copy, type: [copy.type, 'null'] } : copy
}

const byFormat: Readonly<Record<string, string>> = {
  email: 'ann@example.com',
  uuid: '6f1c2a34-9d55-4c1e-8a9b-0f2d3c4b5a69',
  date: '2030-01-31',
  'date-time': '2030-01-31T12:00:00Z',
  time: '12:00:00Z',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  password: 'Ann-12345678',
  byte: 'QW5u',
}

const candidates = [
  'Ann',
  'example',
  'A-1',
  'ABC',
  'abc',
  'A1',
  'ab-1',
  '1',
  '12',
  '123',
  '1234',
  '12345',
  '123456789012',
  'DE',
  'EUR',
  '2030-01-31',
  '+4915112345678',
  '12:00',
  '#aabbcc',
  '1.0.0',
  'ann@example.com',
]

function textFor(schema: Schema, name: string): string | undefined {
  const { format, pattern, minLength, maxLength } = schema
  const known = typeof format === 'string' ? byFormat[format] : undefined
  const named = /mail/i.test(name) ? 'ann@example.com' : /name/i.test(name) ? 'Ann' : undefined
  const least = typeof minLength === 'number' ? minLength : 0
  const most = typeof maxLength === 'number' ? maxLength : Number.POSITIVE_INFINITY
  const stretched = candidates.map((text) =>
    text.repeat(Math.ceil(least / text.length) || 1).slice(0, Math.max(least, 1)),
  )
  return [known, named, ...candidates, ...stretched]
    .filter((text) => text !== undefined)
    .find((text) => {
      if (text.length < least || text.length > most) return false
      return typeof pattern !== 'string' || matches(pattern, text)
    })
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text)
  } catch {
    return false
  }
}

function numberFor(schema: Schema, whole: boolean): number {
  const limit = (key: string) => (typeof schema[key] === 'number' ? (schema[key] as number) : undefined)
  const above = limit('exclusiveMinimum')
  const low = limit('minimum') ?? (above === undefined ? undefined : above + (whole ? 1 : 0.5))
  const high = limit('maximum') ?? limit('exclusiveMaximum')
  const wanted = low ?? (high !== undefined && high < 1 ? high - 1 : 1)
  const step = limit('multipleOf')
  return step === undefined ? wanted : Math.ceil(wanted / step) * step
}

/** A schema as one: all parts of an `allOf`, the first of alternatives. */
export function flat(schema: Schema, depth = 0): Schema {
  const list = (key: string) => (Array.isArray(schema[key]) ? (schema[key] as readonly Schema[]) : [])
  const parts = [...list('allOf'), ...list('oneOf').slice(0, 1), ...list('anyOf').slice(0, 1)]
  if (parts.length === 0 || depth > deepest) return schema
  const { allOf, oneOf, anyOf, ...own } = schema
  const all = [own, ...parts.map((part) => flat(part, depth + 1))]
  const properties = Object.fromEntries(all.flatMap((part) => Object.entries((part.properties ?? {}) as Schema)))
  const required = all.flatMap((part) => (Array.isArray(part.required) ? part.required.map(String) : []))
  const one = Object.assign({}, ...all) as Schema
  return {
    ...one,
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
    ...(required.length === 0 ? {} : { required }),
  }
}

/** The type of a schema's values, the first when it has several. */
export function typeOf(schema: Schema): string | undefined {
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type
  if (typeof type === 'string') return type
  if (schema.properties !== undefined) return 'object'
  return schema.items === undefined ? undefined : 'array'
}

/** The properties of an object, with their names. */
export function propertiesOf(schema: Schema): [string, Schema][] {
  return Object.entries((schema.properties ?? {}) as { readonly [name: string]: Schema })
}

function make(told: Schema, name: string, depth: number): Json | undefined {
  if (depth > deepest) return undefined
  const schema = flat(told)
  for (const given of [
    schema.example,
    Array.isArray(schema.examples) ? schema.examples[0] : undefined,
    schema.const,
    schema.default,
  ]) {
    if (given !== undefined && given !== null) return given as Json
  }
  if (Array.isArray(schema.enum)) return schema.enum.find((one) => one !== null) as Json
  switch (typeOf(schema)) {
    case 'string':
      return textFor(schema, name)
    case 'integer':
      return numberFor(schema, true)
    case 'number':
      return numberFor(schema, false)
    case 'boolean':
      return true
    case 'array': {
      const one = make((schema.items ?? {}) as Schema, name, depth + 1)
      const least = typeof schema.minItems === 'number' ? schema.minItems : 0
      if (least > 0 && one === undefined) return undefined
      return Array.from({ length: least }, () => one as Json)
    }
    case 'object': {
      const required = Array.isArray(schema.required) ? schema.required.map(String) : []
      const entries: [string, Json][] = []
      for (const [key, property] of propertiesOf(schema)) {
        if (!required.includes(key)) continue
        const value = make(property, key, depth + 1)
        if (value === undefined) return undefined
        entries.push([key, value])
      }
      return Object.fromEntries(entries)
    }
    default:
      return undefined
  }
}

/** A value that the schema takes: its example, else one made from its types and limits; nothing when none could be made. */
export function sample(schema: Schema, example?: Json): Json | undefined {
  const takes = judge(schema)
  if (example !== undefined && takes(example)) return example
  const made = make(schema, '', 0)
  return made !== undefined && takes(made) ? made : undefined
}
