import type { ErrorRequestHandler, RequestHandler } from 'express'
import { type ErrorCode, NotFound, type Problem, ShopError } from '../errors.js'

/** The body of every reply that refuses or fails. */
export interface ErrorBody {
  readonly error: {
    readonly code: ErrorCode | 'malformed_request' | 'payload_too_large' | 'unsupported_media_type' | 'internal'
    readonly message: string
    readonly details?: readonly Problem[]
  }
}

const statuses: Readonly<Record<ErrorCode, number>> = {
  invalid_input: 400,
  unauthenticated: 401,
  payment_failed: 402,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  unavailable: 503,
}

/** What express says about a request that it can't read. */
function unreadable(error: unknown): { status: number; body: ErrorBody } | undefined {
  const { status, expose } = error as { status?: unknown; expose?: unknown }
  if (!(error instanceof Error) || typeof status !== 'number' || status >= 500) return undefined
  if (status === 413) {
    return { status, body: { error: { code: 'payload_too_large', message: 'The body is too large' } } }
  }
  if (status === 415) {
    return { status, body: { error: { code: 'unsupported_media_type', message: 'The body must be JSON in UTF-8' } } }
  }
  const message = expose === true ? 'The body is not valid JSON' : 'The request could not be read'
  return { status: 400, body: { error: { code: 'malformed_request', message } } }
}

function reply(error: unknown): { status: number; body: ErrorBody } {
  if (error instanceof ShopError) {
    const { code, message, details } = error
    return { status: statuses[code], body: { error: { code, message, ...(details.length > 0 && { details }) } } }
  }
  return unreadable(error) ?? { status: 500, body: { error: { code: 'internal', message: 'Something went wrong' } } }
}

/** Answers what no route did. */
export const noSuchRoute: RequestHandler = (request) => {
  throw new NotFound(`${request.method} ${request.path}`)
}

/** Answers every error in the one form; what nobody expected also goes to `onError`. */
export function errorReply(onError: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const { status, body } = reply(error)
    if (status === 500) onError(error)
    if (response.headersSent) return next(error)
    if (status === 401) response.set('www-authenticate', 'Bearer')
    response.status(status).json(body)
  }
}
