import { asHandle, type Handle, START_LIMIT } from '../handle/handle.js'
import { life } from '../handle/life.js'
import { type When, when } from '../scenario/step.js'
import type { Awaitable } from '../scenario/types.js'
import { traced } from './traced.js'

/** The names of the methods of a type. */
export type Method<T> = { [K in keyof T]: T[K] extends (...args: never[]) => unknown ? K : never }[keyof T] & string
/** What a method takes. */
type Arguments<F> = F extends (...args: infer A) => unknown ? A : never
/** What a method hands back, awaited. */
type Result<F> = F extends (...args: never[]) => infer R ? Awaited<R> : never

/** A component built afresh for every scenario; calls across its boundary are traced. */
export interface Component<T> extends Handle {
  /** Calls a method, with these arguments or with those that a function makes of the context. */
  call<M extends Method<T>, C = object>(
    method: M,
    ...args: Arguments<T[M]> | [from: (context: C) => Arguments<T[M]>]
  ): When<C, Result<T[M]>>
}

/** What the component needs to be built. */
export interface ComponentOptions {
  /** Handles that are started before it and stay as long as it does. */
  readonly uses?: readonly Handle[]
}

/**
 * A component of the application, built by `build` for every scenario that calls it, with real collaborators or doubles.
 *
 * @throws TypeError when it has no name or nothing to build it.
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { called, component, double, sequence, traced } from 'qa-integ/component'
 * import { expect } from 'chai'
 *
 * class Gateway {
 *   async charge(amount: number) {
 *     return { id: `pay_${amount}` }
 *   }
 * }
 * class Orders {
 *   constructor(readonly gateway: Gateway) {}
 *   async process(order: { total: number }) {
 *     const { id } = await this.gateway.charge(order.total)
 *     return { ...order, payment: id }
 *   }
 * }
 * const gateway = double(Gateway)
 * const orders = component('Orders', () => new Orders(traced('Gateway', gateway)))
 *
 * scenario('an order is charged')
 *   .given('the card is good', () => void gateway.charge.resolves({ id: 'pay_1' }))
 *   .when(orders.call('process', { total: 50 }))
 *   .expect('it is paid', (order) => expect(order.payment).to.equal('pay_1'))
 *   .expect(called(gateway.charge).with(50).times(1))
 *   .expect(sequence('Orders.process', 'Gateway.charge'))
 * ```
 */
export function component<T extends object>(
  name: string,
  build: () => Awaitable<T>,
  { uses = [] }: ComponentOptions = {},
): Component<T> {
  if (typeof name !== 'string' || name.trim() === '')
    throw new TypeError("component(...) needs a name, as in component('OrderService', () => new OrderService())")
  if (typeof build !== 'function') throw new TypeError(`component('${name}', ...) needs a function that builds it`)
  const own = life<T>({
    name,
    per: 'scenario',
    limit: START_LIMIT,
    async start(tools) {
      for (const used of uses) await tools.uses(used)
      const built: unknown = await build()
      if (typeof built !== 'object' || built === null)
        throw new Error(`it was built as ${built === null ? 'null' : typeof built}, not as an object with methods`)
      return traced(name, built as T)
    },
  })
  const handle = asHandle(own)
  return Object.freeze({
    ...handle,
    call(method: string, ...args: unknown[]) {
      const [from] = args
      const made = args.length === 1 && typeof from === 'function'
      const act = async (context: unknown): Promise<unknown> => {
        const target = own.value() as Record<string, (...args: unknown[]) => unknown>
        if (typeof target[method] !== 'function')
          throw new TypeError(`${name} has no method "${method}"; it has ${methodsOf(target).join(', ') || 'none'}`)
        return target[method](...(made ? (from as (context: unknown) => unknown[])(context) : args))
      }
      return when(`${name}.${method}`, act, handle.uses ? { uses: handle.uses } : {})
    },
  }) as unknown as Component<T>
}

function methodsOf(object: object): string[] {
  const names = new Set<string>()
  for (let at: object | null = object; at && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null)
    for (const key of Object.getOwnPropertyNames(at))
      if (key !== 'constructor' && typeof Object.getOwnPropertyDescriptor(at, key)?.value === 'function') names.add(key)
  return [...names]
}
