import { existsSync } from 'node:fs'
import { expect } from 'chai'
import { scratch } from '../../src/database/scratch.js'

describe('directories of a process', () => {
  it('share one listener of its exit, which goes with the last of them', () => {
    const before = process.listenerCount('exit')
    const all = Array.from({ length: 12 }, scratch)
    expect(process.listenerCount('exit')).to.be.at.most(before + 1)
    expect(all.map(({ path }) => existsSync(path))).to.not.include(false)
    for (const { remove } of all) remove()
    expect(process.listenerCount('exit')).to.equal(before)
    expect(all.map(({ path }) => existsSync(path))).to.not.include(true)
  })
})
