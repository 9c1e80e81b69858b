import { expect } from 'chai'
import { runSuite } from '../support/run-suite.js'

const SUITE = `
  import { scenario } from 'qa-integ'
  import { apiKey, basic, bearer, json, status, target, typed } from 'qa-integ/http'

  const shop = target({
    name: 'shop',
    app: () => (request, response) => {
      response.writeHead(409, { 'content-type': 'application/json', 'set-cookie': 'session=s-e-s-s-i-o-n' })
      response.end(JSON.stringify({ error: 'taken', token: 'jwt-of-ann' }))
    },
  })
  const ann = { name: 'Ann', password: 'open sesame' }

  scenario('by token').when(shop.as(bearer('t-o-k-e-n-1')).post('/users?at=now', ann)).expect(status(201)).expect(json({ id: 7 }))
  scenario('by password').when(shop.as(basic('ann', 'hunter-22')).get('/')).expect(status(200))
  scenario('by key').when(shop.as(apiKey('k-e-y-of-ann', { query: 'id' })).get('/')).expect(status(200))
`

describe('the text of a failed request', function () {
  this.timeout(30_000)

  it('tells the last exchange and how to repeat it, without secrets, at the line of the author', async () => {
    const { code, stdout, scenarios, lines } = await runSuite({ 'a.integ.js': SUITE }, { nodeOptions: [] })
    expect(code).to.equal(3)
    for (const part of [
      'expected status 201 Created, got 409 Conflict',
      '$.id: expected 7, got nothing',
      '✓ when   POST /users?at=now',
      '✗ expect json holds { id: 7 }',
      'the last exchange with shop',
      '/users?at=now -> 409 Conflict',
      '> authorization: [masked]',
      '> {"name":"Ann","password":"[masked]"}',
      '< set-cookie: [masked]',
      '< {"error":"taken","token":"[masked]"}',
      "curl -H 'content-type: application/json' -H 'authorization: [masked]'",
      '?id=[masked] -> 409',
      'a.integ.js:14:88',
    ])
      expect(stdout).to.contain(part)
    const everything = stdout + JSON.stringify(lines)
    for (const secret of ['t-o-k-e-n-1', 'hunter-22', 'k-e-y-of-ann', 'open sesame', 's-e-s-s-i-o-n', 'jwt-of-ann'])
      expect(everything).to.not.contain(secret)
    expect(scenarios[0]!.notes[0]).to.include({
      kind: 'exchange',
      target: 'shop',
      method: 'POST',
      path: '/users',
      status: 409,
    })
    expect(scenarios.map(({ blame }) => blame)).to.deep.equal(['product', 'product', 'product'])
  })
})
