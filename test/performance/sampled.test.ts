import type { ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import fc from 'fast-check'
import { status, target, type typed } from '../../src/http/index.js'
import { expectation, when } from '../../src/index.js'
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
import { nearestRank } from '../../src/performance/nearest-rank.js'
import { samplesOf } from '../../src/performance/samples.js'
import type { Expectation, When } from '../../src/scenario/step.js'
import { telling } from '../support/tell.js'

/** Counts up; fails where it is told to. */
const counting = (fails: (n: number) => boolean = () => false) => {
  let n = 0
  return when('it is counted', () => {
    n += 1
    if (fails(n)) throw new Error(`no ${n}`)
    return n
  })
}

/** Performs one scenario. */
async function perform<R>(
  step: When<object, Samples<R>>,
  ...expectations: Expectation<Samples<R>, object>[]
): Promise<{ failure: string; samples: Samples<R>; notes: readonly Record<string, unknown>[] }> {
  const stage = telling()
  let samples: Samples<R>
  let told = stage
    .scenario('x')
    .when(step)
    .expect('samples', (seen) => {
      samples = seen
    })
  for (const one of expectations) told = told.expect(one)
  const [outcome] = await stage.outcomes({ timeout: 5_000 })
  await stage.end()
  return { failure: outcome!.error?.message ?? '', samples: samples!, notes: outcome!.record.notes }
}

describe('sampled', () => {
  it('does a when n times and measures each', async () => {
    const { samples, notes } = await perform(sampled(3, counting()))
    expect(samples.n).to.equal(3)
    expect(samples.errors).to.equal(0)
    expect(samples.results).to.deep.equal([1, 2, 3])
    const { average, max, total } = samples.ms
    expect(average).to.be.above(0).and.at.most(max)
    expect(max).to.be.at.most(total)
    expect(samples.throughput).to.be.closeTo(3_000 / total, 1e-9)
    const [note] = notes
    expect(note).to.deep.include({ kind: 'samples', title: 'it is counted', n: 3, errors: 0, concurrency: 1 })
    expect(note!.ms).to.deep.equal({ average, max, total })
    expect(note!.values).to.have.length(3)
  })

  it('is called by what it does', () => {
    expect(sampled(10, counting()).title).to.equal('it is counted, 10 times')
    expect(sampled(10, counting(), { concurrency: 2 }).title).to.equal('it is counted, 10 times, 2 at once')
  })

  it('warms up unmeasured', async () => {
    const { samples } = await perform(sampled(2, counting(), { warmup: 3 }))
    expect(samples.results).to.deep.equal([4, 5])
    const { failure } = await perform(
      sampled(
        2,
        counting((n) => n === 2),
        { warmup: 3 },
      ),
    )
    expect(failure).to.equal('warm-up 2 of 3 failed: no 2')
  })

  it('keeps as many at work as it is told, in the order of their start', async () => {
    let working = 0
    let most = 0
    let next = 0
    const slow = when('it is slow', async () => {
      const mine = next++
      most = Math.max(most, ++working)
      await pause(mine % 2 === 0 ? 5 : 1)
      working--
      return mine
    })
    const { samples } = await perform(sampled(20, slow, { concurrency: 4 }))
    expect(most).to.equal(4)
    expect(samples.results).to.deep.equal([...Array(20).keys()])
    expect(samples.concurrency).to.equal(4)
    expect(samples.ms.total).to.be.below(samples.ms.average * 20)
  })

  it('counts what throws as an error, and what is answered outside 2xx and 3xx', async () => {
    const { samples } = await perform(
      sampled(
        5,
        counting((n) => n > 3),
      ),
    )
    expect(samples).to.include({ n: 5, errors: 2 })
    expect(samples.results).to.deep.equal([1, 2, 3])
    let asked = 0
    const codes = [200, 204, 302, 404, 500]
    const server = target({
      app: () => (_: object, response: ServerResponse) => response.writeHead(codes[asked++]!).end(),
    })
    const answered = await perform(sampled(5, server.get('/')))
    expect(answered.samples.errors).to.equal(2)
    expect(answered.samples.results.map(({ status }) => status)).to.deep.equal(codes)
    const plain = await perform(
      sampled(
        1,
        when('a row', () => ({ status: 404 })),
      ),
    )
    expect(plain.samples.errors).to.equal(0)
  })

  it('counts a reply that is not of its type as an error', async () => {
    const reply = { '~standard': { version: 1, vendor: 'x', validate: () => ({ issues: [{ message: 'odd' }] }) } }
    const server = target({ app: () => (_: object, response: ServerResponse) => response.end('x') })
    const step = server.get('/', { reply: reply as unknown as ReturnType<typeof typed<string>> })
    const { samples, failure } = await perform(sampled(2, step), total.under('5s'))
    expect(samples.errors).to.equal(2)
    expect(failure).to.contain('the body is of its type: the body is not what its schema says:\n  $: odd')
  })

  it('ends with the scenario, also when its step waits for nothing', async () => {
    const stage = telling()
    let done = 0
    const busy = when('it is busy', () => {
      done += 1
      for (const until = performance.now() + 1; performance.now() < until; );
    })
    stage.scenario('x').when(sampled(10_000, busy)).expect(total.under('1s'))
    expect(await stage.failure({ timeout: 200 })).to.contain('ran out of its 200 ms in this step')
    const then = done
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
    expect(done).to.equal(then).and.to.be.below(1_000)
  })

  it('lets a sample skip the scenario', async () => {
    const stage = telling()
    stage
      .scenario('x')
      .when(
        sampled(
          3,
          when('skips', (_, { skip }) => skip('no network')),
        ),
      )
      .expect(total.under('1s'))
    const [outcome] = await stage.outcomes()
    expect(outcome!.record).to.include({ status: 'skipped', reason: 'no network' })
  })

  it('can be run in a closure', async () => {
    const stage = telling()
    stage
      .scenario('x')
      .when('it is sampled', async (_, { run }) => (await run(sampled(2, counting()))).results)
      .expect('twice', (results) => expect(results).to.deep.equal([1, 2]))
    expect(await stage.failure()).to.equal('')
  })

  it('is refused when it could only be wrong', () => {
    const step = counting()
    const wrong: [() => unknown, RegExp][] = [
      [() => sampled(0, step), /its first argument is a whole number from 1, not 0/],
      [() => sampled(1.5, step), /whole number from 1, not 1\.5/],
      [() => sampled(5, undefined as never), /sampled\(5, \.\.\.\) takes a when, such as/],
      [() => sampled(5, status(200) as never), /takes a when/],
      [() => sampled(5, step, { concurrency: 0 }), /concurrency is a whole number from 1/],
      [() => sampled(5, step, { concurrency: 6 }), /6 at once are more than there are samples/],
      [() => sampled(5, step, { warmup: -1 }), /warmup is a whole number from 0/],
      [() => sampled(5, step, { warmUp: 1 } as never), /"warmUp" is no option; there are concurrency and warmup/],
      [() => every(step as never), /every\(\.\.\.\) takes an expectation/],
      [() => p95.under('fast'), /"fast" is no duration/],
      [() => errorRate.under(5), /a share is a number above 0 and up to 1; 0\.05 is 5 %/],
      [() => errorRate.under(0), /That no sample may fail needs no word/],
      [() => throughput.over(Number.NaN), /a rate is a number of samples per second/],
    ]
    for (const [use, sentence] of wrong) expect(use).to.throw(TypeError, sentence)
  })
})

describe('gates', () => {
  it('hold, or tell what was measured', async () => {
    expect(
      (await perform(sampled(20, counting()), p95.under('5s'), average.under('5s'), total.under('5s'))).failure,
    ).to.equal('')
    expect((await perform(sampled(100, counting()), p99.under('5s'), throughput.over(1))).failure).to.equal('')
    const slow = when('it is slow', () => pause(3))
    expect((await perform(sampled(2, slow), average.under('1ms'))).failure).to.match(
      /^average is .* ms, not under 1ms$/,
    )
    expect((await perform(sampled(2, slow), total.under('1ms'))).failure).to.match(/^total is .* ms, not under 1ms$/)
    expect((await perform(sampled(20, slow, { concurrency: 10 }), p95.under('1ms'))).failure).to.match(
      /^p95 is .* ms, not/,
    )
    expect((await perform(sampled(2, slow), throughput.over(1e6))).failure).to.match(
      /^throughput is \d+\.\d\/s, not over 1000000\/s$/,
    )
  })

  it('have titles that say it all', () => {
    expect(
      [p95.under('200ms'), errorRate.under(0.05), throughput.over(50), every(status(200))].map(({ title }) => title),
    ).to.deep.equal(['p95 under 200ms', 'error rate under 5 %', 'throughput over 50/s', 'every status is 200'])
  })

  it('refuse a percentile of too few samples, also where it is read', async () => {
    expect((await perform(sampled(19, counting()), p95.under('5s'))).failure).to.match(
      /^p95 needs at least 20 samples and there are 19; take more with sampled\(20, \.\.\.\)/,
    )
    expect((await perform(sampled(99, counting()), p99.under('5s'))).failure).to.match(
      /^p99 needs at least 100 samples and there are 99/,
    )
    const { samples } = await perform(sampled(20, counting()))
    expect(samples.ms.p95).to.be.above(0)
    expect(() => samples.ms.p99).to.throw(RangeError, 'p99 needs at least 100 samples and there are 20')
    expect(JSON.parse(JSON.stringify(samples.ms))).to.have.all.keys('total', 'average', 'max', 'p95')
  })

  it('fail on errors, unless their rate is expected beside, before or after', async () => {
    const flaky = () =>
      sampled(
        50,
        counting((n) => n % 10 === 3),
      )
    for (const one of [p95.under('5s'), average.under('5s'), total.under('5s'), throughput.over(1)])
      expect((await perform(flaky(), one)).failure).to.match(
        /^5 of 50 samples are errors, the first \(number 3\): no 3; expect errorRate\.under\(\.\.\.\) beside \w+ if some may be$/,
      )
    expect((await perform(flaky(), p95.under('5s'), errorRate.under(0.11), total.under('5s'))).failure).to.equal('')
    expect((await perform(flaky(), errorRate.under(0.1))).failure).to.equal(
      'error rate is 10 %, not under 10 %: 5 of 50 samples are errors, the first (number 3): no 3',
    )
  })

  it('bear with errors of the when that the rate is expected of, not of the next one', async () => {
    const stage = telling()
    const half = () =>
      sampled(
        2,
        counting((n) => n === 1),
      )
    stage
      .scenario('x')
      .when(half())
      .expect(total.under('5s'))
      .expect(errorRate.under(0.6))
      .when(half())
      .expect(total.under('5s'))
    const [outcome] = await stage.outcomes()
    expect(outcome!.error!.message).to.match(/^1 of 2 samples is an error, the first \(number 1\): no 1/)
    expect(outcome!.record.steps.map((step) => step.status)).to.deep.equal([
      'passed',
      'passed',
      'passed',
      'passed',
      'failed',
    ])
  })

  it('every: each sample is as expected, one that threw is not', async () => {
    const small = expectation('it is small', (n: number) => expect(n).to.be.below(4))
    expect((await perform(sampled(3, counting()), every(small))).failure).to.equal('')
    expect((await perform(sampled(5, counting()), every(small))).failure).to.equal(
      'expect every it is small: 2 of 5 samples, the first is number 4: expected 4 to be below 4',
    )
    expect(
      (
        await perform(
          sampled(
            3,
            counting((n) => n === 2),
          ),
          every(small),
        )
      ).failure,
    ).to.equal('1 of 3 samples, the first is number 2: no 2')
    const vacuous = expectation('it says nothing', (() => true) as never)
    expect((await perform(sampled(3, counting()), every(vacuous))).failure).to.contain(
      'the check returned true, which asserts nothing',
    )
  })

  it('say so of what are no samples', async () => {
    for (const one of [p95.under('1s'), errorRate.under(0.5), throughput.over(1), every(status(200))]) {
      const stage = telling()
      stage
        .scenario('x')
        .when('one', () => 7 as never)
        .expect(one as Expectation<never, object>)
      expect(await stage.failure()).to.match(/looks at samples; tell the when with sampled\(20, \.\.\.\)/)
    }
  })
})

describe('percentiles', () => {
  it('are the smallest value that the share does not exceed', () => {
    const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1)
    expect(nearestRank(upTo(20), 95)).to.equal(19)
    expect(nearestRank(upTo(100), 95)).to.equal(95)
    expect(nearestRank(upTo(100), 99)).to.equal(99)
    expect(nearestRank(upTo(101), 99)).to.equal(100)
    expect(nearestRank([15, 20, 35, 40, 50], 30)).to.equal(20)
  })

  it('agree with the definition, whatever was measured', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 100, maxLength: 400 }), (times) => {
        const samples = times.map((ms, i) => ({ began: i * 2_000, ended: i * 2_000 + ms, outcome: { result: i } }))
        const { ms } = samplesOf(samples, 1, false)
        for (const [value, share] of [
          [ms.p95, 95],
          [ms.p99, 99],
        ] as const) {
          expect(times).to.contain(value)
          expect(times.filter((one) => one <= value).length * 100).to.be.at.least(share * times.length)
          expect(times.filter((one) => one < value).length * 100).to.be.below(share * times.length)
        }
        expect(ms.max).to.equal(Math.max(...times))
        expect(ms.average).to.be.closeTo(times.reduce((a, b) => a + b) / times.length, 1e-6)
        expect(ms.total).to.equal(Math.max(...samples.map(({ ended }) => ended)))
      }),
    )
  })
})
