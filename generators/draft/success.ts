import type { Json, JsonObject } from '../../src/plan/index.js'
import { isCode, literal, type Value } from '../code/literal.js'
import { newSheet, type Pen } from '../code/sheet.js'
import type { DocumentedOperation } from '../openapi/read-document.js'
import { replyShape } from '../openapi/shape.js'
import { requestCode } from './request.js'
import {
  newStock,
  pathTo,
  refuseThirdParty,
  requiredParameters,
  type Stock,
  successOf,
  validBody,
} from './resources.js'
import { NotTold, type Story, type Workshop } from './story.js'
import { anonymous, asker } from './targets.js'

/** How a success is asked for, where the plan says more than the document. */
export interface SuccessOptions {
  readonly status?: number
  readonly body?: Json
  readonly anonymously?: boolean
  /** Further expectations, such as `within('200ms')`. */
  readonly further?: (pen: Pen) => readonly string[]
  /** Whether the reply's body is judged; it is unless this is false. */
  readonly shape?: boolean
}

/** The parts of a value that hold no code. */
function plainOf(value: Value | undefined): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isCode(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, Json] => typeof entry[1] !== 'object'),
  )
}

/** `.expect(json({ … }))` for a documented reply, or nothing. */
export function bodyExpectation(
  operation: DocumentedOperation,
  status: number,
  pen: Pen,
  sent: Value | undefined,
): string[] {
  const schema = operation.replies.find((reply) => reply.status === status)?.schema
  const shape = schema === undefined ? undefined : replyShape(schema, pen, plainOf(sent))
  if (shape === undefined) return []
  const start = `.expect(${pen.use('qa-integ/http', 'json')}(`
  return [`${start}${literal(shape, '  ', start)}))`]
}

/** All steps of a story in their order. */
export function inOrder(stock: Stock, steps: readonly string[]): string[] {
  return [...stock.givens, ...stock.whens, ...steps]
}

/** The operation does what it is for: what it needs is made first, and its reply has the documented status and form. */
export function successStory(workshop: Workshop, operation: DocumentedOperation, options: SuccessOptions = {}): Story {
  const { method, path } = operation
  const status = options.status ?? successOf(operation)
  if (status === undefined) throw new NotTold(`${method} ${path} documents no success`)
  refuseThirdParty(operation)
  const pen = newSheet()
  const stock = newStock()
  if (options.anonymously && operation.secured) throw new NotTold(`${method} ${path} needs credentials by the document`)
  const target = options.anonymously ? anonymous(workshop, pen) : asker(workshop, pen, operation)
  const where = pathTo(workshop, pen, stock, path)
  const body = options.body ?? validBody(workshop, pen, stock, operation)
  const request = requestCode({
    target,
    method,
    path: where,
    ...requiredParameters(operation),
    ...(body === undefined ? {} : { body }),
  })
  const steps = [
    `.when(${request})`,
    `.expect(${pen.use('qa-integ/http', 'status')}(${status}))`,
    ...(options.shape === false ? [] : bodyExpectation(operation, status, pen, method === 'GET' ? undefined : body)),
    ...(options.further?.(pen) ?? []),
  ]
  return { kind: 'told', steps: inOrder(stock, steps), sheet: pen }
}
