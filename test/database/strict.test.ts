import { expect } from 'chai'
import { EntitySchema } from 'typeorm'
import { database } from '../../src/database/index.js'
import { strictly } from '../../src/database/isolation/strict.js'
import { telling } from '../support/tell.js'

interface User {
  id: number
  name: string
  password: string
}
const User = new EntitySchema<User>({
  name: 'User',
  tableName: 'users',
  columns: {
    id: { type: Number, primary: true, generated: true },
    name: { type: String },
    password: { type: String },
  },
})

describe('a database with strict: true', () => {
  it('fails with the rows that were not put back, and the next scenario gets a new database', async () => {
    const stage = telling()
    const db = database({ entities: { users: User }, on: 'postgres', strict: true })
    stage
      .scenario('past the journal')
      .given(db.has(User, { name: 'Ann' }))
      .when('rows are written as if by the journal itself', () =>
        db.dataSource.transaction(async (manager) => {
          await manager.query('SET LOCAL qa_integ.restoring = on')
          await manager.query(`INSERT INTO users (name, password) VALUES ('Bob', 'geheim')`)
        }),
      )
      .expect('z', () => {})
    stage
      .scenario('next')
      .given(db)
      .when('users are counted', () => db.repository(User).count())
      .expect('none', (count) => expect(count).to.equal(0))
    const [past, next] = await stage.outcomes({ timeout: 10_000 })
    expect(past!.error?.message).to.match(
      /strict: the database is not as its baseline after it was put back\. Something still wrote to it then, or its reset has a defect.*\n\s+users:\n\s+\+ id=2 .*name=Bob/,
    )
    expect(past!.error?.message).to.not.contain('geheim')
    expect(next!.error?.message).to.equal(undefined)
    expect(await stage.end()).to.deep.equal([])
  })

  it('is refused where not all can be read', async () => {
    const refusal = await strictly({ description: 'Some DB 1.0' } as never, true).catch((error: Error) => error.message)
    expect(refusal).to.match(/strict: true compares all that a database holds, which can not be read on Some DB 1\.0/)
    expect(() => database({ entities: { users: User }, strict: 1 } as never)).to.throw(
      /strict \}\) is true or false, not number/,
    )
  })

  it('tells rows that are there once too often, and what a database lacks', async () => {
    const states = [
      { t: ['{"a":1}', '{"a":1}'], gone: ['{"b":2}'] },
      { t: ['{"a":1}'], more: ['{"c":3}'] },
    ].map((state) => new Map(Object.entries(state)))
    let reading = 0
    const strict = await strictly({ description: 'x', contents: async () => states[reading++] } as never, true)
    const text = await strict.check().catch((error: Error) => error.message)
    expect(text).to.match(/\n {2}t:\n {4}- a=1\n {2}gone:\n {4}- b=2\n {2}more:\n {4}\+ c=3$/)
  })
})
