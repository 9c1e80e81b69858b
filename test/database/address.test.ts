import { existsSync } from 'node:fs'
import { expect } from 'chai'
import { DataSource, type DataSourceOptions, EntitySchema } from 'typeorm'
import { type DatabaseAddress, database, type GivenDataSource } from '../../src/database/index.js'
import { SQLITE } from '../support/sqlite-type.js'
import { type Telling, telling } from '../support/tell.js'
import { type EngineKey, withoutMariadb } from './engines.js'

interface Book {
  id: number
  title: string
}
const Book = new EntitySchema<Book>({
  name: 'Book',
  tableName: 'books',
  columns: { id: { type: Number, primary: true, generated: true }, title: { type: String } },
})

const source = ({ url, database }: DatabaseAddress) =>
  new DataSource({
    ...(url.startsWith('sqlite:') ? { type: SQLITE, database } : { type: url.split(':')[0], url }),
    entities: [Book],
    synchronize: true,
  } as DataSourceOptions)

describe('the address of a database that is made for an application', () => {
  let stage: Telling
  beforeEach(() => {
    stage = telling()
  })
  afterEach(async () => {
    expect(await stage.end()).to.deep.equal([])
  })

  for (const on of ['sqlite', 'postgres', 'mariadb'] as EngineKey[]) {
    if (on === 'mariadb' && withoutMariadb !== undefined) {
      it.skip(`leads every connection of the application to the same database on mariadb: ${withoutMariadb}`)
      continue
    }
    it(`leads every connection of the application to the same database on ${on}`, async () => {
      let second: DataSource | undefined
      let at: DatabaseAddress | undefined
      const db = database({
        on,
        async dataSource(address) {
          at = address
          const first = await source(address).initialize()
          second = await source(address).initialize()
          return first
        },
      })
      for (const title of ['first', 'second'])
        stage
          .scenario(title)
          .given(db)
          .when('each writes', async () => {
            await db.repository(Book).insert({ title: 'one' })
            await second!.getRepository(Book).insert({ title: 'two' })
          })
          .expect('both are there', async () => expect(await db.repository(Book).count()).to.equal(2))
          .expect(db.row(Book, { title: 'two' }, { id: 2 }))
      expect(await stage.failure({ timeout: 10_000 })).to.equal('')
      await second!.destroy()
      await stage.end()
      if (on === 'sqlite') expect(existsSync(at!.database)).to.equal(false)
    })

    it(`is where a data source is put that was not told on ${on}`, async () => {
      const elsewhere = { url: 'postgres://nobody@127.0.0.1:1/production', database: '' }
      const db = database({ on, dataSource: (_address) => source(elsewhere) })
      stage
        .scenario('x')
        .given(db)
        .when('a book comes', () => db.repository(Book).insert({ title: 'T' }))
        .expect(db.delta({ books: +1 }))
      expect(await stage.failure({ timeout: 10_000 })).to.equal('')
    })
  }

  it('is refused by a data source that the application has opened elsewhere', async () => {
    const elsewhere = await source({ url: 'sqlite:', database: ':memory:' }).initialize()
    for (const on of ['sqlite', 'postgres'] as const) {
      const db = database({ on, dataSource: (_address) => elsewhere })
      stage
        .scenario('x')
        .given(db)
        .when('y', () => {})
        .expect('z', () => {})
      expect(await stage.failure({ timeout: 10_000 })).to.contain(
        'the data source that database({ dataSource: ({ url }) => ... }) handed back is initialised on the sqlite database ":memory:", ' +
          'not at the address that the function was given; open it with that url',
      )
    }
    await elsewhere.destroy()
  })

  it('is not there without an engine', () => {
    const given: GivenDataSource = (address) => source(address)
    expect(() => database({ dataSource: given })).to.throw(
      "database({ dataSource: ({ url }) => ... }) is given the address of a database that is made for it; say which one, as in on: 'postgres'",
    )
  })

  it('comes too late for a data source in memory that is put on another engine', async () => {
    const open = await source({ url: 'sqlite:', database: ':memory:' }).initialize()
    const db = database({ on: 'postgres', dataSource: open })
    stage
      .scenario('x')
      .given(db)
      .when('y', () => {})
      .expect('z', () => {})
    expect(await stage.failure()).to.contain(
      `the data source is already initialised on the sqlite database ":memory:", so on: 'postgres' comes too late`,
    )
    await open.destroy()
  })
})
