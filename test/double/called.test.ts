import { createRequire } from 'node:module'
import { expect } from 'chai'
import sinon, { type SinonSpy } from 'sinon'
import { called, double } from '../../src/double/index.js'
import { integer } from '../../src/match/index.js'
import type { Expectation } from '../../src/scenario/step.js'
import { telling } from '../support/tell.js'

class Mailer {
  receipt(_to: string, _order?: { id: number; lines?: string[] }): void {}
  news(_to: string): void {}
}

const mailer = double(Mailer)

/** The message of the failed expectation, or '' if it passed. */
async function judged(
  act: () => unknown,
  step: Expectation<unknown, object>,
  given: () => unknown = () => {},
): Promise<string> {
  const stage = telling()
  stage
    .scenario('x')
    .given('what came before', () => void given())
    .when('act', async () => void (await act()))
    .expect(step)
  const [outcome] = await stage.outcomes()
  return outcome?.error?.message ?? ''
}

describe('called', () => {
  it('counts calls since the when began', async () => {
    const call = () => mailer.news('ann')
    expect(await judged(call, called(mailer.news))).to.equal('')
    expect(await judged(() => {}, called(mailer.news))).to.equal(
      'expected that Mailer.news is called, but it was never called',
    )
    expect(await judged(() => {}, called(mailer.news), call)).to.contain('never called')
    expect(await judged(call, called(mailer.news).times(1), call)).to.equal('')
    expect(await judged(call, called(mailer.news).times(2))).to.equal(
      "expected that Mailer.news is called twice, but it was called once:\n  1. Mailer.news('ann')",
    )
    expect(await judged(call, called(mailer.news).times(0))).to.contain('is never called, but it was called once')
    expect(await judged(call, called.never(mailer.news))).to.contain(
      'Mailer.news is never called, but it was called once',
    )
    expect(await judged(() => {}, called.never(mailer.news), call)).to.equal('')
  })

  it('judges each when of a scenario by itself', async () => {
    const stage = telling()
    stage
      .scenario('two whens')
      .when('first', () => mailer.news('ann'))
      .expect(called(mailer.news).with('ann').times(1))
      .when('second', () => mailer.news('bea'))
      .expect(called(mailer.news).with('bea').times(1))
      .expect(called(mailer.news).times(1))
    expect(await stage.failure()).to.equal('')
  })

  it('compares arguments as shapes: named keys must match, others are free, arrays match whole', async () => {
    const send = () => mailer.receipt('ann', { id: 7, lines: ['tea', 'cup'] })
    expect(await judged(send, called(mailer.receipt).with('ann'))).to.equal('')
    expect(await judged(send, called(mailer.receipt).with())).to.equal('')
    expect(await judged(send, called(mailer.receipt).with('ann', { id: integer() }))).to.equal('')
    expect(await judged(send, called(mailer.receipt).with(sinon.match.string, sinon.match({ id: 7 })))).to.equal('')
    expect(await judged(send, called(mailer.receipt).with('ann', { id: 8 }))).to.equal(
      "expected that Mailer.receipt is called with 'ann', { id: 8 }, but 0 of its 1 calls matched:\n" +
        "  1. Mailer.receipt('ann', { id: 7, lines: [ 'tea', 'cup' ] })\n" +
        '       argument 2.id: expected 8, got 7',
    )
    expect(await judged(send, called(mailer.receipt).with('ann', { lines: ['tea'] }))).to.contain('argument 2.lines')
    expect(await judged(send, called(mailer.receipt).with(sinon.match.number as never))).to.contain(
      'argument: expected',
    )
  })

  it('counts the calls that match', async () => {
    const send = () => {
      mailer.news('ann')
      mailer.news('bea')
      mailer.news('ann')
    }
    expect(await judged(send, called(mailer.news).with('ann').times(2))).to.equal('')
    expect(await judged(send, called(mailer.news).with('bea').times(2))).to.contain('1 of its 3 calls matched')
    expect(await judged(send, called(mailer.news).with('cy').times(0))).to.equal('')
  })

  it('compares what is no shape as it is: instances, functions, maps, undefined', async () => {
    const spy: SinonSpy<unknown[], unknown> = sinon.spy()
    const date = new (class Order {
      n = 1
    })()
    const action = () => {}
    const act = () => spy(date, action, new Map([[1, 2]]), undefined, Number.NaN)
    expect(await judged(act, called(spy).with(date, action, new Map([[1, 2]]), undefined, Number.NaN))).to.equal('')
    expect(
      await judged(
        act,
        called(spy).with(date, () => {}),
      ),
    ).to.contain('argument 2: expected the function')
    expect(await judged(act, called(spy).with(date, action, new Map([[1, 3]])))).to.contain('argument 3: expected Map')
    expect(await judged(act, called(spy).with(undefined))).to.contain('argument: expected undefined')
  })

  it('tells the order of any two spies, of whatever copy of Sinon', async () => {
    const other = createRequire(import.meta.url)('sinon') as typeof sinon
    const spy: SinonSpy<unknown[], unknown> = other.createSandbox().spy()
    const first = () => {
      mailer.news('ann')
      spy()
    }
    expect(await judged(first, called(mailer.news).before(spy))).to.equal('')
    expect(await judged(first, called(spy).before(mailer.news))).to.contain('but Mailer.news came before it')
    expect(await judged(() => mailer.news('ann'), called(mailer.news).before(spy))).to.contain(
      'the spy was never called',
    )
    expect(await judged(() => spy(), called(mailer.news).before(spy))).to.contain('it was never called')
    const between = () => {
      mailer.news('ann')
      spy()
      mailer.news('bea')
    }
    expect(await judged(between, called(mailer.news).before(spy))).to.contain('the spy came before it')
    expect(await judged(between, called(mailer.news).with('ann').before(spy))).to.equal('')
  })

  it('tells instants since the when began', async () => {
    const twice = () => {
      mailer.news('ann')
      mailer.news('ann')
    }
    const late = async () => {
      await new Promise((resolve) => setTimeout(resolve, 600))
      mailer.news('ann')
    }
    expect(await judged(twice, called(mailer.news).at('0s', '0s'))).to.equal('')
    expect(await judged(twice, called(mailer.news).at('0s'))).to.contain('called at 0s, but it was called twice')
    expect(await judged(twice, called(mailer.news).at('0s', '10s'))).to.match(/it was called at [\d.]+ ms, [\d.]+ ms/)
    expect(await judged(late, called(mailer.news).at('0s'))).to.match(/it was called at/)
    expect(() => called(mailer.news).at('soon')).to.throw('"soon" is no duration')
  })

  it('fails when a history is cleared under it, and when it is no expectation of a when', async () => {
    const spy: SinonSpy<unknown[], unknown> = sinon.spy()
    const act = () => {
      spy.resetHistory()
      spy()
    }
    expect(await judged(act, called(spy).at('0s'))).to.contain('a history was cleared during the when')
    expect(() => called(mailer.news).check(1, {}, {} as never)).to.throw('tell it with .expect(...)')
  })

  it('names itself', () => {
    expect(called(mailer.receipt).with('ann', { id: 7 }).times(1).title).to.equal(
      "Mailer.receipt is called once with 'ann', { id: 7 }",
    )
    expect(called(mailer.news).at('0s', '1s').before(mailer.receipt).title).to.equal(
      'Mailer.news is called at 0s, 1s before Mailer.receipt',
    )
    expect(called.never(sinon.stub().named('charge')).title).to.equal('charge is never called')
  })

  it('counts as told only where it is told', async () => {
    const stage = telling()
    stage
      .scenario('told in a closure')
      .given('x', () => void called(mailer.news).with('ann').times(1))
      .when('act', () => {})
      .expect('y', () => {})
    const [outcome] = await stage.outcomes()
    expect(outcome?.record.errors).to.have.length(1)
    expect(outcome?.error?.stack)
      .to.contain('neither told nor run')
      .and.contain("Mailer.news is called once with 'ann'")
  })

  it('refuses what was never a spy', () => {
    const call = called as unknown as (what: unknown) => void
    expect(() => call(Math.max)).to.throw(
      'called(...) needs a method of a double, an endpoint or a Sinon spy; it was handed the function max',
    )
    expect(() => call(undefined)).to.throw('undefined: the double has no such method')
    expect(() => called.never({} as never)).to.throw('called.never(...) needs')
    expect(() => called(mailer.news).before(null as never)).to.throw('before(...) needs')
    expect(() => called(mailer.news).times(1.5)).to.throw('times(1.5)')
  })
})
