import { json, status, target, typed } from '../../src/http/index.js'
import { scenario, when } from '../../src/index.js'
import {
  average,
  errorRate,
  every,
  p95,
  p99,
  type Samples,
  sampled,
  throughput,
  total,
} from '../../src/performance/index.js'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(_same: Equal<A, B>) => {}

interface User {
  id: number
}

const shop = target({ url: 'http://x' })
const doubled = when('it is doubled', ({ n }: { n: number }) => n * 2)

scenario('x')
  .when(sampled(10, shop.get('/api/health')))
  .expect(every(status(200)))
  .expect(total.under('1s'))
scenario('x')
  .when(sampled(100, shop.get('/u', { reply: typed<User>() }), { concurrency: 4, warmup: 2 }))
  .expect(every(json({ id: 7 })))
  .expect(p95.under('1s'))
  .expect(p99.under('1s'))
  .expect(average.under('1s'))
  .expect(errorRate.under(0.05))
  .expect(throughput.over(100))
  .expect('each is a user', ({ results }) => void same<(typeof results)[number]['body'], User>(true))
scenario('x')
  .given('a number', () => ({ n: 1 }))
  .when(sampled(3, doubled))
  .expect('doubled', (samples) => void same<typeof samples, Samples<number>>(true))
scenario('x')
  .given('a user', () => ({ user: { id: 7 } }))
  .when(
    sampled(
      3,
      shop.get(({ user }) => `/u/${user.id}`),
    ),
  )
  .expect(every(status(200)))

// @ts-expect-error no number was given
scenario('x').when(sampled(3, doubled)).expect(total.under('1s'))
scenario('x')
  .when(sampled(3, shop.get('/')))
  // @ts-expect-error samples are no reply
  .expect(status(200))
// @ts-expect-error a reply is no samples
scenario('x').when(shop.get('/')).expect(p95.under('1s'))
scenario('x')
  .given('a number', () => ({ n: 1 }))
  .when(sampled(3, doubled))
  // @ts-expect-error not what the samples return
  .expect(every(status(200)))
scenario('x')
  .when(sampled(3, shop.get('/u', { reply: typed<User>() })))
  // @ts-expect-error a misspelt property of a typed reply
  .expect(every(json({ idd: 7 })))
// @ts-expect-error a share is a number
errorRate.under('5%')
// @ts-expect-error no such option
sampled(3, doubled, { warmUp: 1 })
