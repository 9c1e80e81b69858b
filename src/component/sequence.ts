import { type Expectation, expectation } from '../scenario/step.js'
import { nameOf, type TracedCall, tracedCalls } from './trace.js'

/**
 * Expects that the traced calls with these names began in exactly this order, each as often as it is named, since the when began; calls with
 * other names are free.
 *
 * @throws TypeError when no call is named.
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { component, sequence, traced } from 'qa-integ/component'
 *
 * const mailer = { receipt: async (_to: string) => {} }
 * class Orders {
 *   constructor(readonly mail: typeof mailer) {}
 *   async place(to: string) {
 *     await this.mail.receipt(to)
 *   }
 * }
 * const orders = component('Orders', () => new Orders(traced('Mailer', mailer)))
 *
 * scenario('a receipt follows an order')
 *   .when(orders.call('place', 'ann@example.com'))
 *   .expect(sequence('Orders.place', 'Mailer.receipt'))
 * ```
 */
export function sequence(...calls: string[]): Expectation<unknown, object> {
  if (calls.length === 0)
    throw new TypeError("sequence(...) needs the calls in their order, as 'Orders.place', 'Mailer.receipt'")
  let start: number | undefined
  const arm = (): void => {
    start = tracedCalls().length
  }
  const check = (): void => {
    if (start === undefined) throw new Error('sequence(...) counts from the start of a when; tell it with .expect(...)')
    const made = tracedCalls().slice(start)
    const told = new Set(calls)
    const seen = made.map(nameOf).filter((name) => told.has(name))
    if (seen.length === calls.length && seen.every((name, i) => name === calls[i])) return
    throw failure(calls, seen, made)
  }
  return expectation<unknown, object>(`the calls are ${calls.join(', then ')}`, check, arm)
}

function failure(calls: readonly string[], seen: readonly string[], made: readonly TracedCall[]): Error {
  const missing = [...new Set(calls.filter((name) => !seen.includes(name)))]
  const why =
    made.length === 0
      ? 'no traced call was made; wrap the collaborators in traced(name, collaborator)'
      : missing.length > 0
        ? `${missing.join(' and ')} ${missing.length === 1 ? 'was' : 'were'} not called`
        : seen.length !== calls.length
          ? `some were called ${seen.length > calls.length ? 'more' : 'less'} often`
          : 'they came in another order'
  const lines = made.map(
    (call) => `  ${nameOf(call)}${'error' in call ? '  (failed)' : call.ms === null ? '  (has not ended)' : ''}`,
  )
  const error = new Error(
    `expected that the calls are ${calls.join(', then ')}, but ${why}${lines.length > 0 ? `:\n${lines.join('\n')}` : ''}`,
  )
  return Object.assign(error, { name: 'AssertionError', actual: seen, expected: calls, showDiff: true })
}
