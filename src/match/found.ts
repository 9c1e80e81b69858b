/** One place at which a value is not what a shape says. */
export interface Mismatch {
  /** As `$.items[0].name`; `$` is the whole value. */
  readonly path: string
  readonly expected: string
  readonly actual: string
  /** The whole sentence, path included. */
  readonly message: string
}

/** Collects mismatches; beyond its limit it counts and builds no text. */
export interface Found {
  add(make: () => Mismatch): void
  readonly list: readonly Mismatch[]
  readonly hidden: number
}

/** An empty list, which counts what comes after the limit without making it. */
export function found(limit: number = Number.POSITIVE_INFINITY): Found {
  const list: Mismatch[] = []
  let hidden = 0
  return {
    add(make) {
      if (list.length < limit) list.push(make())
      else hidden += 1
    },
    list,
    get hidden() {
      return hidden
    },
  }
}

/** A mismatch with its sentence. */
export function mismatch(path: string, expected: string, actual: string, hint?: string): Mismatch {
  const message = `${path}: expected ${expected}, got ${actual}${hint === undefined ? '' : ` (${hint})`}`
  return Object.freeze({ path, expected, actual, message })
}

/** The mismatches of many like things, in full as far as they are readable and the rest as their number. */
export function bounded(into: Found, path: string, collect: (inner: Found) => void): void {
  const inner = found(20)
  collect(inner)
  for (const one of inner.list) into.add(() => one)
  if (inner.hidden === 0) return
  const more = `${inner.hidden} more mismatch${inner.hidden === 1 ? '' : 'es'}`
  into.add(() => Object.freeze({ path, expected: 'no mismatch', actual: more, message: `${path}: … and ${more}` }))
}
