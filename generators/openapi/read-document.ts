import { relative, sep } from 'node:path'
import type { Json, Operation } from '../../src/plan/index.js'

/** A JSON Schema, with its references resolved: one that refers to itself is a circle of objects. */
export interface Schema {
  readonly [keyword: string]: unknown
}

/** A parameter of an operation. */
export interface Parameter {
  readonly name: string
  readonly in: string
  readonly required: boolean
  readonly schema: Schema
  readonly example?: Json
}

/** A documented reply. */
export interface DocumentedReply {
  readonly status: number
  /** Of its JSON body. */
  readonly schema?: Schema
  readonly headers: readonly string[]
}

/** An operation as the project's document tells it. */
export interface DocumentedOperation extends Operation {
  readonly tags: readonly string[]
  /** Whether it can't be called without credentials. */
  readonly secured: boolean
  /** The header that carries the credentials, with a value that is none. */
  readonly wrongCredentials?: { readonly header: string; readonly value: string }
  readonly parameters: readonly Parameter[]
  readonly body?: { readonly required: boolean; readonly schema: Schema; readonly example?: Json }
  readonly replies: readonly DocumentedReply[]
}

/** The project's OpenAPI document. */
export interface ApiDocument {
  /** Relative to the project. */
  readonly file: string
  readonly operations: readonly DocumentedOperation[]
}

type Raw = { readonly [key: string]: unknown }
const methods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options']

function raw(value: unknown): Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {}
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The JSON part of a body or reply: its schema, and an example where there is one. */
function jsonOf(content: unknown): { readonly schema: Schema; readonly example?: Json } | undefined {
  const media = Object.entries(raw(content)).find(([type]) => /^application\/(?:json|[\w.+-]*\+json)\b/i.test(type))
  if (media === undefined) return undefined
  const { schema, example, examples } = raw(media[1])
  const first = raw(Object.values(raw(examples))[0]).value
  const shown = example ?? first ?? raw(schema).example ?? list(raw(schema).examples)[0]
  return { schema: raw(schema), ...(shown === undefined ? {} : { example: shown as Json }) }
}

/** https://spec.openapis.org/oas/v3.1.1#server-object: paths are appended to the server's address. */
function basePath(document: Raw): string {
  const url = raw(list(document.servers)[0]).url
  if (typeof document.basePath === 'string') return document.basePath.replace(/\/+$/, '')
  if (typeof url !== 'string' || url.includes('{')) return ''
  const path = url.startsWith('/') ? url : URL.canParse(url) ? new URL(url).pathname : ''
  return path.replace(/\/+$/, '')
}

/** https://spec.openapis.org/oas/v3.1.1#security-requirement-object: one empty requirement makes credentials optional. */
function isSecured(security: unknown): boolean {
  const requirements = list(security)
  return requirements.length > 0 && requirements.every((one) => Object.keys(raw(one)).length > 0)
}

function wrongCredentials(document: Raw, security: unknown): DocumentedOperation['wrongCredentials'] {
  const schemes = raw(raw(document.components).securitySchemes)
  for (const name of list(security).flatMap((one) => Object.keys(raw(one)))) {
    const scheme = raw(schemes[name])
    if (scheme.type === 'http' && String(scheme.scheme).toLowerCase() === 'bearer') {
      return { header: 'authorization', value: 'Bearer none-of-yours' }
    }
    if (scheme.type === 'apiKey' && scheme.in === 'header' && typeof scheme.name === 'string') {
      return { header: scheme.name.toLowerCase(), value: 'none-of-yours' }
    }
  }
  return undefined
}

function parametersOf(values: readonly unknown[]): Parameter[] {
  const byName = new Map<string, Parameter>()
  for (const value of values.map(raw)) {
    const name = String(value.name)
    const schema = raw(value.schema)
    const example = value.example ?? schema.example ?? schema.default
    byName.set(`${String(value.in)} ${name}`, {
      name,
      in: String(value.in),
      required: value.required === true,
      schema,
      ...(example === undefined ? {} : { example: example as Json }),
    })
  }
  return [...byName.values()]
}

function repliesOf(responses: unknown): DocumentedReply[] {
  return Object.entries(raw(responses)).flatMap(([status, reply]) => {
    if (!/^\d{3}$/.test(status)) return []
    const json = jsonOf(raw(reply).content)
    const headers = Object.keys(raw(raw(reply).headers)).map((name) => name.toLowerCase())
    return [{ status: Number(status), ...(json === undefined ? {} : { schema: json.schema }), headers }]
  })
}

function operationsIn(document: Raw): DocumentedOperation[] {
  const base = basePath(document)
  return Object.entries(raw(document.paths)).flatMap(([path, value]) => {
    const item = raw(value)
    return methods.flatMap((method) => {
      if (item[method] === undefined) return []
      const operation = raw(item[method])
      const security = operation.security ?? document.security
      const credentials = wrongCredentials(document, security)
      const body = raw(operation.requestBody)
      const json = jsonOf(body.content)
      return [
        {
          method: method.toUpperCase(),
          path: `${base}${path}`,
          tags: list(operation.tags).map(String),
          secured: isSecured(security),
          ...(credentials === undefined ? {} : { wrongCredentials: credentials }),
          parameters: parametersOf([...list(item.parameters), ...list(operation.parameters)]),
          ...(json === undefined ? {} : { body: { required: body.required === true, ...json } }),
          replies: repliesOf(operation.responses),
        },
      ]
    })
  })
}

/**
 * Reads the operations of an OpenAPI document: YAML or JSON, references resolved.
 *
 * @throws Error when it can't be read or is not valid, with the parser's reason.
 */
export async function readDocument(cwd: string, file: string): Promise<ApiDocument> {
  const name = relative(cwd, file).split(sep).join('/')
  const { dereference } = await import('@readme/openapi-parser')
  try {
    const document: unknown = await dereference(file)
    return { file: name, operations: operationsIn(raw(document)) }
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new Error(`the OpenAPI document ${name} can't be read: ${reason}`, { cause: error })
  }
}
