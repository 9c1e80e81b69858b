import { expect } from 'chai'
import sinon from 'sinon'
import { double } from '../../src/double/index.js'
import { telling } from '../support/tell.js'

class Base {
  close(): string {
    return 'closed'
  }
}

class Gateway extends Base {
  #secret = 'real'
  url = 'https://api.example'
  constructor() {
    super()
    expect.fail('the constructor must not run')
  }
  async charge(amount: number): Promise<string> {
    return `${this.#secret} ${amount}`
  }
  get status(): string {
    return this.#secret
  }
  set status(value: string) {
    this.#secret = value
  }
}

/** Performs scenarios one after the other, each a given on the double and what the when reads. */
async function perform(
  ...scenarios: { given?: () => unknown; when?: () => unknown; sees?: unknown; throws?: string }[]
) {
  const stage = telling()
  for (const [i, { given = () => {}, when = () => {}, sees, throws }] of scenarios.entries()) {
    const acted = stage
      .scenario(`scenario ${i}`)
      .given('a state', () => void given())
      .when('act', async () => when())
    if (throws) acted.expectError('it says so', (error) => expect(error.message).to.contain(throws))
    else acted.expect('seen', (result) => expect(result).to.deep.equal(sees))
  }
  expect(await stage.failure()).to.equal('')
}

describe('double', () => {
  it('stubs every method, also the inherited ones, and is an instance without being constructed', () => {
    const gateway = double(Gateway)
    expect(gateway).to.be.instanceOf(Gateway)
    expect(gateway.charge(1)).to.equal(undefined)
    expect(gateway.close()).to.equal(undefined)
    expect(gateway.charge.calledOnceWithExactly(1)).to.equal(true)
    expect(gateway.charge).to.equal(gateway.charge)
  })

  it('is cleared of behaviour, history and fields after every scenario, and stays the same object', async () => {
    const gateway = double(Gateway)
    const { charge } = gateway
    await perform(
      {
        given: () => {
          gateway.charge.resolves('paid')
          gateway.charge.withArgs(2).rejects(new Error('declined'))
          gateway.close.onSecondCall().returns('twice')
          gateway.url = 'https://other.example'
          Object.assign(gateway, { extra: 1 })
        },
        when: async () => [await gateway.charge(1), gateway.close(), gateway.close(), gateway.url],
        sees: ['paid', undefined, 'twice', 'https://other.example'],
      },
      {
        when: () => [gateway.charge(1), gateway.charge(2), gateway.close(), gateway.close(), gateway.charge.callCount],
        sees: [undefined, undefined, undefined, undefined, 2],
      },
      { when: () => gateway.url, throws: 'Gateway.url was read' },
      { when: () => Reflect.get(gateway, 'extra'), throws: 'Gateway.extra was read' },
    )
    expect(gateway.charge).to.equal(charge)
    expect(gateway.charge.callCount).to.equal(0)
  })

  it('goes back to what it was told outside scenarios', async () => {
    const gateway = double(Gateway)
    gateway.charge.resolves('by default')
    const two = gateway.charge.withArgs(2).resolves('two')
    gateway.url = 'https://default.example'
    await perform(
      {
        given: () => {
          gateway.charge.resolves('changed')
          two.resolves('changed too')
          gateway.charge.withArgs(3).resolves('three')
          gateway.url = 'https://changed.example'
        },
        when: async () => [await gateway.charge(1), await gateway.charge(2), await gateway.charge(3)],
        sees: ['changed', 'changed too', 'three'],
      },
      {
        when: async () => [await gateway.charge(1), await gateway.charge(2), await gateway.charge(3), gateway.url],
        sees: ['by default', 'two', 'by default', 'https://default.example'],
      },
      { given: () => gateway.charge.reset(), when: () => gateway.charge(1), sees: undefined },
      { when: () => gateway.charge(2), sees: 'two' },
    )
  })

  it('puts a method back that a scenario has replaced or deleted', async () => {
    const gateway = double(Gateway)
    const { charge, close } = gateway
    await perform({
      given: () => {
        Object.assign(gateway, { charge: () => 'replaced' })
        Reflect.deleteProperty(gateway, 'close')
      },
      when: () => gateway.charge(1),
      sees: 'replaced',
    })
    expect(gateway.charge).to.equal(charge)
    expect(gateway.close).to.equal(close)
  })

  it('says so when a field, a getter or something unknown is read, but not to libraries that look around', async () => {
    const gateway = double(Gateway)
    await perform(
      {
        when: () => gateway.url,
        throws: 'Gateway.url was read on its double, and it is no method of the class; fields',
      },
      { when: () => gateway.status, throws: 'Gateway.status was read on its double, and it is a getter of the class' },
      { given: () => Object.assign(gateway, { status: 'up' }), when: () => gateway.status, sees: 'up' },
      { when: () => Promise.resolve(gateway).then((same) => same === gateway), sees: true },
      {
        when: () => `${typeof Reflect.get(gateway, 'onModuleInit')} ${JSON.stringify(gateway)} ${'nope' in gateway}`,
        sees: 'undefined {} false',
      },
    )
    expect(gateway.url).to.equal(undefined)
  })

  it('is not told what to do by a background, which would leak into other suites', async () => {
    const gateway = double(Gateway)
    const stage = telling()
    stage
      .suite()
      .given('a paying card', () => void gateway.charge.resolves('paid'))
      .scenario('x')
      .when('act', () => {})
      .expect('y', () => {})
    expect(await stage.failure()).to.contain(
      'Gateway.charge was told what to do while a background or a handle started',
    )
  })

  it('survives sinon.restore() and sinon.reset() of a suite', () => {
    const gateway = double(Gateway)
    gateway.charge.resolves('told')
    sinon.restore()
    sinon.reset()
    expect(gateway.charge(1)).to.be.instanceOf(Promise)
    expect(gateway.charge.callCount).to.equal(1)
  })

  it('refuses what is no class with methods', () => {
    class Empty {}
    const make = double as unknown as (type: unknown) => void
    expect(() => make(Empty)).to.throw('double(Empty): the class has no methods to stub')
    expect(() => make({})).to.throw('double(...) needs a class; it was handed object')
    expect(() => make(() => 1)).to.throw('double(...) needs a class; it was handed a function')
  })
})
