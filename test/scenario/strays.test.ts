import { expect } from 'chai'
import { strayCatcher } from '../../src/scenario/strays.js'

const EVENT = 'unhandledRejection'

/** Runs with these listeners in the place of mocha's. */
function withListeners(listeners: ((error: unknown) => void)[], run: () => void): void {
  const before = process.rawListeners(EVENT)
  process.removeAllListeners(EVENT)
  for (const listener of listeners) process.on(EVENT, listener)
  try {
    run()
  } finally {
    process.removeAllListeners(EVENT)
    for (const listener of before) process.on(EVENT, listener as () => void)
  }
}

const reject = (error: unknown) => process.emit(EVENT, error, Promise.resolve())

describe('errors that nobody caught', () => {
  it('go to the scenario while it runs, once, and to who listened before it afterwards', () => {
    const seen: string[] = []
    const listeners = ['first', 'second'].map((name) => (error: unknown) => void seen.push(`${name} ${error}`))
    withListeners(listeners, () => {
      const catching = strayCatcher()
      for (const title of ['one', 'two']) {
        const end = catching({ take: (error, kind) => void seen.push(`scenario ${title} ${error}: ${kind}`) })
        reject('during')
        end()
        reject('after')
      }
    })
    expect(seen).to.deep.equal(
      ['one', 'two'].flatMap((title) => [
        `scenario ${title} during: an unhandled rejection`,
        'first after',
        'second after',
      ]),
    )
  })

  it('leave listeners where they are found and taken off by themselves', () => {
    const listener = () => {}
    withListeners([listener], () => {
      strayCatcher()({ take: () => {} })()
      expect(process.listeners(EVENT)).to.deep.equal([listener])
      process.off(EVENT, listener)
      expect(process.listenerCount(EVENT)).to.equal(0)
    })
  })

  it('reach a scenario also where nobody else listens, and leave no listener there', () => {
    const seen: unknown[] = []
    withListeners([], () => {
      const end = strayCatcher()({ take: (error) => void seen.push(error) })
      reject('during')
      end()
      expect(process.listenerCount(EVENT)).to.equal(0)
    })
    expect(seen).to.deep.equal(['during'])
  })
})
