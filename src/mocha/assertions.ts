import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AssertionCount } from '../scenario/check-result.js'

interface Prototype {
  assert: (...args: unknown[]) => unknown
}

interface Counted {
  count: number
  readonly prototypes: WeakSet<object>
}

const KEY = Symbol.for('qa-integ.assertions')
const home = globalThis as { [KEY]?: Counted }
home[KEY] ??= { count: 0, prototypes: new WeakSet() }
const counted: Counted = home[KEY]

/** How many assertions chai has made in this process, and whether it is the chai that an assertion object comes from. */
export const assertions: AssertionCount = Object.freeze({
  made: () => counted.count,
  counts: (assertion: object) => counted.prototypes.has(Object.getPrototypeOf(assertion) as object),
})

/**
 * Counts the assertions of the project's chai from now on, so that a bare `expect(x).to.be` is noticed. A loader may give
 * a project two copies, one for `import` and one for `require`.
 */
export async function countAssertions(): Promise<void> {
  const require = createRequire(join(process.cwd(), 'package.json'))
  const copies = await Promise.allSettled([import('chai'), (async () => require('chai') as typeof import('chai'))()])
  for (const copy of copies)
    if (copy.status === 'fulfilled') countIn(copy.value.Assertion.prototype as unknown as Prototype)
}

function countIn(prototype: Prototype): void {
  if (counted.prototypes.has(prototype)) return
  counted.prototypes.add(prototype)
  const { assert } = prototype
  prototype.assert = function counting(this: unknown, ...args: unknown[]) {
    counted.count++
    return assert.apply(this, args)
  }
}
