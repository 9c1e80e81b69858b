import { isLosslessNumber, stringify } from 'lossless-json'
import { element, field } from '../match/path.js'

/** The first place at which two values of JSON differ, with both sides, as `$.request.path: "/a" or "/b"`. */
export function firstDifference(a: unknown, b: unknown, path = '$'): string | undefined {
  if (isTree(a) && isTree(b) && Array.isArray(a) === Array.isArray(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const at = Array.isArray(a) ? element(path, Number(key)) : field(path, key)
      const found = firstDifference(a[key], b[key], at)
      if (found !== undefined) return found
    }
    return undefined
  }
  const [left, right] = [text(a), text(b)]
  return left === right ? undefined : `${path}: ${left} or ${right}`
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !isLosslessNumber(value)
}

function text(value: unknown): string {
  const all = value === undefined ? 'nothing' : (stringify(value) ?? 'nothing')
  return all.length > 200 ? `${all.slice(0, 200)}…` : all
}
