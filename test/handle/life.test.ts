import { expect } from 'chai'
import { handle } from '../../src/handle/index.js'
import { telling } from '../support/tell.js'

describe('the life of a handle', () => {
  it('per worker: started by need, reset after every scenario that used it, stopped once', async () => {
    const stage = telling()
    const resets: number[] = []
    const queue = handle({
      name: 'queue',
      start: () => [] as number[],
      reset: (jobs) => void resets.push(jobs.splice(0).length),
      stop: () => {},
    })
    handle({ name: 'never used', start: () => expect.fail('nobody needs it') })
    for (const n of [1, 2])
      stage
        .scenario(`uses ${n}`)
        .given(queue)
        .when('act', () => queue.value.push(n))
        .expect('one', () => expect(queue.value).to.deep.equal([n]))
    stage
      .scenario('does not')
      .when('act', () => 1)
      .expect('z', () => {})
    expect(await stage.failure()).to.equal('')
    expect(resets).to.deep.equal([1, 1])
    expect(stage.events).to.deep.equal(['started queue'])
    await stage.end()
    expect(stage.events).to.deep.equal(['started queue', 'stopped queue'])
  })

  it('per scenario: fresh for each', async () => {
    const stage = telling()
    const queue = handle({ name: 'queue', start: () => [] as number[], per: 'scenario' })
    for (const n of [1, 2])
      stage
        .scenario(`${n}`)
        .given(queue)
        .when('act', () => queue.value.push(n))
        .expect('one', () => expect(queue.value).to.deep.equal([n]))
    expect(await stage.failure()).to.equal('')
    expect(stage.events).to.deep.equal(['started queue', 'stopped queue', 'started queue', 'stopped queue'])
  })

  it('starts what it uses first and stops it last', async () => {
    const stage = telling()
    const db = handle({ name: 'db', start: () => 'rows', stop: () => {} })
    const app = handle({
      name: 'app',
      start: async ({ uses }) => {
        await uses(db)
        return `app on ${db.value}`
      },
      stop: () => {},
    })
    stage
      .scenario('x')
      .given(app)
      .when('act', () => `${app.value}, ${db.value}`)
      .expect('both', (text) => expect(text).to.equal('app on rows, rows'))
    expect(await stage.failure()).to.equal('')
    await stage.end()
    expect(stage.events).to.deep.equal(['started db', 'started app', 'stopped app', 'stopped db'])
  })

  it('whose start failed leaves nothing behind of what it uses', async () => {
    const stage = telling()
    const db = handle({ name: 'db', start: () => 1, stop: () => {} })
    const app = handle({
      name: 'app',
      start: async ({ uses }) => {
        await uses(db)
        throw new Error('no')
      },
    })
    stage
      .scenario('x')
      .given(app)
      .when('act', () => 1)
      .expect('z', () => {})
    expect(await stage.failure()).to.match(/handle "app" could not start: no/)
    await stage.end()
    expect(stage.events).to.deep.equal(['started db', 'stopped db'])
  })

  it('that fails to reset is stopped, so that the next scenario gets a fresh one, and fails its scenario', async () => {
    const stage = telling()
    let starts = 0
    const flaky = handle({
      name: 'flaky',
      start: () => ++starts,
      reset: (n) => {
        if (n === 1) throw new Error('dirty')
      },
    })
    for (const title of ['a', 'b'])
      stage
        .scenario(title)
        .given(flaky)
        .when('act', () => flaky.value)
        .expect('z', (n) => expect(n).to.be.above(0))
    const [a, b] = await stage.outcomes()
    expect(a?.error?.stack).to.match(/could not be run: leaving the handles: dirty/)
    expect(b?.record.status).to.equal('passed')
    expect(starts).to.equal(2)
  })

  it('whose start hung is not tried again, and what comes of it after all is stopped', async () => {
    const stage = telling()
    let finish: ((value: string) => void) | undefined
    const stopped: string[] = []
    const slow = handle({
      name: 'slow',
      start: () =>
        new Promise<string>((done) => {
          finish = done
        }),
      stop: (value) => void stopped.push(value),
      within: '20ms',
    })
    for (const title of ['a', 'b'])
      stage
        .scenario(title)
        .given(slow)
        .when('act', () => 1)
        .expect('z', () => {})
    const outcomes = await stage.outcomes()
    for (const { error } of outcomes) expect(error?.message).to.match(/did not start within 20 ms/)
    finish?.('late value')
    await new Promise((done) => setImmediate(done))
    expect(stopped).to.deep.equal(['late value'])
  })

  it('starts outside the scenario’s time', async () => {
    const stage = telling()
    const slow = handle({ name: 'slow', start: () => new Promise<number>((done) => void setTimeout(done, 60, 1)) })
    stage
      .scenario('x', { timeout: '40ms' })
      .given(slow)
      .when('act', () => slow.value)
      .expect('z', (n) => expect(n).to.equal(1))
    const [outcome] = await stage.outcomes({ timeout: 40 })
    expect(outcome?.error).to.equal(undefined)
    expect(outcome?.record.ms).to.be.below(40)
  })
})
