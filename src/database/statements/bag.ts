/** What stands in a bag knows its place there; -1 outside of one. */
export interface Bagged {
  place: number
}

/** Things that come and go with every statement, for which a `Set` would take longer than their whole work. */
export interface Bag<T extends Bagged> {
  readonly all: readonly T[]
  add(one: T): void
  /** Takes it out, if it is in. */
  remove(one: T): void
}

/** An empty bag, in no order. */
export function bag<T extends Bagged>(): Bag<T> {
  const all: T[] = []
  return Object.freeze({
    all,
    add(one: T) {
      one.place = all.length
      all.push(one)
    },
    remove(one: T) {
      if (one.place < 0) return
      const last = all.pop()!
      if (last !== one) {
        all[one.place] = last
        last.place = one.place
      }
      one.place = -1
    },
  })
}
