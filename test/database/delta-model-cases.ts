import { expect } from 'chai'
import fc from 'fast-check'
import { EntitySchema } from 'typeorm'
import { type Database, database } from '../../src/database/index.js'
import { telling } from '../support/tell.js'

interface Thing {
  id: number
  name: string | null
}
const Thing = new EntitySchema<Thing>({
  name: 'Thing',
  tableName: 'things',
  columns: { id: { type: Number, primary: true }, name: { type: String, nullable: true } },
})

const id = fc.integer({ min: 1, max: 5 })
// An empty text, none, and the text NULL are three values.
const name = fc.constantFrom(null, '', 'NULL', "it's", 'a\nb', '\\')
const write = fc.record({ does: fc.constantFrom('put' as const, 'remove' as const), id, name })

type Writes = readonly { does: 'put' | 'remove'; id: number; name: string | null }[]
type Rows = ReadonlyMap<number, string | null>

function applied(rows: Rows, writes: Writes): Rows {
  const all = new Map(rows)
  for (const { does, id, name } of writes)
    if (does === 'put') all.set(id, name)
    else all.delete(id)
  return all
}

async function perform(db: Database<'things'>, writes: Writes): Promise<void> {
  for (const { does, id, name } of writes)
    if (does === 'put') await db.repository(Thing).upsert({ id, name }, ['id'])
    else await db.repository(Thing).delete(id)
}

/** How the rows of two states differ, counted. */
function counted(before: Rows, after: Rows) {
  return {
    added: [...after.keys()].filter((key) => !before.has(key)).length,
    removed: [...before.keys()].filter((key) => !after.has(key)).length,
    changed: [...after].filter(([key, value]) => before.has(key) && before.get(key) !== value).length,
  }
}

/** Declares that what moved is what a model of the table says, tried `runs` times. */
export function deltaAgrees(on: 'sqlite' | 'postgres' | 'mariadb', runs: number): void {
  describe(`what moved on ${on}`, () => {
    it('is what a model of the table says, whatever was written on the way', async () => {
      const stage = telling()
      const db = database({ entities: { things: Thing }, on })
      await fc.assert(
        fc.asyncProperty(fc.array(write, { maxLength: 4 }), fc.array(write, { maxLength: 10 }), async (first, then) => {
          const before = applied(new Map(), first)
          const after = applied(before, then)
          stage
            .scenario('writes')
            .given(db)
            .given('rows', () => perform(db, first))
            .when('more is written', () => perform(db, then))
            .expect(db.delta({ things: counted(before, after) }))
          expect(await stage.failure({ timeout: 20_000 })).to.equal('')
        }),
        { numRuns: runs, seed: 1 },
      )
      expect(await stage.end()).to.deep.equal([])
    })
  })
}
