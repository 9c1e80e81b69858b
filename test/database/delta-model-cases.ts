import { expect } from 'chai'
import fc from 'fast-check'
import { EntitySchema, type Repository } from 'typeorm'
import { database } from '../../src/database/index.js'
import { telling } from '../support/tell.js'

/** Cells of every kind; what an engine holds of them must be told apart exactly as this is. */
interface Cells {
  name: string | null
  ratio: number | null
  big: string | null
  bytes: Buffer | null
  data: unknown
}
interface Thing extends Cells {
  id: number
}

const thing = (on: Engine) => {
  const postgres = on === 'postgres'
  return new EntitySchema<Thing>({
    name: 'Thing',
    tableName: 'things',
    columns: {
      id: { type: Number, primary: true },
      // The text of SQLite may hold a NUL, and one of PostgreSQL none.
      name: { type: on === 'mariadb' ? 'longtext' : 'text', nullable: true },
      ratio: { type: postgres ? 'float8' : 'double', nullable: true },
      big: { type: 'bigint', nullable: true },
      bytes: { type: postgres ? 'bytea' : 'blob', nullable: true },
      data: { type: postgres ? 'jsonb' : on === 'mariadb' ? 'json' : 'simple-json', nullable: true },
    },
  })
}

const id = fc.integer({ min: 1, max: 5 })
// An empty text, none, and the text NULL are three values.
const texts = [
  '',
  'NULL',
  'null',
  "it's",
  'a\nb',
  'a\r\nb',
  '\\',
  '\\n',
  'a',
  'A',
  'a ',
  'é',
  'e\u0301',
  '👩‍👩‍👧',
  '(1,2)',
  '{"a":1}',
]
const long = 'x'.repeat(70_000)
const name = (on: Engine) =>
  fc.option(
    fc.oneof(
      fc.constantFrom(...texts, `${long}a`, `${long}b`, ...(on === 'postgres' ? [] : ['a\0', 'a\0b', 'a\0c'])),
      fc.string({ unit: 'grapheme', maxLength: 4 }).filter((text) => on !== 'postgres' || !text.includes('\0')),
    ),
  )
const ratio = fc.option(fc.constantFrom(0, 0.1, 0.30000000000000004, 0.3, 1e308, 5e-324, -1.5, 1e21))
const big = fc.option(fc.constantFrom('0', '9007199254740992', '9007199254740993', '-9223372036854775808'))
const bytes = fc.option(fc.uint8Array({ maxLength: 3 }).map((all) => Buffer.from(all)))
// The null of JSON is left out, which TypeORM takes for none.
const data = fc.option(
  fc.constantFrom<unknown>('', 'null', 'NULL', 0, false, [], {}, { a: null }, [null], { a: '1' }, { a: 1 }),
)
const write = (on: Engine) =>
  fc.record({
    does: fc.constantFrom('put' as const, 'put' as const, 'remove' as const),
    id,
    cells: fc.record({ name: name(on), ratio, big, bytes, data }),
  })

type Engine = 'sqlite' | 'postgres' | 'mariadb'
type Writes = readonly { does: 'put' | 'remove'; id: number; cells: Cells }[]
/** By id, a text that only equal cells share. */
type Rows = ReadonlyMap<number, string>

function applied(rows: Rows, writes: Writes): Rows {
  const all = new Map(rows)
  for (const { does, id, cells } of writes)
    if (does === 'put') all.set(id, JSON.stringify(cells))
    else all.delete(id)
  return all
}

async function perform(things: Repository<Thing>, writes: Writes): Promise<void> {
  for (const { does, id, cells } of writes)
    if (does === 'put') await things.upsert({ id, ...cells } as never, ['id'])
    else await things.delete(id)
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
export function deltaAgrees(on: Engine, runs: number): void {
  describe(`what moved on ${on}`, () => {
    it('is what a model of the table says, whatever was written on the way', async () => {
      const stage = telling()
      const Thing = thing(on)
      const db = database({ entities: { things: Thing }, on })
      await fc.assert(
        fc.asyncProperty(
          fc.array(write(on), { maxLength: 4 }),
          fc.array(write(on), { maxLength: 10 }),
          async (first, then) => {
            const before = applied(new Map(), first)
            const after = applied(before, then)
            stage
              .scenario('writes')
              .given(db)
              .given('rows', () => perform(db.repository(Thing), first))
              .when('more is written', () => perform(db.repository(Thing), then))
              .expect(db.delta({ things: counted(before, after) }))
            expect(await stage.failure({ timeout: 20_000 })).to.equal('')
          },
        ),
        { numRuns: runs, seed: 1 },
      )
      expect(await stage.end()).to.deep.equal([])
    })
  })
}
