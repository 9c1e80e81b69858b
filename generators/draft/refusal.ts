import type { Json } from '../../src/plan/index.js'
import { code, literal } from '../code/literal.js'
import { newSheet, type Pen } from '../code/sheet.js'
import type { DocumentedOperation } from '../openapi/read-document.js'
import { flat, judge, typeOf } from '../openapi/sample.js'
import type { WrongBody } from './invalid-body.js'
import { type Request, requestCode } from './request.js'
import { newStock, pathTo, refuseThirdParty, requiredParameters, successOf, validBody } from './resources.js'
import { NotTold, type Story, type Workshop } from './story.js'
import { bodyExpectation, inOrder } from './success.js'
import { anonymous, asker, limited } from './targets.js'

/** Whether the document tells that the operation answers so. */
export function documents({ replies }: DocumentedOperation, status: number): boolean {
  return replies.some((reply) => reply.status === status)
}

/** The status with which the operation refuses invalid input, as documented. */
export function refusesInputWith(operation: DocumentedOperation): number | undefined {
  return [400, 422].find((status) => documents(operation, status))
}

/** An id that nothing has, by the parameter's type. */
function unknownId(operation: DocumentedOperation): string {
  const parameters = operation.parameters.filter((one) => one.in === 'path')
  const schema = flat(parameters.at(-1)?.schema ?? {})
  const takes = judge(schema)
  const candidates: Json[] =
    typeOf(schema) === 'string'
      ? ['00000000-0000-4000-8000-000000000000', '000000000000000000000000', 'unknown']
      : [999_999_999, 999_999, 9_999]
  const ordered = schema.format === 'uuid' || typeOf(schema) !== 'string' ? candidates : ['unknown', ...candidates]
  return String(ordered.find(takes) ?? ordered[0])
}

function finished(
  pen: Pen,
  operation: DocumentedOperation,
  status: number,
  before: readonly string[],
  request: string,
  form: boolean,
): Story {
  const expectations = [`.expect(${pen.use('qa-integ/http', 'status')}(${status}))`]
  if (form) {
    const shape = bodyExpectation(operation, status, pen, undefined)
    if (shape.length === 0)
      throw new NotTold(`the document does not tell the form of the ${status} of ${operation.method} ${operation.path}`)
    const header = pen.use('qa-integ/http', 'header')
    expectations.push(`.expect(${header}('content-type', /json/))`, ...shape)
  }
  return { kind: 'told', steps: [...before, `.when(${request})`, ...expectations], sheet: pen }
}

/** How a refusal is told: with `form`, the reply must have the documented form, too. */
export interface RefusalOptions {
  readonly form?: boolean
  readonly status?: number
}

/** Somebody without credentials, or with wrong ones, is refused before anything else. */
export function unauthenticated(
  workshop: Workshop,
  operation: DocumentedOperation,
  options: RefusalOptions & { wrong?: boolean } = {},
): Story {
  const { method, path } = operation
  if (!operation.secured) throw new NotTold(`${method} ${path} needs no credentials by the document`)
  const pen = newSheet()
  const stock = newStock()
  const target = anonymous(workshop, pen)
  const where = pathTo(workshop, pen, stock, path, { value: () => unknownId(operation) })
  const body = operation.body === undefined ? undefined : validBodyAlone(workshop, operation)
  if (options.wrong && operation.wrongCredentials === undefined)
    throw new NotTold('the document tells of no header that carries credentials')
  const { header, value } = operation.wrongCredentials ?? { header: '', value: '' }
  const parameters = requiredParameters(operation)
  const headers = options.wrong ? { ...parameters.headers, [header]: value } : parameters.headers
  const request: Request = {
    target,
    method,
    path: where,
    ...(parameters.query === undefined ? {} : { query: parameters.query }),
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body }),
  }
  return finished(
    pen,
    operation,
    options.status ?? 401,
    inOrder(stock, []),
    requestCode(request),
    options.form ?? false,
  )
}

/** A valid body whose pointers need not lead anywhere, as the request is refused before. */
function validBodyAlone(workshop: Workshop, operation: DocumentedOperation) {
  const alone = { ...workshop, project: { ...workshop.project, document: { file: '', operations: [] } } }
  return validBody(alone, newSheet(), newStock(), operation)
}

/** Somebody whose credentials are good, but allow less, is refused. */
export function forbidden(workshop: Workshop, operation: DocumentedOperation, options: RefusalOptions = {}): Story {
  const pen = newSheet()
  const stock = newStock()
  const target = limited(workshop, pen)
  const where = pathTo(workshop, pen, stock, operation.path)
  const body = validBody(workshop, pen, stock, operation)
  const request = requestCode({
    target,
    method: operation.method,
    path: where,
    ...requiredParameters(operation),
    ...(body === undefined ? {} : { body }),
  })
  return finished(pen, operation, options.status ?? 403, inOrder(stock, []), request, options.form ?? false)
}

/** An id that nothing has is not found. */
export function notFound(workshop: Workshop, operation: DocumentedOperation, options: RefusalOptions = {}): Story {
  const { method, path } = operation
  if (!path.includes('{')) throw new NotTold(`${method} ${path} has no parameter that could be unknown`)
  const pen = newSheet()
  const stock = newStock()
  const target = asker(workshop, pen, operation)
  const value = (last: boolean) => (last ? unknownId(operation) : undefined)
  const where = pathTo(workshop, pen, stock, path, { value })
  const body = validBody(workshop, pen, stock, operation)
  const request = requestCode({
    target,
    method,
    path: where,
    ...requiredParameters(operation),
    ...(body === undefined ? {} : { body }),
  })
  return finished(pen, operation, options.status ?? 404, inOrder(stock, []), request, options.form ?? false)
}

/** Bodies that the document refuses are refused; several make a row each. */
export function invalidInput(
  workshop: Workshop,
  operation: DocumentedOperation,
  wrong: readonly WrongBody[],
  options: RefusalOptions = {},
): Story {
  const { method, path } = operation
  const status = options.status ?? refusesInputWith(operation)
  if (status === undefined) throw new NotTold(`${method} ${path} documents no status for invalid input`)
  if (wrong.length === 0)
    throw new NotTold(`no body that ${method} ${path} has to refuse could be made from its schema`)
  const pen = newSheet()
  const stock = newStock()
  const target = asker(workshop, pen, operation)
  const where = pathTo(workshop, pen, stock, path)
  const parameters = requiredParameters(operation)
  const [only, ...others] = wrong
  if (only !== undefined && others.length === 0) {
    const request = requestCode({ target, method, path: where, ...parameters, body: only.body })
    return finished(pen, operation, status, inOrder(stock, []), request, options.form ?? false)
  }
  const each = wrong.map(({ property, body }) => `  ${literal({ without: property, body }, '  ')},\n`)
  const rows = `[\n${each.join('')}]`
  const body = code('({ body }) => body')
  const request = requestCode({ target, method, path: where, ...parameters, body })
  const told = finished(pen, operation, status, inOrder(stock, []), request, options.form ?? false)
  return told.kind === 'told' ? { ...told, rows } : told
}

/** What exists already can't be created a second time. */
export function duplicate(workshop: Workshop, operation: DocumentedOperation, options: RefusalOptions = {}): Story {
  const { method, path } = operation
  const created = successOf(operation)
  if (method !== 'POST' || created === undefined)
    throw new NotTold(`${method} ${path} creates nothing that could exist already`)
  refuseThirdParty(operation)
  const pen = newSheet()
  const stock = newStock()
  const target = asker(workshop, pen, operation)
  const where = pathTo(workshop, pen, stock, path)
  const body = validBody(workshop, pen, stock, operation)
  const request = requestCode({
    target,
    method,
    path: where,
    ...requiredParameters(operation),
    ...(body === undefined ? {} : { body }),
  })
  const first = [`.when(${request})`, `.expect(${pen.use('qa-integ/http', 'status')}(${created}))`]
  return finished(pen, operation, options.status ?? 409, inOrder(stock, first), request, options.form ?? false)
}
