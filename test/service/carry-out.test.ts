import { expect } from 'chai'
import { carryOut } from '../../src/service/carry-out.js'
import { delay, reply } from '../../src/service/index.js'
import type { WireReply } from '../../src/wire/index.js'

describe('carrying out an answer', () => {
  it('leaves no timer behind when the client has left before a delayed answer', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
    const client = new AbortController()
    // By then the timer of the test itself runs.
    await new Promise((resolve) => setImmediate(resolve))
    const before = timers()
    const outcome = carryOut(delay('10s', reply(200)), { signal: client.signal } as WireReply)
    expect(timers()).to.equal(before + 1)
    client.abort()
    expect(await outcome).to.equal('the client left before 200 OK')
    expect(timers()).to.equal(before)
  })
})
