import type { Json } from '../../src/plan/index.js'
import { type Code, code, text, type Value } from '../code/literal.js'
import { camel, kebab, singular } from '../code/names.js'
import type { Pen } from '../code/sheet.js'
import type { DocumentedOperation, Schema } from '../openapi/read-document.js'
import { flat, propertiesOf, sample, typeOf } from '../openapi/sample.js'
import { entityOf } from './entities.js'
import { type Request, requestCode } from './request.js'
import { NotTold, type Workshop } from './story.js'
import { asker, worldOf } from './targets.js'

/** What earlier steps of a story bring, so that its request finds what it names. */
export interface Stock {
  readonly givens: string[]
  readonly whens: string[]
  /** By the collection's path: the name in the context, and how its id is read. */
  readonly made: Map<string, { readonly name: string; readonly id: Code }>
}

/** A stock of which nothing has been made yet. */
export function newStock(): Stock {
  return { givens: [], whens: [], made: new Map() }
}

const deepest = 3

function operationAt({ project }: Workshop, method: string, path: string): DocumentedOperation | undefined {
  return project.document?.operations.find((one) => one.method === method && one.path === path)
}

/** The lowest documented status of success. */
export function successOf({ replies }: DocumentedOperation): number | undefined {
  return replies
    .map(({ status }) => status)
    .filter((status) => status >= 200 && status < 300)
    .sort((a, b) => a - b)[0]
}

/** What must be played for the operation to succeed: a write that documents that somebody else may be away or refuse. */
function needsThirdParty({ method, replies }: DocumentedOperation): boolean {
  return method !== 'GET' && replies.some(({ status }) => status === 402 || (status >= 502 && status <= 504))
}

/** Refuses to tell of a success that depends on a third party which nobody plays. */
export function refuseThirdParty(operation: DocumentedOperation): void {
  if (!needsThirdParty(operation)) return
  const { method, path } = operation
  throw new NotTold(
    `${method} ${path} depends on a third party: tell in a \`yaml qa-integ\` block what it answers (given: { service, answers, status })`,
  )
}

/** The collection that a property such as `userId` points into. */
function collectionFor(workshop: Workshop, key: string): string | undefined {
  const noun = /^(\w+?)_?[iI]d$/.exec(key)?.[1]
  if (noun === undefined) return undefined
  const wanted = kebab(noun)
  return workshop.project.document?.operations.find(({ method, path }) => {
    const last = path.split('/').at(-1) ?? ''
    return (method === 'POST' || method === 'GET') && !last.includes('{') && kebab(singular(last)) === wanted
  })?.path
}

/** The same value with ids of what earlier steps made, where it names something that must exist. */
function connected(workshop: Workshop, pen: Pen, stock: Stock, value: Json, depth: number): Value {
  if (Array.isArray(value)) return value.map((one: Json) => connected(workshop, pen, stock, one, depth))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]): [string, Value] => {
      const pointer = typeof one === 'number' || typeof one === 'string' ? collectionFor(workshop, key) : undefined
      if (pointer === undefined) return [key, connected(workshop, pen, stock, one as Json, depth)]
      return [key, make(workshop, pen, stock, pointer, depth + 1)]
    }),
  )
}

/** A body that the operation takes, and whose pointers lead somewhere; nothing for an operation without one. */
export function validBody(
  workshop: Workshop,
  pen: Pen,
  stock: Stock,
  operation: DocumentedOperation,
  depth = 0,
): Value | undefined {
  const { body, method, path } = operation
  if (body === undefined) return undefined
  const value = sample(body.schema, body.example)
  if (value === undefined)
    throw new NotTold(`no body for ${method} ${path} could be made from its schema: give it an example`)
  return connected(workshop, pen, stock, value, depth)
}

/** Query and headers that the operation requires. */
export function requiredParameters(operation: DocumentedOperation): Pick<Request, 'query' | 'headers'> {
  const of = (where: string) => {
    const entries = operation.parameters
      .filter((one) => one.in === where && one.required)
      .map(({ name, schema, example }): [string, Json] => {
        const value = sample(schema, example)
        if (value === undefined)
          throw new NotTold(`no value for the parameter ${name} could be made from its schema: give it an example`)
        return [name, where === 'header' ? String(value) : value]
      })
    return entries.length === 0 ? undefined : Object.fromEntries(entries)
  }
  const query = of('query')
  const headers = of('header')
  return { ...(query === undefined ? {} : { query }), ...(headers === undefined ? {} : { headers }) }
}

/** The path with an id in place of every parameter: what `value` gives, else that of something that is made. */
export function pathTo(
  workshop: Workshop,
  pen: Pen,
  stock: Stock,
  path: string,
  { value = () => undefined, depth = 0 }: { value?: (last: boolean) => string | undefined; depth?: number } = {},
): (string | Code)[] {
  const parts: (string | Code)[] = []
  const pieces = path.split(/(\{[^{}]*\})/).filter((piece) => piece !== '')
  for (const [index, piece] of pieces.entries()) {
    if (!piece.startsWith('{')) {
      parts.push(piece)
      continue
    }
    const last = !pieces.slice(index + 1).some((other) => other.startsWith('{'))
    const collection = pieces.slice(0, index).join('').replace(/\/$/, '')
    parts.push(value(last) ?? make(workshop, pen, stock, collection, depth + 1))
  }
  return parts
}

function idIn(schema: Schema | undefined): { readonly name: string; readonly type: 'number' | 'string' } | undefined {
  const found = propertiesOf(flat(schema ?? {})).find(([name]) => name === 'id' || name === '_id' || name === 'uuid')
  if (found === undefined) return undefined
  return { name: found[0], type: /integer|number/.test(typeOf(flat(found[1])) ?? '') ? 'number' : 'string' }
}

/** Makes one of a collection by the API itself, else as a row of its entity; gives back how its id is read. */
function make(workshop: Workshop, pen: Pen, stock: Stock, collection: string, depth: number): Code {
  const before = stock.made.get(collection)
  if (before !== undefined) return before.id
  const noun = singular(
    collection
      .split('/')
      .filter((part) => !part.startsWith('{'))
      .at(-1) ?? '',
  )
  if (depth > deepest) throw new NotTold(`what a ${noun} needs could not be made`)
  const name = freeName(stock, camel(noun, 'made'))
  const post = operationAt(workshop, 'POST', collection)
  const status = post === undefined ? undefined : successOf(post)
  const id = post === undefined ? undefined : idIn(post.replies.find((reply) => reply.status === status)?.schema)
  const entity = entityOf(workshop, noun)
  let read: Code
  if (post !== undefined && status !== undefined && id !== undefined && !needsThirdParty(post)) {
    const path = pathTo(workshop, pen, stock, collection, { depth })
    const body = validBody(workshop, pen, stock, post, depth)
    const target = asker(workshop, pen, post)
    const request = {
      target,
      method: 'POST',
      path,
      ...requiredParameters(post),
      ...(body === undefined ? {} : { body }),
    }
    stock.whens.push(
      `.when(${requestCode(request)}).as(${text(name)})`,
      `.expect(${pen.use('qa-integ/http', 'status')}(${status}))`,
    )
    const typed = workshop.project.style.typescript ? `(${name}.body as { ${id.name}: ${id.type} })` : `${name}.body`
    read = code(`${typed}.${id.name}`, name)
  } else if (entity !== undefined) {
    const { database, file } = worldOf(workshop)
    const db = pen.use(file, database ?? '')
    stock.givens.push(`.given(${db}.has(${pen.use(entity.from, entity.name)}).as(${text(name)}))`)
    read = code(`${name}.${entity.primary}`, name)
  } else {
    throw new NotTold(
      `nothing makes a ${noun}: there is no POST ${collection} that could be called, and no entity of that name in a database of the world`,
    )
  }
  stock.made.set(collection, { name, id: read })
  return read
}

function freeName(stock: Stock, wanted: string): string {
  const taken = new Set([...stock.made.values()].map(({ name }) => name))
  if (!taken.has(wanted)) return wanted
  let number = 2
  while (taken.has(`${wanted}${number}`)) number++
  return `${wanted}${number}`
}
