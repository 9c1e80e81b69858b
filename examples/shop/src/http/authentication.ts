import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { Role } from '../entities/index.js'
import { Forbidden, Unauthenticated } from '../errors.js'
import { type ApiKeys, type Client, clientLookup } from './api-keys.js'

/** The key of `authorization: Bearer <key>`, of `authorization: <key>` or of `x-api-key: <key>`. */
function keyOf(request: Request): string | undefined {
  const authorization = request.get('authorization')
  if (authorization === undefined) return request.get('x-api-key')
  return /^(?:Bearer +)?(\S+)$/i.exec(authorization)?.[1]
}

/** Lets only known clients pass. */
export function authenticate(keys: ApiKeys): RequestHandler {
  const lookup = clientLookup(keys)
  return (request, response, next) => {
    const key = keyOf(request)
    if (key === undefined) throw new Unauthenticated('An API key is required')
    const client = lookup(key)
    if (client === undefined) throw new Unauthenticated('The API key is not valid')
    response.locals.client = client
    next()
  }
}

/** Lets only clients of the role pass. */
export function requireRole(role: Role) {
  return <Params>(_request: Request<Params>, response: Response, next: NextFunction): void => {
    const client = response.locals.client as Client | undefined
    if (client?.role !== role) throw new Forbidden(`Only a client of the role "${role}" may do this`)
    next()
  }
}
