import type { Request } from 'express'
import { InvalidInput } from '../errors.js'

const largestId = 2 ** 31 - 1

function wrong(field: string, message: string): InvalidInput {
  return new InvalidInput('The request is not valid', [{ field, message }])
}

function wholeNumber(field: string, text: string, min: number, max: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw wrong(field, `must be a whole number from ${min} to ${max}`)
}

/** The `id` of the path. */
export function idOf(request: Request<{ id: string }>): number {
  return wholeNumber('id', request.params.id, 1, largestId)
}

/** A parameter of the query that is given at most once. */
export function queryText(request: Request, name: string): string | undefined {
  const value = request.query[name]
  if (value === undefined || typeof value === 'string') return value
  throw wrong(name, 'must be given once')
}

export function queryWords(request: Request): string {
  const words = queryText(request, 'q')?.trim() ?? ''
  if (words.length > 100) throw wrong('q', 'must have at most 100 characters')
  return words
}

export function queryId(request: Request, name: string): number | undefined {
  const text = queryText(request, name)
  return text === undefined ? undefined : wholeNumber(name, text, 1, largestId)
}

export function queryOneOf<T extends string>(request: Request, name: string, allowed: readonly T[]): T | undefined {
  const text = queryText(request, name)
  const value = allowed.find((word) => word === text)
  if (text !== undefined && value === undefined) throw wrong(name, `must be one of ${allowed.join(', ')}`)
  return value
}

export function queryPage(request: Request): { limit: number; offset: number } {
  const limit = wholeNumber('limit', queryText(request, 'limit') ?? '50', 1, 100)
  return { limit, offset: wholeNumber('offset', queryText(request, 'offset') ?? '0', 0, 1_000_000) }
}
