import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { DataSource, type DataSourceOptions, EntitySchema, type QueryRunner } from 'typeorm'
import { database } from '../../src/database/index.js'
import { handle } from '../../src/handle/index.js'
import { SQLITE } from '../support/sqlite-type.js'
import { type Telling, telling } from '../support/tell.js'

interface Book {
  id: number
  title: string
}
const Book = new EntitySchema<Book>({
  name: 'Book',
  tableName: 'books',
  columns: { id: { type: Number, primary: true, generated: true }, title: { type: String, unique: true } },
})

class CreateBooks1700000000001 {
  async up(runner: QueryRunner) {
    await runner.query(
      'CREATE TABLE books (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, title varchar NOT NULL UNIQUE)',
    )
    await runner.query(`INSERT INTO books (title) VALUES ('Seed')`)
  }
  async down(runner: QueryRunner) {
    await runner.query('DROP TABLE books')
  }
}

const migrations = [CreateBooks1700000000001]
const options = (more: object = {}) =>
  ({ type: SQLITE, database: ':memory:', entities: [Book], migrations, ...more }) as DataSourceOptions

describe("a database on the application's own data source", () => {
  let stage: Telling
  let folder: string
  beforeEach(() => {
    stage = telling()
    folder = mkdtempSync(join(tmpdir(), 'qa-integ-own-'))
  })
  afterEach(async () => {
    expect(await stage.end()).to.deep.equal([])
    rmSync(folder, { recursive: true })
  })

  /** Two scenarios that each find the seed alone, and leave more. */
  async function twice(db: ReturnType<typeof database>, source: () => DataSource): Promise<void> {
    for (const title of ['first', 'second'])
      stage
        .scenario(title)
        .given(db)
        .when('a book comes', async () => {
          const before = await source().getRepository(Book).find()
          await source().getRepository(Book).insert({ title: 'New' })
          return before
        })
        .expect('after the seed', (books) => expect(books).to.deep.equal([{ id: 1, title: 'Seed' }]))
        .expect(db.row(Book, { title: 'New' }, { id: 2 }))
        .expect(db.delta({ books: +1 }))
    expect(await stage.failure()).to.equal('')
  }

  it('initialises it, runs its migrations and closes it', async () => {
    const source = new DataSource(options())
    await twice(database({ dataSource: source }), () => source)
    expect(source.isInitialized).to.equal(true)
    await stage.end()
    expect(source.isInitialized).to.equal(false)
  })

  it('leaves one open that the application has opened, as it was', async () => {
    const source = await new DataSource(options()).initialize()
    await source.runMigrations()
    await source.getRepository(Book).insert({ title: 'Own' })
    const db = database({ dataSource: () => Promise.resolve(source) })
    stage
      .scenario('x')
      .given(db)
      .when('all go', () => source.getRepository(Book).createQueryBuilder().delete().execute())
      .expect(db.delta({ books: -2 }))
    expect(await stage.failure()).to.equal('')
    await stage.end()
    expect(await source.getRepository(Book).count()).to.equal(2)
    expect(source.createQueryRunner()).to.equal(source.createQueryRunner())
    const rest = await source.query(`SELECT name FROM temp.sqlite_master`)
    expect(rest).to.deep.equal([])
    await source.destroy()
  })

  it('puts it into memory, and does not touch its own file', async () => {
    const file = join(folder, 'shop.sqlite')
    const real = await new DataSource(options({ database: file })).initialize()
    await real.runMigrations()
    await real.destroy()
    const before = readFileSync(file)
    const source = new DataSource(options({ database: file }))
    await twice(database({ dataSource: source, on: 'sqlite' }), () => source)
    await stage.end()
    expect(readFileSync(file).equals(before)).to.equal(true)
  })

  it('puts one of another engine into memory', async () => {
    const source = new DataSource({
      type: 'postgres',
      url: 'postgres://x:y@127.0.0.1:1/shop',
      entities: [Book],
      migrations,
    })
    await twice(database({ dataSource: source, on: 'sqlite' }), () => source)
  })

  it('makes the schema of one without migrations', async () => {
    const source = new DataSource(options({ migrations: [], database: 'shop.sqlite' }))
    const db = database({ dataSource: source, on: 'sqlite' })
    stage
      .scenario('x')
      .given(db)
      .when('a book comes', () => source.getRepository(Book).insert({ title: 'New' }))
      .expect(db.delta({ books: +1 }))
    expect(await stage.failure()).to.equal('')
  })

  it('refuses to move one that is open', async () => {
    const source = await new DataSource(options({ database: join(folder, 'shop.sqlite') })).initialize()
    const db = database({ dataSource: source, on: 'sqlite' })
    stage
      .scenario('x')
      .given(db)
      .when('y', () => {})
      .expect('z', () => {})
    expect(await stage.failure()).to.match(
      /already initialised on the (?:better-)?sqlite3? database ".*shop\.sqlite", so on: 'sqlite' comes too late/,
    )
    await source.destroy()
  })

  it('restores a file, also what another connection wrote', async () => {
    const file = join(folder, 'books.test.sqlite')
    const source = new DataSource(options({ database: file }))
    const db = database({ dataSource: source })
    await twice(db, () => source)
    const other = await new DataSource(options({ database: file, migrations: [] })).initialize()
    stage
      .scenario('others')
      .given(db)
      .when('another connection writes', () => other.getRepository(Book).insert({ title: 'Other' }))
      .expect(db.row(Book, { title: 'Other' }, {}))
    stage
      .scenario('others again')
      .given(db)
      .when('another connection writes', () => other.getRepository(Book).insert({ title: 'Other' }))
      .expect(db.delta({ books: +1 }))
    stage
      .scenario('after')
      .given(db)
      .when('it is counted', () => source.getRepository(Book).count())
      .expect('the seed', (count) => expect(count).to.equal(1))
    const [others, again, after] = await stage.outcomes()
    expect(others!.error).to.equal(undefined)
    expect(again!.error).to.equal(undefined)
    expect(after!.error).to.equal(undefined)
    await stage.end()
    expect(await other.query(`SELECT name FROM sqlite_master WHERE name LIKE 'qa_integ%'`)).to.deep.equal([])
    await other.destroy()
  })

  it('lets triggers of the application do as they do', async () => {
    class Audit1700000000002 {
      async up(runner: QueryRunner) {
        await runner.query('CREATE TABLE audit (book integer)')
        await runner.query(
          `CREATE TRIGGER renamed AFTER UPDATE ON books BEGIN
           INSERT INTO audit VALUES (NEW.id); UPDATE books SET title = upper(title) WHERE id = NEW.id; END`,
        )
      }
      async down() {}
    }
    const source = new DataSource(options({ migrations: [...migrations, Audit1700000000002] }))
    const db = database({ dataSource: source })
    for (const title of ['one', 'two'])
      stage
        .scenario(title)
        .given(db)
        .when('a book is renamed', () => source.getRepository(Book).update({ id: 1 }, { title: 'new' }))
        .expect(db.row(Book, { id: 1 }, { title: 'NEW' }))
        .expect(db.delta({ books: { changed: 1 }, audit: +1 }))
    stage
      .scenario('replaced')
      .given(db)
      .when('y', () => source.query(`INSERT OR REPLACE INTO books (id, title) VALUES (9, 'Seed')`))
      .expect(db.delta({ books: { added: 1, removed: 1 } }))
    expect(await stage.failure()).to.equal('')
  })

  it('says when an index on an expression hides what was replaced', async () => {
    class Folded1700000000002 {
      async up(runner: QueryRunner) {
        await runner.query('CREATE UNIQUE INDEX folded ON books (lower(title))')
      }
      async down() {}
    }
    const source = new DataSource(options({ migrations: [...migrations, Folded1700000000002] }))
    const db = database({ dataSource: source })
    stage
      .scenario('replaced')
      .given(db)
      .when('y', () => source.query(`INSERT OR REPLACE INTO books (id, title) VALUES (9, 'SEED')`))
      .expect(db.delta({ books: { added: 1, removed: 1 } }))
    stage
      .scenario('after')
      .given(db)
      .when('y', () => source.getRepository(Book).find())
      .expect('the seed', (books) => expect(books).to.deep.equal([{ id: 1, title: 'Seed' }]))
    const [replaced, after] = await stage.outcomes()
    expect(replaced!.error?.message).to.match(
      /rows were replaced by INSERT OR REPLACE .*unique index on an expression \(books\)/,
    )
    expect(after!.error).to.equal(undefined)
  })

  it('names an unknown table when it runs, for only then it can know', async () => {
    const source = new DataSource(options())
    const db = database({ dataSource: source })
    stage
      .scenario('x')
      .given(db)
      .when('y', () => {})
      .expect(db.delta({ boks: 1 }))
    expect(await stage.failure()).to.match(
      /there is no table "boks" \(did you mean "books"\?\); there are books, migrations/,
    )
  })

  it('serves an application over HTTP, whose writes move rows like any', async () => {
    const source = new DataSource(options())
    const db = database({ dataSource: source })
    const app = handle<Server>({
      name: 'app',
      async start({ uses }) {
        await uses(db)
        const books = db.repository<Book>('Book')
        const server = createServer((request, response) => {
          const title = decodeURIComponent(request.url!.slice(1))
          books.insert({ title }).then(
            () => response.writeHead(201).end(),
            () => response.writeHead(409).end(),
          )
        })
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
        return server
      },
      stop: (server) => new Promise<void>((resolve) => void server.close(() => resolve())),
    })
    const add = async (title: string) => {
      const { port } = app.value.address() as AddressInfo
      return (await fetch(`http://127.0.0.1:${port}/${title}`, { headers: { connection: 'close' } })).status
    }
    for (const i of [1, 2]) {
      stage
        .scenario(`stored ${i}`)
        .given(app)
        .when('a book is sent', () => add('New'))
        .expect('created', (status) => expect(status).to.equal(201))
        .expect(db.delta({ books: +1 }))
      stage
        .scenario(`refused ${i}`)
        .given(app)
        .given(db.has(Book as never, { title: 'New' }))
        .when('it is sent again', () => add('New'))
        .expect('a conflict', (status) => expect(status).to.equal(409))
        .expect(db.unchanged())
    }
    expect(await stage.failure()).to.equal('')
  })
})
