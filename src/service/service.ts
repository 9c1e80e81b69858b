import { asHandle, type Handle, START_LIMIT } from '../handle/handle.js'
import { life } from '../handle/life.js'
import { serviceAddress } from './address.js'
import { type Endpoint, endpointOf, type Served } from './endpoint.js'
import { type Play, play } from './play.js'
import type { ServiceCall } from './service-call.js'

/** A third party at its real address, played by Sinon stubs behind a real socket. */
export interface Service extends Handle {
  /** Its real address. */
  readonly url: string
  /** One kind of request; `:name` or `{name}` stands for a part of the path that may be anything. */
  on(method: string, path: string): Endpoint
  /**
   * The calls of the scenario that runs, in the order in which they were answered.
   *
   * @example
   * ```ts
   * import { scenario } from 'qa-integ'
   * import { reply, service } from 'qa-integ/service'
   * import { expect } from 'chai'
   *
   * const rates = service('rates', { at: 'https://rates.example.com' })
   * const usd = rates.on('GET', '/v1/usd')
   * const ask = () => fetch('https://rates.example.com/v1/usd')
   *
   * scenario('a rate is asked for until there is one')
   *   .given(usd.answers(reply(503), reply(200, { eur: 0.9 })))
   *   .when('it is asked', async () => ((await ask()).ok ? undefined : ask()))
   *   .expect('at the second try', () => expect(rates.history.map(({ status }) => status)).to.deep.equal([503, 200]))
   * ```
   */
  readonly history: readonly ServiceCall[]
}

/** Where a third party lives, and who shares the player. */
export interface ServiceOptions {
  /** Its real address: 'https://api.example.com', with a path if all its endpoints share one. */
  readonly at: string
  /** One scenario (default), or all scenarios of a worker once the first of them has been given it. */
  readonly per?: 'scenario' | 'worker'
}

/**
 * A third party, played at its real address: every connection that this process opens to that host comes here, over http or https, from
 * any client. The code under test is not told. While one is played, a host that nobody declares is refused, this machine excepted; a call
 * that no endpoint answers fails the scenario.
 *
 * @throws TypeError when `at` is no address of an HTTP service.
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { called, reply, service } from 'qa-integ/service'
 * import { expect } from 'chai'
 *
 * const payments = service('payments', { at: 'https://api.payments.example' })
 * const charge = payments.on('POST', '/v1/payments')
 * const pay = (amount: number) =>
 *   fetch('https://api.payments.example/v1/payments', {
 *     method: 'POST',
 *     headers: { 'content-type': 'application/json' },
 *     body: JSON.stringify({ amount }),
 *   })
 *
 * scenario('a payment is made')
 *   .given(charge.answers(({ body }) => reply(201, { id: 'pay_1', amount: body.amount })))
 *   .when('it is sent', async () => (await pay(50)).json())
 *   .expect('it is taken', (payment) => expect(payment).to.deep.equal({ id: 'pay_1', amount: 50 }))
 *   .expect(called(charge).with({ body: { amount: 50 } }).times(1))
 * ```
 */
export function service(name: string, options: ServiceOptions): Service {
  if (typeof name !== 'string' || name.trim() === '')
    throw new TypeError("service(...) needs a name, as in service('payments', { at: 'https://api.example.com' })")
  const address = serviceAddress(name, options?.at)
  const per = options.per ?? 'scenario'
  if (per !== 'scenario' && per !== 'worker')
    throw new TypeError(`service('${name}'): per is 'scenario' or 'worker', not ${JSON.stringify(per)}`)
  const endpoints: Served[] = []
  let baseline = new Map<Served, () => void>()
  const restore = (): void => {
    for (const endpoint of endpoints) (baseline.get(endpoint) ?? endpoint.forget)()
  }
  const own = life<Play>({
    name,
    per,
    limit: START_LIMIT,
    start: () => play(name, address, endpoints),
    mark() {
      const before = baseline
      baseline = new Map(endpoints.map((endpoint) => [endpoint, endpoint.remember()]))
      return () => {
        baseline = before
      }
    },
    async reset(player) {
      restore()
      await player.reset()
    },
    async stop(player) {
      baseline = new Map()
      restore()
      await player.stop()
    },
  })
  const handle = asHandle(own)
  return Object.freeze({
    ...handle,
    url: address.url,
    on(method: string, path: string) {
      const verb = methodOf(method)
      const known = endpoints.find((one) => one.method === verb && one.path === path)
      if (known) return known.endpoint
      const served = endpointOf(name, verb, path, handle.uses ?? [])
      endpoints.push(served)
      return served.endpoint
    },
    get history() {
      return own.value().history()
    },
  })
}

function methodOf(method: string): string {
  if (typeof method !== 'string' || !/^[A-Za-z]+$/.test(method))
    throw new TypeError(`on('${method}', ...): the first word is a method, as in on('POST', '/v1/payments')`)
  return method.toUpperCase()
}
