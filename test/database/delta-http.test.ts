import { createServer } from 'node:http'
import { expect } from 'chai'
import { DataSource, EntitySchema } from 'typeorm'
import { type Database, database } from '../../src/database/index.js'
import { handle } from '../../src/handle/index.js'
import { status, target } from '../../src/http/index.js'
import { SQLITE } from '../support/sqlite-type.js'
import { telling } from '../support/tell.js'
import { unlessWithout } from './engines.js'

interface User {
  id: number
  name: string
}
const User = new EntitySchema<User>({
  name: 'User',
  tableName: 'users',
  columns: { id: { type: Number, primary: true, generated: true }, name: { type: String } },
})

/** An application that writes through its own connections, not through the data source of the scenarios. */
function ownApplication(db: Database<'users'>) {
  const own = handle({
    name: 'own connections',
    async start({ uses }) {
      await uses(db)
      const { entities: _, ...options } = db.dataSource.options as unknown as Record<string, unknown>
      return new DataSource({ ...options, entities: [User], synchronize: false } as never).initialize()
    },
    stop: (source) => source.destroy(),
  })
  const app = target({
    uses: [db, own],
    app: () =>
      createServer(async (request, response) => {
        const users = own.value.getRepository(User)
        if (request.method === 'POST') await users.insert({ name: 'Bob' })
        if (request.method === 'PUT') await users.update({ name: 'Ann' }, { name: 'Anna' })
        if (request.method === 'DELETE')
          await own.value
            .transaction(async (manager) => {
              await manager.delete(User, { name: 'Ann' })
              throw new Error('no')
            })
            .catch(() => {})
        response.end()
      }),
  })
  return app
}

function writesBeside(on: 'sqlite' | 'postgres' | 'mariadb'): void {
  it(`tells what an application of this process writes by its own connections, on ${on}`, async () => {
    const db = database({ entities: { users: User }, on: on === 'sqlite' ? SQLITE : on, connections: 2 })
    const app = ownApplication(db)
    const stage = telling()
    const begun = () => stage.scenario('x').given(db.has(User, { name: 'Ann' }))
    begun()
      .when(app.post('/users'))
      .expect(status(200))
      .expect(db.delta({ users: +1 }))
    begun()
      .when(app.put('/users'))
      .expect(db.delta({ users: { changed: 1 } }))
      .expect(db.row(User, { name: 'Anna' }, { id: 1 }))
    begun().when(app.delete('/users')).expect(db.unchanged())
    begun().when(app.post('/users')).expect(db.unchanged())
    const [added, changed, rolledBack, wrong] = (await stage.outcomes({ timeout: 20_000 })).map(({ error }) => error)
    for (const one of [added, changed, rolledBack]) expect(one?.stack).to.equal(undefined)
    expect(wrong?.message).to.match(/users: expected no change, for it is not named, got \+1\n {4}\+ id=2 name='Bob'$/)
    expect(await stage.end()).to.deep.equal([])
  })
}

describe('a delta of a request', () => {
  writesBeside('sqlite')
  writesBeside('postgres')
  unlessWithout('tells what an application of this process writes by its own connections,', () =>
    writesBeside('mariadb'),
  )
})
