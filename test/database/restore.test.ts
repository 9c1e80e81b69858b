import { expect } from 'chai'
import type { Live } from '../../src/database/live.js'
import { anySequence, digest, disturb, MODES, make } from './sqlite-restored.js'
import { ALL, ROWS } from './sqlite-works.js'

for (const mode of MODES)
  describe(`restoring a SQLite database, ${mode.join(' with connections: ')}`, () => {
    anySequence(mode, 12)

    describe('of all these works', () => {
      let own: Live
      before(async () => {
        own = await make(mode)
      })
      after(() => own.stop())

      for (const name of Object.keys(ALL))
        it(`undoes ${name}`, async () => {
          const before = await digest(own.dataSource)
          const { error } = await ALL[name]!(own.dataSource, 7).then(
            () => ({ error: undefined }),
            (thrown: Error) => ({ error: thrown }),
          )
          if (name !== 'rollsBack') expect(error?.message).to.equal(undefined)
          const during = await digest(own.dataSource)
          // What is not committed is only seen on the connection that wrote it.
          const seen = mode[1] === 1 || name !== 'leftOpen'
          if (name !== 'rollsBack' && name !== 'vacuum' && seen) expect(during).to.not.deep.equal(before)
          await own.reset().catch(() => {})
          expect(await digest(own.dataSource)).to.deep.equal(before)
        })
    })

    it('brings the baseline back when the data source was destroyed', async () => {
      const own = await make(mode)
      const undo = await own.mark()
      const before = await digest(own.dataSource)
      await ROWS.save!(own.dataSource, 1)
      await own.dataSource.destroy()
      const error = await own.reset().then(
        () => undefined,
        (thrown: Error) => thrown,
      )
      expect(error?.message).to.contain('destroyed the data source')
      expect(await digest(own.dataSource)).to.deep.equal(before)
      await disturb(own, [
        ['save', 2],
        ['sequence', 3],
      ])
      expect(await digest(own.dataSource)).to.deep.equal(before)
      await undo()
      await own.reset()
      expect(await digest(own.dataSource)).to.deep.equal(before)
      await own.stop()
    })
  })
