import { expect } from 'chai'
import { EntitySchema } from 'typeorm'
import { type Database, database } from '../../src/database/index.js'
import { suite } from '../../src/index.js'
import { telling } from '../support/tell.js'
import { withoutMariadb } from './engines.js'

interface Label {
  id: number
  short: string
  other: string
  text: string | null
}
const Label = new EntitySchema<Label>({
  name: 'Label',
  tableName: 'labels',
  columns: {
    id: { type: Number, primary: true, generated: true },
    short: { type: String, length: 5 },
    other: { type: String, length: 5, default: 'x' },
    text: { type: String, length: 9, nullable: true },
  },
})
const labels = (on: 'postgres' | 'mariadb' | 'sqljs'): Database<'labels'> =>
  database({ entities: { labels: Label }, on, name: `labels on ${on}` })

if (withoutMariadb !== undefined) it.skip(`a value that is too long on mariadb: ${withoutMariadb}`)

for (const on of ['postgres', 'mariadb'] as const) {
  if (on === 'mariadb' && withoutMariadb !== undefined) continue
  describe(`a value that is too long on ${on}`, () => {
    const db = labels(on)
    const { scenario } = suite({ category: 'database' }).given(db)
    const rows = () => db.repository(Label)

    scenario('is told of the column that it was inserted into')
      .when('a label is stored', () => rows().insert({ short: '123456', other: 'ab', text: 'abcdefgh' }))
      .expectError(db.violates.tooLong(Label, 'short'))
      .expect(db.unchanged())

    scenario('is told of one row among many')
      .when('three are stored', () =>
        rows().insert([
          { short: 'a', other: 'b' },
          { short: 'a', other: '123456' },
          { short: 'a', other: 'b' },
        ]),
      )
      .expectError(db.violates.tooLong(Label, 'other'))

    scenario('is told whatever the caller makes of it')
      .given(db.has(Label).as('label'))
      .when('it is changed', ({ label }) =>
        rows()
          .update(label.id, { other: '123456', short: 'a' })
          .then(
            () => 200,
            () => 422,
          ),
      )
      .expect('refused', (status) => expect(status).to.equal(422))
      .expect(db.violates.tooLong(Label, 'other'))
      .expect(db.unchanged())

    scenario('is told of literals')
      .when(db.sql`INSERT INTO labels (short, other) VALUES ('it''s', '12345'), ('ok', 'too, long')`)
      .expectError(db.violates.tooLong(Label, 'other'))
      .when(db.sql`UPDATE labels SET short = 'a'`)
      .expect(db.unchanged())

    scenario('counts characters, and not what they are made of')
      .when('five are stored', () => rows().insert({ short: '😀😀😀😀😀', other: 'x'.repeat(6) }))
      .expectError(db.violates.tooLong(Label, 'other'))

    it('fails with a sentence on another column, and where none is too long', async () => {
      const stage = telling()
      const own = labels(on)
      const add = (label: Partial<Label>) => async () => void (await own.repository(Label).insert(label))
      stage
        .scenario('another')
        .given(own)
        .when('y', add({ short: '123456' }))
        .expectError(own.violates.tooLong(Label, 'text'))
      stage
        .scenario('none')
        .given(own)
        .when('y', add({ short: '12345' }))
        .expect(own.violates.tooLong(Label, 'short'))
      stage
        .scenario('unknown')
        .given(own)
        .when('y', add({ short: '12345' }))
        .expect(own.violates.tooLong(Label, 'shrot' as never))
      const texts = (await stage.outcomes({ timeout: 10_000 })).map(({ error }) => error?.message)
      expect(texts[0]).to.match(
        /no statement of the when failed by a value that is too long for Label\(text\)\. Broken was:\n {2}value too long for labels\(short\): INSERT INTO .*too-long\.test\.ts:\d+:\d+\)/,
      )
      expect(texts[1]).to.match(/too long for Label\(short\); none of its \d failed/)
      expect(texts[2]).to.match(/Label has no column "shrot" \(did you mean "short"\?\)/)
      expect(await stage.end()).to.deep.equal([])
    })
  })
}

describe('a value that is too long', () => {
  it('is not taken for one of several columns where PostgreSQL tells none', async () => {
    const stage = telling()
    const db = labels('postgres')
    const sql = (text: string) => () => db.dataSource.query(text)
    stage
      .scenario('worked out')
      .given(db)
      .when('y', sql(`INSERT INTO labels (short, other) SELECT 'ab', repeat('x', 6)`))
      .expectError(db.violates.tooLong(Label, 'other'))
    stage
      .scenario('one of its type')
      .given(db)
      .when('y', sql(`INSERT INTO labels (short, text) SELECT 'ab', repeat('x', 10)`))
      .expectError(db.violates.tooLong(Label, 'text'))
    stage
      .scenario('by a trigger')
      .given(db)
      .given('a trigger', async () => {
        await db.dataSource.query(`CREATE FUNCTION more() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN INSERT INTO labels (short) SELECT repeat('x', 6) WHERE pg_trigger_depth() < 2; RETURN NEW; END $$`)
        await db.dataSource.query('CREATE TRIGGER more BEFORE INSERT ON labels FOR EACH ROW EXECUTE FUNCTION more()')
      })
      .when('y', sql(`INSERT INTO labels (short) VALUES ('ab')`))
      .expectError(db.violates.tooLong(Label, 'short'))
    const [workedOut, one, trigger] = await stage.outcomes({ timeout: 10_000 })
    expect(workedOut!.error?.message).to.match(
      /value too long for one of labels\(short, other\), and the database does not tell for which: INSERT/,
    )
    expect(one!.error?.message).to.equal(undefined)
    expect(trigger!.error?.message).to.match(/value too long for a column that the database does not tell: INSERT/)
    await stage.end()
  })

  it('is stored by SQLite, which the expectation says', async () => {
    const stage = telling()
    const db = labels('sqljs')
    stage
      .scenario('x')
      .given(db)
      .when('y', () => db.repository(Label).insert({ short: '123456' }))
      .expect(db.violates.tooLong(Label, 'short'))
    expect(await stage.failure()).to.match(
      /db\.violates\.tooLong\(Label, 'short'\): SQLite .* enforces no lengths, so a value that is too long for its column is stored; run this scenario where lengths are enforced/,
    )
    expect(await stage.end()).to.deep.equal([])
  })
})
