import { expect } from 'chai'
import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm'
import { database } from '../../src/database/index.js'
import { type Telling, telling } from '../support/tell.js'

type Wide = { id: number } & Record<string, unknown>
type Options = EntitySchemaColumnOptions

/** A table with a column of each type, all of them required. */
function wide(types: Readonly<Record<string, Options>>): EntitySchema<Wide> {
  return new EntitySchema<Wide>({
    name: 'Wide',
    tableName: 'wide',
    columns: { id: { type: Number, primary: true, generated: true }, ...types } as never,
  })
}

const byName = (names: readonly string[]): Record<string, Options> =>
  Object.fromEntries(names.map((name) => [name.replace(/\W/g, '_'), { type: name as never }]))

const POSTGRES: Record<string, Options> = {
  ...byName([
    ...['int2', 'int4', 'int8', 'smallint', 'bigint', 'numeric', 'real', 'double precision', 'money'],
    ...['varchar', 'character varying', 'text', 'citext', 'hstore', 'bytea', 'varbit', 'uuid', 'xml', 'json', 'jsonb'],
    ...['date', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval', 'boolean', 'jsonpath', 'tsvector', 'tsquery'],
    ...['point', 'line', 'lseg', 'box', 'path', 'polygon', 'circle', 'inet', 'cidr', 'macaddr', 'macaddr8'],
    ...['int4range', 'int8range', 'numrange', 'tsrange', 'tstzrange', 'daterange', 'int4multirange', 'datemultirange'],
    ...['cube', 'ltree', 'simple-array', 'simple-json'],
  ]),
  tight: { type: 'numeric', precision: 5, scale: 2 },
  share: { type: 'numeric', precision: 3, scale: 3 },
  letter: { type: 'char', length: 1 },
  bits: { type: 'bit', length: '3' },
  mood: { type: 'enum', enum: ['sad', 'glad'] },
  moods: { type: 'enum', enum: ['sad', 'glad'], array: true },
  tags: { type: 'text', array: true },
  numbers: { type: 'int', array: true },
}
const SQLITE: Record<string, Options> = {
  ...byName([
    ...['int', 'integer', 'bigint', 'tinyint', 'smallint', 'decimal', 'real', 'double', 'float', 'numeric'],
    ...['varchar', 'text', 'character', 'clob', 'blob', 'boolean', 'date', 'time', 'datetime'],
    ...['simple-array', 'simple-json'],
  ]),
  level: { type: 'simple-enum', enum: ['low', 'high'] },
  letter: { type: 'varchar', length: 1 },
}

const reads = (rows: readonly Wide[]): unknown => rows.map(({ id: _, ...rest }) => rest)

for (const [on, types] of [
  ['sqlite', SQLITE],
  ['postgres', POSTGRES],
] as const)
  describe(`values that ${on} takes`, () => {
    let stage: Telling
    beforeEach(() => {
      stage = telling()
    })
    afterEach(async () => {
      expect(await stage.end()).to.deep.equal([])
    })

    it('for every type of column, one by one and by the hundred alike', async () => {
      const Wide = wide(types)
      const db = database({ entities: { wide: Wide }, on })
      let one: readonly Wide[] = []
      stage
        .scenario('one by one')
        .given(db.has(Wide))
        .given(db.has(Wide))
        .given(db.has(Wide))
        .when('they are read', () => db.repository(Wide).find({ order: { id: 'ASC' } }))
        .expect('all', (rows) => {
          one = rows
          expect(rows).to.have.length(3)
          for (const value of rows.flatMap((row) => Object.values(row))) expect(value).to.not.equal(null)
        })
      stage
        .scenario('by the hundred')
        .given(db.hasMany(Wide, 100))
        .when('they are read', () => db.repository(Wide).find({ order: { id: 'ASC' } }))
        .expect('the same', (rows) => expect(reads(rows.slice(0, 3))).to.deep.equal(reads(one)))
      expect(await stage.failure({ timeout: 20_000 })).to.equal('')
    })

    it('that differ where they must', async () => {
      const Wide = wide(
        Object.fromEntries(
          Object.entries(types)
            // What no engine can compare can't be unique.
            .filter(([, { type }]) => !/json|xml|point|line|lseg|box|path|polygon|circle|hstore/.test(String(type)))
            .map(([name, options]) => [name, { ...options, unique: true }]),
        ),
      )
      const db = database({ entities: { wide: Wide }, on })
      stage
        .scenario('two')
        .given(db.has(Wide))
        .given(db.has(Wide))
        .when('they are counted', () => db.repository(Wide).count())
        .expect('both', (count) => expect(count).to.equal(2))
      stage
        .scenario('three')
        .given(db.hasMany(Wide, 3))
        .when('y', () => {})
        .expect('z', () => {})
      const [two, three] = await stage.outcomes({ timeout: 20_000 })
      expect(two!.error?.stack ?? '').to.equal('')
      expect(three!.error?.message).to.match(
        /Wide has room for 2 different rows, for no two may have the same boolean; give the values yourself/,
      )
    })
  })

describe('what must not be twice together', () => {
  const Seat = new EntitySchema<{ row: string; side: string; booked: boolean }>({
    name: 'Seat',
    tableName: 'seats',
    columns: {
      row: { type: String, length: 1, primary: true },
      side: { type: 'simple-enum', enum: ['left', 'right'], primary: true },
      booked: { type: Boolean },
    },
  })

  it('is counted through', async () => {
    const stage = telling()
    const db = database({ entities: { seats: Seat } })
    stage
      .scenario('all')
      .given(db.hasMany(Seat, 70))
      .when('they are counted', () => db.repository(Seat).count())
      .expect('each its own', (count) => expect(count).to.equal(70))
    stage
      .scenario('more')
      .given(db.hasMany(Seat, 71))
      .when('y', () => {})
      .expect('z', () => {})
    const [all, more] = await stage.outcomes()
    expect(all!.error?.stack ?? '').to.equal('')
    expect(more!.error?.message).to.match(/Seat has room for 70 different rows, for no two may have the same row, side/)
    expect(await stage.end()).to.deep.equal([])
  })
})
