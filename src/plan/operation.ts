import type { Operation } from './model.js'

const parameter = /^\{[^{}]*\}$/

function segments(path: string): string[] {
  return (path.split(/[?#]/)[0] ?? '').replace(/\/+$/, '').split('/')
}

/** How well a told path fits a known one: the number of segments that are the same in letters; none when it does not fit. */
function sameSegments(told: readonly string[], known: readonly string[]): number | undefined {
  if (told.length !== known.length) return undefined
  let same = 0
  for (const [index, segment] of told.entries()) {
    const other = known[index] ?? ''
    if (segment === other) same++
    else if (!parameter.test(other)) return undefined
  }
  return same
}

/** The known operation that a told one means: `/api/users/7` and `/api/users/{userId}` are both `/api/users/{id}`. */
export function matchOperation<O extends Operation>(told: Operation, known: readonly O[]): O | undefined {
  const path = segments(told.path)
  let best: { readonly operation: O; readonly same: number } | undefined
  for (const operation of known) {
    if (operation.method.toUpperCase() !== told.method.toUpperCase()) continue
    const same = sameSegments(path, segments(operation.path))
    if (same !== undefined && (best === undefined || same > best.same)) best = { operation, same }
  }
  return best?.operation
}
