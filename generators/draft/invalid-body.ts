import type { Json, JsonObject } from '../../src/plan/index.js'
import { kebab } from '../code/names.js'
import type { DocumentedOperation, Schema } from '../openapi/read-document.js'
import { flat, judge, propertiesOf, sample, typeOf } from '../openapi/sample.js'
import { wordsOf } from './explained.js'
import { NotTold } from './story.js'

/** A body that the document refuses, and what is wrong with it in a word. */
export interface WrongBody {
  readonly property: string
  readonly body: JsonObject
}

function valid(operation: DocumentedOperation): { readonly schema: Schema; readonly value: JsonObject } {
  const { body, method, path } = operation
  const value = body === undefined ? undefined : sample(body.schema, body.example)
  if (body === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new NotTold(`the document tells of no JSON object that ${method} ${path} takes`)
  }
  return { schema: body.schema, value: value as JsonObject }
}

function requiredIn(schema: Schema): string[] {
  const { required } = flat(schema)
  return Array.isArray(required) ? required.map(String) : []
}

/** The valid body less each of its required properties in turn. */
export function withoutEach(operation: DocumentedOperation): readonly WrongBody[] {
  const { schema, value } = valid(operation)
  const takes = judge(schema)
  return requiredIn(schema)
    .map((property) => ({
      property,
      body: Object.fromEntries(Object.entries(value).filter(([key]) => key !== property)),
    }))
    .filter(({ body }) => !takes(body))
}

/** The property that a sentence names. */
function namedProperty(sentence: string, schema: Schema): readonly [string, Schema] | undefined {
  const said = new Set(wordsOf(sentence))
  return propertiesOf(flat(schema)).find(([name]) =>
    kebab(name)
      .split('-')
      .every((word) => said.has(word)),
  )
}

function wrongValues(sentence: string, schema: Schema): Json[] {
  const { maxLength, minimum } = flat(schema)
  if (/\b(?:empty|blank)\b/i.test(sentence)) return ['']
  if (/\blong\b/i.test(sentence))
    return typeof maxLength === 'number' ? ['x'.repeat(Math.min(maxLength + 1, 1_000))] : []
  if (/\bnegative\b/i.test(sentence)) return [-1]
  switch (typeOf(flat(schema))) {
    case 'integer':
    case 'number':
      return ['not-a-number', ...(typeof minimum === 'number' ? [minimum - 1] : [])]
    case 'string':
      return ['not-valid', '', 1]
    default:
      return ['not-valid', 1]
  }
}

/** The wrong bodies of which a sentence speaks: without a property, with a wrong value in one, or without each required one. */
export function wrongBodies(sentence: string, operation: DocumentedOperation): readonly WrongBody[] {
  const { schema, value } = valid(operation)
  const takes = judge(schema)
  const named = namedProperty(sentence.replace(/\b(?:GET|POST|PUT|PATCH|DELETE)\b\s*\S+/g, ' '), schema)
  if (named === undefined) {
    if (/\bempty\b/i.test(sentence)) return takes({}) ? [] : [{ property: 'anything', body: {} }]
    return withoutEach(operation)
  }
  const [property, inner] = named
  const without = /\b(?:without|missing|lacks?|lacking|omitted|absent|no)\b/i.test(sentence)
  const candidates = without
    ? [Object.fromEntries(Object.entries(value).filter(([key]) => key !== property))]
    : wrongValues(sentence, inner).map((wrong) => ({ ...value, [property]: wrong }))
  const body = candidates.find((one) => !takes(one))
  return body === undefined ? [] : [{ property, body }]
}
