import { expect } from 'chai'
import { DataSource, type DataSourceOptions, EntitySchema } from 'typeorm'
import { type Database, database } from '../../src/database/index.js'
import { suite } from '../../src/index.js'
import { SQLITE } from '../support/sqlite-type.js'
import { telling } from '../support/tell.js'
import { withoutMariadb } from './engines.js'

interface Item {
  id: number
  stock: number
  weight: number
  price: string
}
const Item = new EntitySchema<Item>({
  name: 'Item',
  tableName: 'items',
  columns: {
    id: { type: Number, primary: true, generated: true },
    stock: { type: 'int', default: 0 },
    weight: { type: 'smallint', default: 0 },
    price: { type: 'decimal', precision: 5, scale: 2, default: 0 },
  },
})
const items = (on: 'postgres' | 'mariadb' | 'sqljs'): Database<'items'> =>
  database({ entities: { items: Item }, on, name: `items on ${on}` })

if (withoutMariadb !== undefined) it.skip(`a number that is out of range on mariadb: ${withoutMariadb}`)

for (const on of ['postgres', 'mariadb'] as const) {
  if (on === 'mariadb' && withoutMariadb !== undefined) continue
  describe(`a number that is out of range on ${on}`, () => {
    const db = items(on)
    const { scenario } = suite({ category: 'database' }).given(db)
    const rows = () => db.repository(Item)

    scenario('is told of the column that it was inserted into, whatever the caller makes of it')
      .when('an item is stored', () =>
        rows()
          .insert({ stock: 3_000_000_000 })
          .catch(() => 422),
      )
      .expect('refused', (status) => expect(status).to.equal(422))
      .expect(db.violates.outOfRange(Item, 'stock'))
      .expect(db.unchanged())

    scenario('is told of a price that has too many digits')
      .when('an item is stored', () => rows().insert({ stock: 7, price: '999.995' }))
      .expectError(db.violates.outOfRange(Item, 'price'))

    scenario('is told of literals and of what was worked out')
      .given(db.has(Item, { stock: 2_000_000_000, weight: 1 }))
      .when(db.sql`UPDATE items SET weight = -40000, stock = 5`)
      .expectError(db.violates.outOfRange(Item, 'weight'))
      .when(db.sql`UPDATE items SET stock = stock * 2`)
      .expectError(db.violates.outOfRange(Item, 'stock'))

    it('fails with a sentence on another column, and where none is', async () => {
      const stage = telling()
      const own = items(on)
      const add = (item: Partial<Item>) => async () => void (await own.repository(Item).insert(item))
      stage
        .scenario('another')
        .given(own)
        .when('y', add({ weight: 40_000 }))
        .expectError(own.violates.outOfRange(Item, 'stock'))
      stage
        .scenario('none')
        .given(own)
        .when('y', add({ weight: 4 }))
        .expect(own.violates.outOfRange(Item, 'weight'))
      const texts = (await stage.outcomes({ timeout: 10_000 })).map(({ error }) => error?.message)
      expect(texts[0]).to.match(
        /no statement of the when failed by a number that is out of range for Item\(stock\)\. Broken was:\n {2}number out of range for items\(weight\): INSERT INTO .*out-of-range\.test\.ts:\d+:\d+\)/,
      )
      expect(texts[1]).to.match(/out of range for Item\(weight\); none of its \d failed/)
      expect(await stage.end()).to.deep.equal([])
    })
  })
}

if (withoutMariadb === undefined)
  it('a number that is out of range on mariadb, below nothing, is told of the column it was taken from', async () => {
    const stage = telling()
    const Shelf = new EntitySchema<{ id: number; left: number }>({
      name: 'Shelf',
      tableName: 'shelves',
      columns: { id: { type: Number, primary: true }, left: { type: 'int', unsigned: true } },
    })
    const db = database({ entities: { shelves: Shelf }, on: 'mariadb' })
    stage
      .scenario('x')
      .given(db)
      .given(db.has(Shelf, { id: 1, left: 3 }))
      .when('five are taken of three', () => db.dataSource.query('UPDATE shelves SET `left` = `left` - 5'))
      .expectError(db.violates.outOfRange(Shelf, 'left'))
    expect(await stage.failure({ timeout: 10_000 })).to.equal('')
    await stage.end()
  })

describe('a number that is out of range on SQLite', () => {
  it('is stored, which the expectation says', async () => {
    const stage = telling()
    const db = items('sqljs')
    stage
      .scenario('x')
      .given(db)
      .when('y', () => db.repository(Item).insert({ stock: 3_000_000_000 }))
      .expect(db.violates.outOfRange(Item, 'stock'))
    expect(await stage.failure()).to.match(
      /SQLite .* holds numbers to the type of their column only where a migration makes the table items STRICT; run this scenario on: 'postgres' or on: 'mariadb', or hold them by a check/,
    )
    expect(await stage.end()).to.deep.equal([])
  })

  it('is told where the table is strict', async () => {
    class Strict1700000000001 {
      async up(runner: { query(sql: string): Promise<unknown> }) {
        await runner.query(
          'CREATE TABLE items (id integer PRIMARY KEY AUTOINCREMENT, stock integer DEFAULT 0, weight integer DEFAULT 0, price any DEFAULT 0) STRICT',
        )
      }
      async down() {}
    }
    const stage = telling()
    const dataSource = new DataSource({
      type: SQLITE,
      database: ':memory:',
      entities: [Item],
      migrations: [Strict1700000000001],
    } as DataSourceOptions)
    const db = database({ dataSource })
    stage
      .scenario('x')
      .given(db)
      .when('y', () => db.dataSource.query('INSERT INTO items (stock) VALUES (99999999999999999999)'))
      .expectError(db.violates.outOfRange(Item, 'stock'))
    expect(await stage.failure()).to.equal('')
    expect(await stage.end()).to.deep.equal([])
  })
})
