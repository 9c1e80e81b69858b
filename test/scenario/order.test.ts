import { expect } from 'chai'
import { handle } from '../../src/handle/index.js'
import { expectation, given } from '../../src/scenario/index.js'
import { telling } from '../support/tell.js'

/** A stage with a log that steps write to. */
function logged() {
  const log: string[] = []
  const stage = telling()
  const seen = expectation(
    'seen',
    () => void log.push('check'),
    () => void log.push('arm'),
  )
  const queue = handle({
    name: 'queue',
    start: () => void log.push('start'),
    reset: () => void log.push('reset'),
    stop: () => void log.push('stop'),
  })
  return { log, stage, seen, queue }
}

describe('the order of a scenario', () => {
  it('is start, givens, arming, when, verifications, expects, clean-ups, reset', async () => {
    const { log, stage, seen, queue } = logged()
    stage
      .scenario('x')
      .given(queue)
      .given('a', (_, { defer }) => {
        log.push('given a')
        defer(() => log.push('undo a'))
      })
      .given('b', (_, { defer, verify }) => {
        log.push('given b')
        defer(() => log.push('undo b'))
        verify('held', () => void log.push('verify'))
      })
      .when('act', () => log.push('when'))
      .expect(seen)
      .when('again', () => log.push('when again'))
      .expect(seen)
    expect(await stage.failure()).to.equal('')
    await stage.end()
    expect(log).to.deep.equal([
      'start',
      'given a',
      'given b',
      'arm',
      'when',
      'check',
      'arm',
      'when again',
      'verify',
      'check',
      'undo b',
      'undo a',
      'reset',
      'stop',
    ])
  })

  it('ends at a failed given: no when runs, clean-ups do, and the test is to blame', async () => {
    const { log, stage } = logged()
    stage
      .scenario('x')
      .given('a', (_, { defer }) => defer(() => log.push('undo a')))
      .given('b', () => {
        throw new Error('no')
      })
      .when('act', () => log.push('when'))
      .expect('z', () => {})
    const [outcome] = await stage.outcomes()
    expect(log).to.deep.equal(['undo a'])
    expect(outcome?.record).to.include({ status: 'failed', blame: 'test' })
    expect(outcome?.record.steps.map(({ status }) => status)).to.deep.equal(['passed', 'failed', 'not run', 'not run'])
    expect(outcome?.error?.stack).to.match(/^Error: could not be run: given b: no/)
  })

  it('checks every expect of a when, and runs no later when after a failed one', async () => {
    const { log, stage } = logged()
    stage
      .scenario('x')
      .when('act', () => 1)
      .expect('two', (n) => expect(n).to.equal(2))
      .expect('one', (n) => expect(n).to.equal(1))
      .expect('three', (n) => expect(n).to.equal(3))
      .when('again', () => log.push('again'))
      .expect('z', () => {})
    const [outcome] = await stage.outcomes()
    expect(log).to.deep.equal([])
    expect(outcome?.record.steps.map(({ status }) => status)).to.deep.equal([
      'passed',
      'failed',
      'passed',
      'failed',
      'not run',
      'not run',
    ])
    expect(outcome?.record.blame).to.equal('product')
    expect(outcome?.error?.message).to.match(/^2 things failed/)
  })

  it('runs verifications when the when has failed, and tells them before its error', async () => {
    const { stage } = logged()
    stage
      .scenario('x')
      .given('a promise', (_, { verify }) =>
        verify('kept', () => {
          throw new Error('it was not')
        }),
      )
      .when('act', () => {
        throw new Error('client error')
      })
      .expect('z', () => {})
    const [outcome] = await stage.outcomes()
    expect(outcome?.record.errors.map(({ message }) => message)).to.deep.equal(['it was not', 'client error'])
  })

  it('judges a promise of a given after the last when, and none when the scenario is skipped', async () => {
    const { log, stage } = logged()
    const promised = () =>
      given('a promise', (_, { verify }) => verify('kept', () => expect(log).to.deep.equal(['first', 'second'])))
    stage
      .scenario('two whens')
      .given(promised())
      .when('first', () => log.push('first'))
      .expect('one', (n) => expect(n).to.equal(1))
      .when('second', () => log.push('second'))
      .expect('two', (n) => expect(n).to.equal(2))
    stage
      .scenario('skipped in its when')
      .given(promised())
      .when('not here', (_, { skip }) => skip('no engine'))
      .expect('z', () => {})
    const [whole, skipped] = await stage.outcomes()
    expect(whole?.record.steps.map(({ keyword }) => keyword)).to.deep.equal([
      'given',
      'when',
      'expect',
      'when',
      'verify',
      'expect',
    ])
    expect(whole?.error).to.equal(undefined)
    expect(skipped?.record.status).to.equal('skipped')
  })

  it('runs all clean-ups though some fail, and never hides the first error', async () => {
    const { log, stage } = logged()
    stage
      .scenario('x')
      .given('a', (_, { defer }) => {
        defer(() => log.push('first'))
        defer(() => {
          throw new Error('second')
        })
        defer(async () => log.push('third'))
      })
      .when('act', () => 1)
      .expect('two', (n) => expect(n).to.equal(2))
    const [outcome] = await stage.outcomes()
    expect(log).to.deep.equal(['third', 'first'])
    expect(outcome?.record.errors.map(({ message }) => message)).to.deep.equal(['expected 1 to equal 2', 'second'])
  })

  it('keeps a result under a name for what follows', async () => {
    const { stage } = logged()
    stage
      .scenario('x')
      .when('made', () => ({ id: 7 }))
      .as('made')
      .expect('it has an id', ({ id }) => expect(id).to.equal(7))
      .when('read', ({ made }) => made.id + 1)
      .expect('the next', (n, { made }) => expect(n - made.id).to.equal(1))
    expect(await stage.failure()).to.equal('')
  })

  it('skips with a reason, after its clean-ups', async () => {
    const { log, stage } = logged()
    stage
      .scenario('x')
      .given('a', (_, { defer }) => defer(() => log.push('undone')))
      .given('no engine', (_, { skip }) => skip('no Docker engine here'))
      .when('act', () => log.push('when'))
      .expect('z', () => {})
    const [outcome] = await stage.outcomes()
    expect(outcome?.record).to.include({ status: 'skipped', reason: 'no Docker engine here' })
    expect(outcome?.error).to.equal(undefined)
    expect(log).to.deep.equal(['undone'])
  })

  it('aborts the signal of a scenario that runs out of time, names the step and cleans up', async () => {
    const { log, stage } = logged()
    stage
      .scenario('x')
      .given('a', (_, { defer, signal }) => {
        signal.addEventListener('abort', () => log.push('aborted'))
        defer(() => log.push('undone'))
      })
      .when('it hangs', () => new Promise(() => {}))
      .expect('z', () => {})
    expect(await stage.failure({ timeout: 20 })).to.match(/^Error: when it hangs: the scenario ran out of its 20 ms/)
    expect(log).to.deep.equal(['aborted', 'undone'])
  })

  it('runs steps in a closure with tools.run, starting what they use', async () => {
    const { log, stage, queue } = logged()
    stage
      .scenario('x')
      .given('in a closure', async (_, { run }) => {
        await run(queue)
      })
      .when('act', () => 1)
      .expect('one', (n) => expect(n).to.equal(1))
    expect(await stage.failure()).to.equal('')
    expect(log).to.deep.equal(['start', 'reset'])
  })
})

describe('a background', () => {
  it('is set up once, before the first of its scenarios, and taken down before another suite goes on', async () => {
    const { log, stage, queue } = logged()
    const shared = stage
      .suite()
      .given(queue)
      .given('prices', (_, { defer }) => {
        log.push('prices')
        defer(() => log.push('no prices'))
        return { prices: [3] }
      })
    for (const title of ['a', 'b'])
      shared
        .scenario(title)
        .when('act', ({ prices }) => prices[0])
        .expect('three', (n) => expect(n).to.equal(3))
    stage
      .scenario('outside')
      .when('act', () => log.push('outside'))
      .expect('z', () => {})
    expect(await stage.failure()).to.equal('')
    expect(log).to.deep.equal(['start', 'prices', 'reset', 'reset', 'no prices', 'reset', 'outside'])
  })

  it('that fails fails each of its scenarios with the same sentence, and is not tried again', async () => {
    const { stage } = logged()
    let tries = 0
    const shared = stage.suite().given('prices', () => {
      tries++
      throw new Error('no list')
    })
    for (const title of ['a', 'b'])
      shared
        .scenario(title)
        .when('act', () => 1)
        .expect('z', () => {})
    const outcomes = await stage.outcomes()
    expect(tries).to.equal(1)
    for (const { error } of outcomes)
      expect(error?.message).to.equal('the background of the suite could not be set up: given prices: no list')
  })
})
