import { expect } from 'chai'
import type { Live } from '../../src/database/live.js'
import { every, undone } from './postgres-restored.js'
import { ROWS } from './postgres-works.js'

describe('restoring a PostgreSQL database', () => {
  let own: Live
  before(async () => {
    own = await every('restore')
  })
  after(() => own.stop())

  const contents = async () => Object.fromEntries(await own.engine.contents!())

  for (const name of Object.keys(ROWS))
    it(`undoes ${name}`, async () => {
      const before = await contents()
      const failed = await ROWS[name]!(own.dataSource, 7).then(
        () => undefined,
        (error: Error) => error,
      )
      if (name !== 'rollsBack') expect(failed?.message).to.equal(undefined)
      if (!['leftOpen', 'deferred'].includes(name)) expect(await contents()).to.not.deep.equal(before)
      await own.reset().catch((error: Error) => expect(error.message).to.match(/still open|not released/))
      expect(await contents()).to.deep.equal(before)
    })

  it('undoes any sequence of them', () => undone('restore', 10, 6))
  it("undoes any sequence of them and of changes of the schema with isolation: 'clone'", () => undone('clone', 3, 4))

  it('goes back to the innermost mark, and to the earlier one when that is undone', async () => {
    const bare = await contents()
    await ROWS.insert!(own.dataSource, 2)
    await ROWS.setval!(own.dataSource, 3)
    const undo = await own.mark()
    const marked = await contents()
    for (const name of ['truncate', 'partitionMoved', 'moveKeys', 'keyless']) {
      await ROWS[name]!(own.dataSource, 4)
      await own.reset()
      expect(await contents()).to.deep.equal(marked)
    }
    await undo()
    await own.reset()
    expect(await contents()).to.deep.equal(bare)
  })
})
