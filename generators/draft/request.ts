import type { JsonObject } from '../../src/plan/index.js'
import { type Code, isCode, literal, template, text, type Value, type ValueObject } from '../code/literal.js'
import { wordOf } from './targets.js'

/** A request, with pieces of code where it needs what earlier steps brought. */
export interface Request {
  readonly target: string
  readonly method: string
  readonly path: readonly (string | Code)[]
  readonly body?: Value
  readonly query?: JsonObject
  readonly headers?: ValueObject
}

function readBy(value: Value): string[] {
  if (isCode(value)) return value.reads === undefined ? [] : [value.reads]
  if (typeof value !== 'object' || value === null) return []
  return [...new Set(Object.values(value).flatMap((one) => readBy(one as Value)))]
}

/** A value, or a function of the context where it holds code that reads it. */
export function fromContext(value: Value, indent = '  ', before = ''): string {
  const written = literal(value, indent, before)
  const names = readBy(value)
  if (names.length === 0) return written
  return `({ ${names.join(', ')} }) => ${written.startsWith('{') ? `(${written})` : written}`
}

function pathCode(path: Request['path']): string {
  const names = readBy(path)
  if (path.every((part) => typeof part === 'string')) return text(path.join(''))
  return names.length === 0 ? template(path) : `({ ${names.join(', ')} }) => ${template(path)}`
}

/** `admin.post('/api/users', { name: 'Ann' })`. */
export function requestCode({ target, method, path, body, query, headers }: Request): string {
  const word = wordOf(method)
  const bodied = word === 'post' || word === 'put' || word === 'patch'
  const options: [string, string][] = []
  if (query !== undefined) options.push(['query', fromContext(query, '    ')])
  if (headers !== undefined) options.push(['headers', fromContext(headers, '    ')])
  const told = [pathCode(path)]
  if (bodied && (body !== undefined || options.length > 0))
    told.push(body === undefined ? 'undefined' : fromContext(body, '  ', `.when(${target}.${word}(${pathCode(path)}, `))
  if (options.length > 0) told.push(`{ ${options.map(([key, value]) => `${key}: ${value}`).join(', ')} }`)
  return `${target}.${word}(${told.join(', ')})`
}
