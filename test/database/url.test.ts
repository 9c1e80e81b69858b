import { expect } from 'chai'
import { database } from '../../src/database/index.js'
import { type OwnServer, ownServer } from './postgres-server.js'
import { entities, urlCases } from './url-cases.js'

describe('a database at the address of a server', () => {
  let server: OwnServer
  before(async () => {
    server = await ownServer()
    await server.query('CREATE DATABASE url_test')
    await server.query('CREATE DATABASE url_shop')
  })
  after(() => server.stop())
  const { failure } = urlCases({
    type: 'postgres',
    server: () => server,
    who: 'root_user',
    asks: 'SELECT current_database() AS name',
    lists: 'SELECT datname FROM pg_database ORDER BY 1',
    protocol: 'postgres',
    makers: [],
    left: ['url_test_qa_integ_0123abcd'],
    async noTrace() {
      const schemas = `SELECT nspname FROM pg_namespace WHERE nspname IN ('qa_integ', 'public')`
      expect(await server.query(schemas, 'url_shop')).to.deep.equal([{ nspname: 'public' }])
    },
  })

  it('says who can not be reached, without the password', async () => {
    const wrong = await failure(database({ entities, on: new URL(server.url('url_test').replace('geheim', 'falsch')) }))
    expect(wrong).to.match(
      /PostgreSQL can not be reached at postgres:\/\/root_user@127\.0\.0\.1:\d+\/url_test: password authentication failed/,
    )
    const absent = await failure(database({ entities, on: new URL(server.url('absent_test')) }))
    expect(absent).to.match(/can not be reached at .*\/absent_test: database "absent_test" does not exist/)
    const closed = await failure(database({ entities, on: 'postgres://a:geheim@127.0.0.1:1/x_test' }))
    expect(closed).to.match(/can not be reached at postgres:\/\/a@127\.0\.0\.1:1\/x_test: .*ECONNREFUSED/)
    for (const text of [wrong, absent, closed]) expect(text).to.not.match(/geheim|falsch/)
  })

  it('refuses what is no address when a suite loads, without the password', () => {
    const load =
      (on: unknown, more: object = {}) =>
      () =>
        database({ entities, on, ...more } as never)
    expect(load('postgress://a:geheim@x/y_test')).to.throw(
      /on: "postgress:\/\/\*\*\*@x\/y_test" \}\): the engines are .* or the URL/,
    )
    expect(load(new URL('http://a:geheim@x/y_test'))).to.throw(/on: "http:\/\/\*\*\*@x\/y_test"/)
    expect(load('postgres://a:geheim@[x/y_test')).to.throw(/on: "postgres:\/\/\*\*\*@\[x\/y_test"/)
    expect(load('sqlite', { disposable: 'yes' })).to.throw(/disposable \}\) is true or false, not string/)
  })
})
