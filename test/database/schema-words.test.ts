import { expect } from 'chai'
import { EntitySchema } from 'typeorm'
import { database } from '../../src/database/index.js'
import { telling } from '../support/tell.js'

const Club = new EntitySchema<{ id: number }>({
  name: 'Club',
  tableName: 'clubs',
  columns: { id: { type: Number, primary: true, generated: true } },
})
const playerOf = (indices: readonly { readonly columns: string[]; readonly where?: string }[]) =>
  new EntitySchema<{ id: number; clubId: number; name: string; club?: object }>({
    name: 'Player',
    tableName: 'players',
    columns: {
      id: { type: Number, primary: true, generated: true },
      clubId: { type: Number },
      name: { type: String },
    },
    relations: { club: { type: 'many-to-one', target: 'Club', joinColumn: { name: 'clubId' } } },
    indices: [...indices],
  })

for (const on of ['sqlite', 'postgres'] as const)
  describe(`the foreign keys of entities on ${on}`, () => {
    const failure = async (entities: Parameters<typeof database>[0] extends never ? never : object) => {
      const stage = telling()
      const db = database({ entities: entities as { clubs: typeof Club }, on })
      stage
        .scenario('x')
        .given(db)
        .when('y', () => {})
        .expect(db.schema.foreignKeysIndexed())
      const text = await stage.failure({ timeout: 20_000 })
      expect(await stage.end()).to.deep.equal([])
      return text
    }

    it('have an index, alone or as the first of its columns', async () => {
      expect(await failure({ clubs: Club, players: playerOf([{ columns: ['clubId', 'name'] }]) })).to.equal('')
    })
    it('are listed where they have none, or one that does not begin with them or holds some rows', async () => {
      for (const indices of [[], [{ columns: ['name', 'clubId'] }], [{ columns: ['clubId'], where: `"name" = 'x'` }]])
        expect(await failure({ clubs: Club, players: playerOf(indices) })).to.match(
          /foreign keys without an index: .*; add @Index\(\) to the column:\n {2}players\(clubId\) to clubs/,
        )
    })
    it('must be there to be judged', async () => {
      expect(await failure({ clubs: Club })).to.contain('no entity has a foreign key, so there is nothing to index')
    })
  })
