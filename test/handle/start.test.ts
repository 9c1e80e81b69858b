import { expect } from 'chai'
import { handle } from '../../src/handle/index.js'
import { given } from '../../src/scenario/index.js'
import { telling } from '../support/tell.js'

/** A table that tells what a reset found in it. */
function table() {
  const resets: string[][] = []
  const own = handle({
    name: 'table',
    start: () => [] as string[],
    reset: (rows) => void resets.push(rows.splice(0)),
    stop: () => {},
  })
  return { table: own, resets }
}

describe('a start that fails', () => {
  it('leaves what it uses to the scenario: shared parts are reset, fresh ones are stopped', async () => {
    const stage = telling()
    const { table: rows, resets } = table()
    const server = handle({ name: 'server', start: () => 1, stop: () => {}, per: 'scenario' })
    const app = handle({
      name: 'app',
      per: 'scenario',
      start: async ({ uses }) => {
        await uses(rows)
        await uses(server)
        rows.value.push('half a seed')
        throw new Error('no')
      },
    })
    stage
      .scenario('x')
      .given(app)
      .when('act', () => 1)
      .expect('z', () => {})
    expect(await stage.failure()).to.match(/handle "app" could not start: no/)
    expect(resets).to.deep.equal([['half a seed']])
    expect(stage.events).to.deep.equal(['started table', 'started server', 'stopped server'])
  })

  it('starts nothing more when it has been given up', async () => {
    const stage = telling()
    const { table: rows } = table()
    let goOn = () => {}
    const app = handle({
      name: 'app',
      within: '20ms',
      start: async ({ uses }) => {
        await new Promise<void>((resolve) => {
          goOn = resolve
        })
        await uses(rows)
      },
    })
    stage
      .scenario('x')
      .given(app)
      .when('act', () => 1)
      .expect('z', () => {})
    expect(await stage.failure()).to.match(/did not start within 20 ms/)
    goOn()
    await new Promise((resolve) => setImmediate(resolve))
    expect(stage.events).to.deep.equal([])
  })
})

describe('a background', () => {
  it('starts what a step uses that it runs in a closure, and hands it the context', async () => {
    const stage = telling()
    const { table: rows, resets } = table()
    const tea = given('tea', ({ name }: { name: string }) => void rows.value.push(name), { uses: [rows] })
    const shared = stage
      .suite()
      .given('a name', () => ({ name: 'tea' }))
      .given(given('a price list', (_, { run }) => run(tea as never)))
    shared
      .scenario('x')
      .given(rows)
      .when('act', () => [...rows.value])
      .expect('tea', (all) => expect(all).to.deep.equal(['tea']))
    expect(await stage.failure()).to.equal('')
    await stage.end()
    expect(stage.events).to.deep.equal(['started table', 'stopped table'])
    expect(resets.flat()).to.deep.equal(['tea'])
  })
})

describe('a clean-up that is deferred late', () => {
  it('runs at once, and a failing one is told', async () => {
    const stage = telling()
    const log: string[] = []
    let goOn = () => {}
    stage
      .scenario('x')
      .given('slow', async (_, { defer }) => {
        await new Promise<void>((resolve) => {
          goOn = resolve
        })
        log.push('made')
        defer(() => log.push('removed'))
        defer(() => {
          throw new Error('no')
        })
      })
      .when('act', () => 1)
      .expect('z', () => {})
    expect(await stage.failure({ timeout: 20 })).to.match(/ran out of its 20 ms/)
    goOn()
    await new Promise((resolve) => setImmediate(resolve))
    expect(log).to.deep.equal(['made', 'removed'])
    expect(stage.late.map(({ what }) => what)).to.include('the clean-up of "slow" failed: no')
  })
})
