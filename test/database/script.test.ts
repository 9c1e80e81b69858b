import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { EntitySchema } from 'typeorm'
import { database, type EngineName } from '../../src/database/index.js'
import { splitScript } from '../../src/database/script/split.js'
import { suite } from '../../src/index.js'
import { type Telling, telling } from '../support/tell.js'

const text = { type: String, nullable: true } as const
const User = new EntitySchema<{ id: number; email: string }>({
  name: 'User',
  tableName: 'users',
  columns: {
    id: { type: Number, primary: true, generated: true },
    name: text,
    email: { type: String, unique: true },
    role: text,
    created_at: text,
    updated_at: text,
  } as never,
})
const Post = new EntitySchema<{ id: number }>({
  name: 'Post',
  tableName: 'posts',
  columns: {
    id: { type: Number, primary: true, generated: true },
    title: text,
    content: text,
    created_at: text,
  } as never,
  relations: { user: { type: 'many-to-one', target: 'User', joinColumn: { name: 'user_id' } } } as never,
})
const forum = (on: EngineName) => database({ entities: { users: User, posts: Post }, on, name: `${on} forum` })
const files = { sqlite: 'integration_tests.sql', postgres: 'integration_tests.postgres.sql' } as const

for (const on of ['sqlite', 'postgres'] as const) {
  const db = forum(on)
  describe(`a script of SQL on ${on}`, () => {
    const { scenario } = suite({ category: 'database' }).given(db)
    scenario('runs as it was written, and fails where its comments say so')
      .when(db.script(`examples/database/${files[on]}`))
      .expect('all of it', (results) => {
        expect(results).to.have.length(18)
        expect(results.filter(({ error }) => error).map(({ line }) => line)).to.deep.equal([23, 47])
        expect(results[2]!.rows).to.have.length(1)
        expect(results[2]!.rows[0]).to.include({ email: 'test@example.com' })
      })
      .expect(db.violates.unique(User, 'email'))
      .expect(db.unchanged())

    describe('fails with a sentence', () => {
      let stage: Telling
      let own: ReturnType<typeof forum>
      let folder: string
      before(() => {
        stage = telling()
        own = forum(on)
        folder = mkdtempSync(join(tmpdir(), 'qa-integ-script-'))
      })
      after(async () => {
        expect(await stage.end()).to.deep.equal([])
        rmSync(folder, { recursive: true })
      })
      const failure = async (sql: string) => {
        const file = join(folder, 'x.sql')
        writeFileSync(file, sql)
        stage
          .scenario('x')
          .given(own)
          .when(own.script(file))
          .expect('y', () => {})
        return stage.failure({ timeout: 20_000 })
      }

      it('where what should fail does not, or for another reason', async () => {
        expect(await failure("-- must fail: no such e-mail\nINSERT INTO users (email)\nVALUES ('a');")).to.match(
          /x\.sql:2: INSERT INTO users \(email\) VALUES \('a'\)\n {2}did not fail, but its comment says: must fail: no such e-mail/,
        )
        expect(
          await failure('INSERT INTO users (email) VALUES (NULL); -- should fail due to unique constraint'),
        ).to.match(
          /x\.sql:1: .*\n {2}failed for another reason than its comment says \(should fail due to unique constraint\): it broke a constraint of another kind/,
        )
        expect(await failure('-- should fail: unique\nSELECT nope')).to.match(/it broke no constraint/)
      })
      it('where something else fails', async () => {
        expect(await failure('SELECT 1;\n\nSELECT nope;')).to.match(
          /x\.sql:3: SELECT nope\n {2}failed, and no comment says that it should: .*nope.*; correct it, or say so in a comment/,
        )
      })
      it('where rows are not as many as told', async () => {
        expect(await failure('-- should return no rows\nSELECT 1 AS one;')).to.contain(
          'returned 1 row, but its comment says 0',
        )
        expect(await failure('SELECT 1 AS one; -- should return 1 row')).to.equal('')
      })
      it('where a transaction is left open, which goes on after what should fail', async () => {
        expect(await failure("BEGIN;\n-- should fail\nSELECT nope;\nINSERT INTO users (email) VALUES ('a');")).to.match(
          /x\.sql:1: the transaction that begins here is open at the end of the script/,
        )
      })
      it('where there is nothing to run, or it has no end', async () => {
        expect(await failure('-- nothing yet')).to.contain('has no statement, so it would show nothing')
        expect(await failure("SELECT 1;\nSELECT 'a")).to.match(/x\.sql:2: this string has no end/)
        expect(await failure('.tables\n')).to.match(/x\.sql:1: sqlite3 has commands of its own/)
        stage
          .scenario('x')
          .given(own)
          .when(own.script('nowhere.sql'))
          .expect('y', () => {})
        expect(await stage.failure({ timeout: 20_000 })).to.match(
          /the script nowhere\.sql can't be read: ENOENT.*its path begins at the working directory/,
        )
        expect(() => own.script('')).to.throw(/takes the path of a file of SQL/)
      })
    })
  })
}

describe('taking a script apart', () => {
  const pieces = {
    sqlite: ["'a;b''c'", '"x;y"', '`q;r`', '[z;w]', '-- c;d\n', '/* e;f */', 'SELECT 1', '(a, b)', 'é'],
    postgres: ["'a;b''c'", "E'a\\';b'", '"x;y"', '$$ a;b $$', '$t$ $$;$ $t$', '-- c;d\n', '/* e /* ; */ f; */', '(a)'],
    mysql: ["'a\\';b'", '"x;\\"y"', '`q;r`', '# c;d\n', '-- c;d\n', '/* e;f */', 'a--1'],
  } as const
  for (const flavour of ['sqlite', 'postgres', 'mysql'] as const)
    it(`finds no end of a statement in strings, names and comments of ${flavour}`, () =>
      fc.assert(
        fc.property(
          fc.array(fc.array(fc.constantFrom(...pieces[flavour]), { minLength: 1, maxLength: 5 }), {
            minLength: 1,
            maxLength: 5,
          }),
          (all) => {
            const statements = all.map((parts) => `SELECT ${parts.join(' ')} x`)
            const found = splitScript(statements.join(' ;\n\n'), flavour)
            expect(found.map(({ sql }) => sql)).to.deep.equal(statements)
          },
        ),
      ))

  it('keeps triggers and routines together', () => {
    const trigger = `CREATE TRIGGER t AFTER UPDATE ON a BEGIN UPDATE b SET x = CASE WHEN 1 THEN 2 END; DELETE FROM c; END`
    const routine = 'CREATE PROCEDURE p() BEGIN IF 1 THEN SELECT 1; END IF; SELECT 2; END'
    const atomic = 'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END'
    const all = [trigger, routine, atomic, 'BEGIN', 'SELECT 1', 'COMMIT']
    expect(splitScript(`${all.join(';\n')};`, 'sqlite').map(({ sql }) => sql)).to.deep.equal(all)
  })

  it('gives each comment to the statement that it speaks of', () => {
    const [one, two, three] = splitScript(
      '-- above\nSELECT 1; -- beside\n-- below\n\n-- over\nSELECT 2;\n-- near\nSELECT 3',
      'sqlite',
    )
    expect([one, two, three].map((statement) => [statement!.line, statement!.comments])).to.deep.equal([
      [2, ['above', 'beside', 'below']],
      [6, ['over']],
      [8, ['near']],
    ])
  })
})
