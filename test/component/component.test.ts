import { expect } from 'chai'
import { called, component, double, sequence, traced } from '../../src/component/index.js'
import { handle } from '../../src/handle/index.js'
import { type Telling, telling } from '../support/tell.js'

class Gateway {
  readonly #fee = 1
  #calls = 0
  name = 'gateway'
  async charge(amount: number): Promise<{ id: string; total: number }> {
    this.#calls++
    return { id: `pay_${this.#calls}`, total: this.sum(amount) }
  }
  sum(amount: number): number {
    return amount + this.#fee
  }
  get calls(): number {
    return this.#calls
  }
  self(): this {
    return this
  }
}

class Mailer {
  async receipt(_to: string, _id: string): Promise<void> {}
}

class Orders {
  static built = 0
  readonly gateway: Gateway
  readonly mailer: Mailer
  readonly #taken: string[] = []
  constructor(gateway: Gateway, mailer: Mailer) {
    Orders.built++
    this.gateway = gateway
    this.mailer = mailer
  }
  async process(order: { total: number }): Promise<{ total: number; taken: number }> {
    const { id } = await this.gateway.charge(order.total)
    await this.mailer.receipt('ann', id)
    this.#taken.push(id)
    return { total: order.total, taken: this.#taken.length }
  }
  failing(): never {
    throw new Error('out of tea')
  }
}

const gateway = double(Gateway)
const mailer = double(Mailer)
const orders = component('Orders', () => new Orders(traced('Gateway', gateway), traced('Mailer', mailer)))

describe('component', () => {
  let stage: Telling
  beforeEach(() => {
    stage = telling()
  })
  const charging = () => void gateway.charge.resolves({ id: 'pay_1', total: 50 })

  it('is built afresh for every scenario, called by its methods, and traced', async () => {
    const before = Orders.built
    for (const n of [1, 2])
      stage
        .scenario(`${n}`)
        .given('the card is good', charging)
        .when(orders.call('process', { total: 50 }))
        .expect('a fresh one', ({ taken }) => expect(taken).to.equal(1))
        .expect(called(gateway.charge).with(50).times(1))
        .expect(called(gateway.charge).before(mailer.receipt))
        .expect(sequence('Orders.process', 'Gateway.charge', 'Mailer.receipt'))
    const outcomes = await stage.outcomes()
    expect(outcomes.map(({ error }) => error?.message)).to.deep.equal([undefined, undefined])
    expect(Orders.built - before).to.equal(2)
    const [note] = outcomes[1]!.record.notes
    const { calls } = note as unknown as {
      calls: { from: string; to: string; method: string; ms: number; ok: boolean }[]
    }
    expect(calls.map(({ from, to, method, ok }) => `${from} -> ${to}.${method} ${ok}`)).to.deep.equal([
      'null -> Orders.process true',
      'Orders -> Gateway.charge true',
      'Orders -> Mailer.receipt true',
    ])
    expect(calls.every(({ ms }) => ms >= 0)).to.equal(true)
  })

  it('takes arguments from the context, and tells its title', async () => {
    const step = orders.call('process', ({ amount }: { amount: number }) => [{ total: amount }])
    expect(step.title).to.equal('Orders.process')
    stage
      .scenario('x')
      .given('an amount', () => ({ amount: 7 }))
      .given('the card is good', charging)
      .when(step)
      .expect('it was that', ({ total }) => expect(total).to.equal(7))
    expect(await stage.failure()).to.equal('')
  })

  it('starts what it uses first', async () => {
    const prices = handle({ name: 'prices', start: () => new Map([['tea', 3]]), per: 'worker' })
    const cart = component('Cart', async () => ({ price: (item: string) => prices.value.get(item) }), {
      uses: [prices],
    })
    stage
      .scenario('x')
      .when(cart.call('price', 'tea'))
      .expect('three', (price) => expect(price).to.equal(3))
    expect(await stage.failure()).to.equal('')
    expect(stage.events).to.deep.equal(['started prices', 'started Cart', 'stopped Cart'])
    await stage.end()
  })

  it('shows the traced calls with a failure', async () => {
    gateway.charge.rejects(new Error('declined'))
    try {
      stage
        .scenario('x')
        .when(orders.call('process', { total: 50 }))
        .expect('y', () => {})
      expect(await stage.failure()).to.match(
        /the traced calls\n {4}Orders\.process\(\{ total: 50 \}\) failed: the error 'declined' \([\d.]+ ms\)\n {4}Orders -> Gateway\.charge\(50\) failed: the error 'declined'/,
      )
    } finally {
      gateway.charge.reset()
    }
  })

  it('tells a call that comes after its scenario has ended as late, and books it to no other', async () => {
    let go = (): void => {}
    const gate = new Promise<void>((resolve) => {
      go = resolve
    })
    const slow = component('Slow', () => ({
      start(to: Mailer) {
        void gate.then(() => to.receipt('ann', 'late'))
      },
    }))
    const watched = traced('Mailer', mailer)
    stage
      .scenario('leaves work behind')
      .when(slow.call('start', watched))
      .expect('y', () => {})
    stage
      .scenario('the next')
      .when('the work goes on', async () => {
        go()
        await gate
        await Promise.resolve()
        await watched.receipt('bea', 'in time')
      })
      .expect(sequence('Mailer.receipt'))
    expect(await stage.failure()).to.equal('')
    expect(stage.late).to.deep.equal([
      { kind: 'late', scenario: 'leaves work behind', what: 'Slow called Mailer.receipt after it had ended' },
    ])
  })

  it('refuses with a sentence', async () => {
    const make = component as unknown as (...args: unknown[]) => { call(method: string): never }
    expect(() => make('', () => ({}))).to.throw(TypeError, 'component(...) needs a name')
    expect(() => make('Orders')).to.throw(TypeError, "component('Orders', ...) needs a function that builds it")
    stage
      .scenario('nothing built')
      .when(make('Orders', () => undefined).call('process'))
      .expect('y', () => {})
    expect(await stage.failure()).to.contain('handle "Orders" could not start: it was built as undefined')
    stage
      .scenario('no such method')
      .when((orders as unknown as { call(method: string): never }).call('proces'))
      .expect('y', () => {})
    expect(await stage.failure()).to.contain('Orders has no method "proces"; it has process, failing')
    stage
      .scenario('x')
      // @ts-expect-error no such method
      .when(orders.call('proces'))
    // @ts-expect-error the wrong argument
    orders.call('process', { totl: 1 })
  })
})

describe('traced', () => {
  it('is the same object to its users: private fields, getters, fields, identity of methods, class', async () => {
    const real = new Gateway()
    const view = traced('Gateway', real)
    expect(view).to.be.instanceOf(Gateway)
    expect(await view.charge(1)).to.deep.equal({ id: 'pay_1', total: 2 })
    expect(view.calls).to.equal(1)
    expect(view.charge).to.equal(view.charge)
    expect(view.self()).to.equal(view)
    view.name = 'renamed'
    expect(real.name).to.equal('renamed')
    expect('name' in view).to.equal(true)
    expect(Object.keys(view)).to.deep.equal(['name'])
    expect({ ...view }).to.deep.equal({ name: 'renamed' })
    expect(JSON.stringify(view)).to.equal('{"name":"renamed"}')
    const { sum } = view
    expect(sum(1)).to.equal(2)
  })

  it('leaves the members of a stub within reach, and traces what is frozen and what is a function', async () => {
    const view = traced('Mailer', mailer)
    expect((view.receipt as typeof mailer.receipt).callCount).to.equal(mailer.receipt.callCount)
    const frozen = traced('Frozen', Object.freeze({ twice: (n: number) => n * 2 }))
    const twice = traced('twice', (n: number) => n * 2)
    const stage = telling()
    stage
      .scenario('x')
      .when('both are called', () => frozen.twice(1) + twice(2))
      .expect('six', (six) => expect(six).to.equal(6))
      .expect(sequence('Frozen.twice', 'twice'))
    expect(await stage.failure()).to.equal('')
  })

  it('records neither calls of the object to itself, nor sets off what has a then of its own', async () => {
    let run = 0
    const query = {
      then: () => {
        run++
      },
    }
    const builder = traced('Builder', { select: () => query })
    const real = traced('Gateway', new Gateway())
    const stage = telling()
    stage
      .scenario('x')
      .when('act', async () => {
        builder.select()
        await real.charge(1)
      })
      .expect('not run', () => expect(run).to.equal(0))
      .expect(sequence('Builder.select', 'Gateway.charge'))
    const [outcome] = await stage.outcomes()
    expect(outcome?.error).to.equal(undefined)
    expect(outcome?.record.notes[0]?.calls).to.have.length(2)
  })

  it('refuses what cannot be traced', () => {
    expect(() => traced('', {})).to.throw(TypeError, 'traced(...) needs a name')
    expect(() => traced('x', null as never)).to.throw(TypeError, 'it was handed null')
    expect(() => traced('x', 'text' as never)).to.throw(TypeError, 'it was handed string')
  })
})

describe('sequence', () => {
  const a = traced('A', { act: () => {} })
  const b = traced('B', { act: () => {} })

  async function judged(act: () => void, ...calls: string[]): Promise<string> {
    const stage = telling()
    stage
      .scenario('x')
      .given('a call before', () => a.act())
      .when('act', () => act())
      .expect(sequence(...calls))
    return (await stage.outcomes())[0]?.error?.message ?? ''
  }

  it('is the order of the named calls of the when, each as often as it is named; others are free', async () => {
    const both = () => {
      a.act()
      b.act()
    }
    expect(await judged(both, 'A.act', 'B.act')).to.equal('')
    expect(await judged(both, 'B.act')).to.equal('')
    expect(await judged(both, 'B.act', 'A.act')).to.equal(
      'expected that the calls are B.act, then A.act, but they came in another order:\n  A.act\n  B.act',
    )
    const twice = () => {
      both()
      both()
    }
    expect(await judged(twice, 'A.act', 'B.act')).to.contain('but some were called more often')
    expect(await judged(() => a.act(), 'A.act', 'A.act')).to.contain('but some were called less often')
    expect(await judged(() => a.act(), 'A.act', 'C.act')).to.contain('but C.act was not called:\n  A.act')
    expect(await judged(() => {}, 'A.act')).to.contain('no traced call was made; wrap the collaborators in traced(')
  })

  it('names itself, and needs calls', () => {
    expect(sequence('A.act', 'B.act').title).to.equal('the calls are A.act, then B.act')
    expect(() => sequence()).to.throw(TypeError, 'sequence(...) needs the calls')
  })
})
