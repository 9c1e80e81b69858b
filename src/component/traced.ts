import { recorded } from './trace.js'

/**
 * The same object, its calls recorded under the name. Its methods run on the object itself, so private fields work and its calls to itself
 * are not recorded: only those that cross the boundary. A function is recorded under the name alone.
 *
 * @throws TypeError when there is nothing to trace.
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { component, sequence, traced } from 'qa-integ/component'
 *
 * class Prices {
 *   of(item: string) {
 *     return item.length
 *   }
 * }
 * class Cart {
 *   constructor(readonly prices: Prices) {}
 *   total(...items: string[]) {
 *     return items.reduce((sum, item) => sum + this.prices.of(item), 0)
 *   }
 * }
 * const cart = component('Cart', () => new Cart(traced('Prices', new Prices())))
 *
 * scenario('every item is priced')
 *   .when(cart.call('total', 'tea', 'cup'))
 *   .expect(sequence('Cart.total', 'Prices.of', 'Prices.of'))
 * ```
 */
export function traced<T extends object>(name: string, collaborator: T): T {
  if (typeof name !== 'string' || name.trim() === '')
    throw new TypeError("traced(...) needs a name, as in traced('Mailer', mailer)")
  if ((typeof collaborator !== 'object' && typeof collaborator !== 'function') || collaborator === null)
    throw new TypeError(
      `traced('${name}', ...) needs an object or a function; it was handed ${collaborator === null ? 'null' : typeof collaborator}`,
    )
  // Stands for the object: what the object may not change, such as a frozen method, a proxy of it could not replace.
  const stand =
    typeof collaborator === 'function' ? () => {} : Object.create(Object.getPrototypeOf(collaborator) as object | null)
  const methods = new WeakMap<object, unknown>()
  const view: T = new Proxy(stand as T, {
    get(_, key) {
      const value: unknown = Reflect.get(collaborator, key)
      if (typeof value !== 'function' || typeof key === 'symbol' || key === 'constructor') return value
      if (!methods.has(value))
        methods.set(
          value,
          method(name, key, value as Method, collaborator, () => view),
        )
      return methods.get(value)
    },
    apply: (_, self, args: unknown[]) =>
      recorded(name, '', args, () => Reflect.apply(collaborator as Method, self, args)),
    set: (_, key, value) => Reflect.set(collaborator, key, value),
    has: (_, key) => Reflect.has(collaborator, key),
    deleteProperty: (_, key) => Reflect.deleteProperty(collaborator, key),
    defineProperty: (_, key, descriptor) => Reflect.defineProperty(collaborator, key, descriptor),
    getPrototypeOf: () => Reflect.getPrototypeOf(collaborator),
    ownKeys: () => Reflect.ownKeys(collaborator),
    getOwnPropertyDescriptor(_, key) {
      const descriptor = Reflect.getOwnPropertyDescriptor(collaborator, key)
      return descriptor && { ...descriptor, configurable: true }
    },
  })
  return view
}

type Method = (...args: unknown[]) => unknown

/** A method that is called on the object itself; its own members, as those of a stub, stay within reach. */
function method(name: string, key: string, original: Method, owner: object, view: () => unknown): unknown {
  return new Proxy(original, {
    apply(_, __, args: unknown[]) {
      const result = recorded(name, key, args, () => Reflect.apply(original, owner, args))
      return result === owner ? view() : result
    },
  })
}
