import { expect } from 'chai'
import fc from 'fast-check'
import { bag } from '../../src/database/statements/bag.js'

describe('a bag', () => {
  it('holds what a set holds, whatever comes and goes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(9))), (turns) => {
        const things = Array.from({ length: 10 }, () => ({ place: -1 }))
        const inside = new Set<number>()
        const own = bag<(typeof things)[number]>()
        for (const [comes, i] of turns) {
          if (comes && !inside.has(i)) {
            own.add(things[i]!)
            inside.add(i)
          } else {
            own.remove(things[i]!)
            inside.delete(i)
          }
          const held = own.all.map((one) => things.indexOf(one))
          expect(held).to.have.members([...inside])
        }
      }),
    )
  })
})
