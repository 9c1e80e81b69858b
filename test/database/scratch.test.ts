import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { expect } from 'chai'
import { scratch } from '../../src/database/place/scratch.js'

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

  it('are on the disk where there is too little room in memory, as in most containers', () => {
    const { path, remove } = scratch(Number.MAX_SAFE_INTEGER)
    expect(dirname(path)).to.equal(tmpdir())
    remove()
  })
})
