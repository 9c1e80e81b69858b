import { MASKED } from './masked.js'
import { mask } from './masking.js'
import { isSecretName } from './secret-names.js'

const DEEPEST = 12
const MOST_VALUES = 200_000
const MOST_ITEMS = 100_000
const LONGEST_TEXT = 1_000_000

/**
 * A copy of the value in plain data, with every secret in it replaced: strings as `mask` does, and all that stands under a secret's name.
 * Maps, headers and form data become objects, sets become arrays, errors their name, message and properties; what is circular, too deep or
 * too much is said in its place.
 */
export function maskValue(value: unknown): unknown {
  return copy(value, false, 0, { left: MOST_VALUES, open: new Set() })
}

interface Walk {
  /** How many values may still be copied. */
  left: number
  /** The objects around the one that is being copied. */
  readonly open: Set<object>
}

function copy(value: unknown, secret: boolean, depth: number, walk: Walk): unknown {
  if (walk.left-- <= 0) return '[more]'
  if (value === null || value === undefined || typeof value === 'boolean') return value
  if (typeof value === 'object') return container(value, secret, depth, walk)
  if (secret) return value === '' ? '' : MASKED
  switch (typeof value) {
    case 'string':
      return text(value)
    case 'bigint':
      return `${value}n`
    case 'symbol':
      return String(value)
    case 'function':
      return `[function ${value.name || 'without a name'}]`
    default:
      return value
  }
}

function text(value: string): string {
  if (value.length <= LONGEST_TEXT) return mask(value)
  return `${mask(value.slice(0, LONGEST_TEXT))}… (${value.length - LONGEST_TEXT} more characters)`
}

function container(value: object, secret: boolean, depth: number, walk: Walk): unknown {
  const inner = walk.open.has(value) ? '[circular]' : depth >= DEEPEST ? '[deeper]' : opened(value, secret, depth, walk)
  return secret && typeof inner === 'string' ? MASKED : inner
}

function opened(value: object, secret: boolean, depth: number, walk: Walk): unknown {
  walk.open.add(value)
  try {
    return contents(value, secret, depth + 1, walk)
  } catch (error) {
    return `[unreadable: ${mask(String(error))}]`
  } finally {
    walk.open.delete(value)
  }
}

function contents(value: object, secret: boolean, depth: number, walk: Walk): unknown {
  if (Array.isArray(value)) return list(value, value.length, secret, depth, walk)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '[no date]' : value.toISOString()
  if (value instanceof RegExp) return String(value)
  if (value instanceof URL) return text(value.href)
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`
  if (value instanceof Error) return named(errorFacts(value), secret, depth, walk)
  if (value instanceof Set) return list(value, value.size, secret, depth, walk)
  if (value instanceof Map || value instanceof URLSearchParams || isHeaders(value)) {
    return named(value as Iterable<[unknown, unknown]>, secret, depth, walk)
  }
  if (value instanceof WeakMap || value instanceof WeakSet || value instanceof Promise)
    return `[${value.constructor.name}]`
  if ('toJSON' in value && typeof value.toJSON === 'function') return copy(value.toJSON(), secret, depth, walk)
  return named(properties(value), secret, depth, walk)
}

function list(values: Iterable<unknown>, length: number, secret: boolean, depth: number, walk: Walk): unknown[] {
  const items: unknown[] = []
  for (const item of values) {
    if (items.length >= MOST_ITEMS) {
      items.push(`[${length - MOST_ITEMS} more]`)
      break
    }
    items.push(copy(item, secret, depth, walk))
  }
  return items
}

/** A name that comes twice, as a query parameter may, gets a list. */
function named(entries: Iterable<readonly [unknown, unknown]>, secret: boolean, depth: number, walk: Walk): object {
  const facts = new Map<string, unknown>()
  for (const [key, value] of entries) {
    const name = typeof key === 'object' ? JSON.stringify(copy(key, secret, depth, walk)) : String(key)
    const item = copy(value, secret || isSecretName(name), depth, walk)
    const shown = mask(name)
    const before = facts.get(shown)
    if (facts.size >= MOST_ITEMS && !facts.has(shown)) {
      facts.set('…', '[more]')
      break
    }
    facts.set(shown, facts.has(shown) ? [...(Array.isArray(before) ? before : [before]), item] : item)
  }
  return Object.fromEntries(facts)
}

function* properties(value: object): Generator<readonly [string, unknown]> {
  for (const key of Object.keys(value)) {
    let item: unknown
    try {
      item = (value as Record<string, unknown>)[key]
    } catch (error) {
      item = `[unreadable: ${String(error)}]`
    }
    yield [key, item]
  }
}

function* errorFacts(error: Error): Generator<readonly [string, unknown]> {
  yield ['name', error.name]
  yield ['message', error.message]
  if (error.cause !== undefined) yield ['cause', error.cause]
  for (const entry of properties(error)) if (!['name', 'message', 'cause', 'stack'].includes(entry[0])) yield entry
}

/** Those of fetch and of undici, which are not of one class. */
function isHeaders(value: object): boolean {
  return value.constructor?.name === 'Headers' && Symbol.iterator in value
}
