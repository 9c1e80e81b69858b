import type { Json, JsonObject } from '../../src/plan/index.js'
import { type Code, code, literal, type Value, type ValueObject } from '../code/literal.js'
import type { Pen } from '../code/sheet.js'
import type { Schema } from './read-document.js'
import { flat, propertiesOf, typeOf } from './sample.js'

const deepest = 3

/** A matcher for any value of a schema; nothing where no single matcher says what the schema says. */
function matcher(told: Schema, pen: Pen, depth: number): Value | undefined {
  const schema = flat(told)
  if (depth > deepest || Array.isArray(schema.type) || schema.nullable === true) return undefined
  if (typeof schema.const === 'string' || typeof schema.const === 'number') return schema.const
  const word = (name: string): Code => code(`${pen.use('qa-integ/match', name)}()`)
  switch (typeOf(schema)) {
    case 'integer':
      return word('integer')
    case 'number':
      return word('number')
    case 'boolean':
      return word('boolean')
    case 'string':
      return schema.format === 'uuid' ? word('uuid') : word('string')
    case 'object':
      return objectShape(schema, pen, {}, depth + 1)
    default:
      return undefined
  }
}

function objectShape(schema: Schema, pen: Pen, sent: JsonObject, depth: number): ValueObject | undefined {
  const required = new Set(Array.isArray(schema.required) ? schema.required.map(String) : [])
  const entries = propertiesOf(schema).flatMap(([name, property]): [string, Value][] => {
    if (!required.has(name)) return []
    const echoed: Json | undefined = Object.hasOwn(sent, name) ? sent[name] : undefined
    const scalar = typeof echoed === 'string' || typeof echoed === 'number' || typeof echoed === 'boolean'
    const value = scalar && depth === 0 ? echoed : matcher(property, pen, depth)
    return value === undefined ? [] : [[name, value]]
  })
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

/**
 * What a reply's JSON body must hold: every required property by its type, and those that were sent as they were sent; in a list, any number of
 * such. Nothing for a body of which the document says nothing that a matcher could say.
 */
export function replyShape(schema: Schema, pen: Pen, sent: Json | undefined): Value | undefined {
  const whole = flat(schema)
  if (typeOf(whole) === 'array') {
    const one = matcher((whole.items ?? {}) as Schema, pen, 0)
    return one === undefined ? undefined : code(`${pen.use('qa-integ/match', 'eachLike')}(${literal(one)}, { min: 0 })`)
  }
  if (typeOf(whole) !== 'object') return undefined
  const echo = typeof sent === 'object' && sent !== null && !Array.isArray(sent) ? (sent as JsonObject) : {}
  return objectShape(whole, pen, echo, 0)
}
